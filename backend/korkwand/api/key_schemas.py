"""Bodies of requests and answers about links, as OpenAPI shows them."""

from pydantic import BaseModel, model_validator

from korkwand.api.schemas import Body, KeyOut
from korkwand.kernel.inputs import Name, Time
from korkwand.nouns.key.edits import ColumnIds
from korkwand.passwords import Password
from korkwand.rules.roles import Role


class KeyIn(Body):
    """A new link."""

    role: Role
    label: Name = ""
    password: Password | None = None
    opens_at: Time | None = None
    ends_at: Time | None = None
    unseen_columns: ColumnIds = ()
    readonly_columns: ColumnIds = ()


class KeyPatch(Body):
    """What changes on a link; null takes a password or a date away."""

    role: Role | None = None
    label: Name | None = None
    password: Password | None = None
    opens_at: Time | None = None
    ends_at: Time | None = None
    unseen_columns: ColumnIds | None = None
    readonly_columns: ColumnIds | None = None

    @model_validator(mode="after")
    def _no_empty(self) -> "KeyPatch":
        for name in ("role", "label", "unseen_columns", "readonly_columns"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self


class LockOut(BaseModel):
    """Too many wrong passwords were tried at a link: strangers wait, unless a coordinator lifts the lock."""

    guesses: int
    until: str


class KeysOut(BaseModel):
    """The links of a board; how many visitors came by each, and which are locked, by their ids."""

    keys: list[KeyOut]
    visitors: dict[str, int]
    locks: dict[str, LockOut]


class MadeKeyOut(BaseModel):
    """A link just made; its secret is shown this once."""

    key: KeyOut
    secret: str
    link: str
