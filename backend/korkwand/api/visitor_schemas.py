"""Bodies of requests and answers about the visitor themselves, as OpenAPI shows them."""

from pydantic import BaseModel

from korkwand.api.schemas import Body, CardOut, CommentOut, ReportOut
from korkwand.kernel.inputs import Color, Name
from korkwand.rules.roles import Role


class MePatch(Body):
    """What a visitor changes about themselves."""

    name: Name | None = None
    color: Color | None = None


class BoardNameOut(BaseModel):
    """Which board it is."""

    id: str
    title: str


class CameOut(BaseModel):
    """The visitor as the board knows them."""

    id: str
    name: str | None
    color: Color | None
    came_at: str | None


class KeyRoleOut(BaseModel):
    """By which link they came; how coordinators call it is for them alone."""

    id: str
    role: Role


class MeOut(BaseModel):
    """All that a board holds of one visitor."""

    board: BoardNameOut
    visitor: CameOut
    keys: list[KeyRoleOut]
    cards: list[CardOut]
    comments: list[CommentOut]
    reports: list[ReportOut]


class AccountOut(BaseModel):
    """Who has signed in on this device."""

    signed_in: bool
    name: str | None


class PersonalLinkOut(BaseModel):
    """A link that makes another device this visitor; its secret is shown this once."""

    secret: str
    link: str
