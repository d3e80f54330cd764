"""Comments on cards: table, record and edits."""

from bisect import bisect_left
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal

from korkwand.kernel.context import ENTERING, SEEING, Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import Purge, Restore, Trash
from korkwand.kernel.inputs import Name, RecordId, Time
from korkwand.kernel.records import Change, moved, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.card.record import Card
from korkwand.nouns.comment.record import Comment, CommentText, ImportedText
from korkwand.rules.permissions import Permission

TICK: Final = timedelta(milliseconds=1)
"""By so much two comments of one moment are apart."""
AT_ONCE: Final = timedelta(seconds=2)
"""Comments that seem to be later than a new one by less than this came with it; by more, they were imported."""


class AddComment(Edit):
    """Say something about a card."""

    type: Literal["comment.add"] = "comment.add"
    of: ClassVar = Comment
    needs: ClassVar = Permission.COMMENT_ADD
    gates: ClassVar = ENTERING
    undone_by: ClassVar = "comment.delete"
    leaves: ClassVar = ("text",)
    comment_id: RecordId | None = None
    card_id: RecordId
    text: CommentText

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.enter(board, Card, self.card_id)
        by = {"author_id": ctx.visitor_id, "author_name": ctx.name, "created_at": _after_others(board, card, ctx.now)}
        return _new_comment(board, self.comment_id or self.id, card, text=self.text, **by)


def _after_others(board: BoardState, card: Card, now: str) -> str:
    """The time of a new comment: edits sent together have one time, and their ids have no order."""
    order = board.order(Comment.kind, card.id)
    soon = moved(now, AT_ONCE)
    place = bisect_left(order, (soon, ""))
    return moved(order[place - 1][0], TICK) if place and now <= order[place - 1][0] < soon else now


class ImportComment(Edit):
    """Put in a comment that was written elsewhere, with its author's name and its dates, perhaps into the trash."""

    type: Literal["comment.import"] = "comment.import"
    of: ClassVar = Comment
    needs: ClassVar = Permission.IMPORT
    gates: ClassVar = SEEING
    imports: ClassVar = True
    comment_id: RecordId | None = None
    card_id: RecordId
    text: ImportedText
    author_name: Name | None = None
    created_at: Time | None = None
    edited_at: Time | None = None
    deleted_at: Time | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.see(board, Card, self.card_id)
        times = {"created_at": self.created_at or ctx.now, "edited_at": self.edited_at, "deleted_at": self.deleted_at}
        by = {"author_id": None, "author_name": self.author_name or None}
        return _new_comment(board, self.comment_id or self.id, card, text=self.text, **times, **by)


def _new_comment(board: BoardState, comment_id: str, card: Card, **fields: Any) -> list[Change]:
    require_free(board, Comment.kind, comment_id)
    made = {"edited_at": None, "deleted_at": None, **fields}
    return [put(Comment(id=comment_id, board_id=board.board_id, card_id=card.id, **made))]


class WriteComment(Edit):
    """Change a comment's words."""

    type: Literal["comment.write"] = "comment.write"
    of: ClassVar = Comment
    needs: ClassVar = Permission.COMMENT_EDIT
    undone_by: ClassVar = "comment.write"
    leaves: ClassVar = ("text",)
    comment_id: RecordId
    text: CommentText

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        comment = ctx.touch(board, Comment, self.comment_id)
        if comment.text == self.text:
            return [put(comment)]
        return [put(comment, text=self.text, edited_at=ctx.now)]


class DeleteComment(Trash):
    """Put a comment into the trash."""

    type: Literal["comment.delete"] = "comment.delete"
    of: ClassVar = Comment
    needs: ClassVar = Permission.COMMENT_EDIT
    undone_by: ClassVar = "comment.restore"
    comment_id: RecordId


class RestoreComment(Restore):
    """Take a comment out of the trash."""

    type: Literal["comment.restore"] = "comment.restore"
    of: ClassVar = Comment
    needs: ClassVar = Permission.COMMENT_EDIT
    fixes: ClassVar = {"deleted_at": None, "deleted_by_author": None}
    undone_by: ClassVar = "comment.delete"
    leaves: ClassVar = ("text",)
    comment_id: RecordId


class PurgeComment(Purge):
    """Remove a comment for good."""

    type: Literal["comment.purge"] = "comment.purge"
    of: ClassVar = Comment
    needs: ClassVar = Permission.PURGE
    comment_id: RecordId


EDITS = (AddComment, ImportComment, WriteComment, DeleteComment, RestoreComment, PurgeComment)
