"""What an edit is: a message shape, the permission it needs, and a pure function from board to changes."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from korkwand.errors import Conflict
from korkwand.kernel.context import TOUCHING, Context, Gate
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import Change, Id, Kind, Record
from korkwand.kernel.slips import Slip, SlipReader, Taken
from korkwand.kernel.state import BoardState
from korkwand.rules.permissions import Permission


class Edit(BaseModel):
    """A wish to change a board. Subclasses are the verbs; the catalog lists them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: ClassVar[type[Record]]
    """What it is about."""
    needs: ClassVar[Permission]
    gates: ClassVar[tuple[Gate, ...]] = TOUCHING
    """Those of the record that it changes, or puts something into."""
    undone_by: ClassVar[str] = ""
    """The type of the edit that takes it back; '' if there is none."""
    leaves: ClassVar[tuple[str, ...]] = ()
    """Fields that it gives its record. It is taken back only while these are as it left them."""
    restores: ClassVar[bool] = False
    """Whether it is allowed on an archived or trashed board."""
    purges: ClassVar[bool] = False
    """Whether what it removes shall be found nowhere any more, not in the log and not in memory either."""
    makes_board: ClassVar[bool] = False
    """Whether it comes before there is a board."""
    imports: ClassVar[bool] = False
    """Whether it brings in what was made elsewhere."""
    writes: ClassVar[bool] = False
    """Whether it gives its record words: who made it has seen them."""
    shows: ClassVar[bool] = False
    """Whether it may bring many records into sight, or out of it."""
    silent: ClassVar[bool] = False
    """Whether it becomes no event, so that nobody learns of it: it has no changes, only slips."""
    looks: ClassVar[bool] = False
    """Whether it must look into drawers before it may be queued."""

    id: RecordId

    @property
    def subject_id(self) -> Id:
        """The id of the record it is about: in the field that bears the name of its kind."""
        return str(getattr(self, f"{self.of.kind}_id"))

    @property
    def slow(self) -> bool:
        """Whether it must be prepared before it may be queued."""
        return self.looks

    def prepare(self) -> Any:
        """Do what is slow (hashing a password), in a thread before the queue; the result is `ctx.prepared`."""
        return None

    def look(self, slips: SlipReader) -> Any:
        """Read what it needs of the drawers, in a thread before the queue; the result is `ctx.prepared`."""
        return None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        """The changes this edit comes to. Reads the draft, never folds; raises a KorkwandError to refuse."""
        raise NotImplementedError

    @property
    def forgotten(self) -> Id | None:
        """The visitor who shall be found nowhere any more, if this edit forgets one."""
        return None

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        """Rows (table name, values) that are written in the same transaction but stay out of the log: secrets."""
        return []

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        """What is put into drawers or taken out, in the same transaction; called after `apply`, and may refuse, too.

        If one of them is over its limit there, the whole edit is refused.
        """
        return []


def require_free(board: BoardState, kind: Kind, record_id: Id) -> None:
    """Refuse an id that is taken on this board."""
    if board.has(kind, record_id):
        raise Conflict(f"There is already a {kind} with this id.")
