"""The permission table: who may do what, as data. One row per permission, one column per role."""

from enum import StrEnum

from korkwand.rules.roles import Role


class Permission(StrEnum):
    """What an edit or a door asks for."""

    READ = "read"
    BOARD_EDIT = "board.edit"
    BOARD_DELETE = "board.delete"
    BOARD_MODERATE = "board.moderate"
    COLUMN_ADD = "column.add"
    COLUMN_EDIT = "column.edit"
    COLUMN_DELETE = "column.delete"
    COLUMN_MODERATE = "column.moderate"
    CARD_ADD = "card.add"
    CARD_EDIT = "card.edit"
    CARD_MOVE = "card.move"
    CARD_MODERATE = "card.moderate"
    CARD_LOCK = "card.lock"
    COMMENT_ADD = "comment.add"
    COMMENT_EDIT = "comment.edit"
    PHASE_EDIT = "phase.edit"
    PURGE = "purge"
    IMPORT = "import"
    KEY_EDIT = "key.edit"
    VISITOR_REMOVE = "visitor.remove"
    VISITOR_FORGET = "visitor.forget"
    REPORT = "report"
    REPORT_RESOLVE = "report.resolve"


class Grant(StrEnum):
    """What a role gets of a permission."""

    NO = "no"
    OWN = "own"
    YES = "yes"


_NO, _OWN, _YES = Grant.NO, Grant.OWN, Grant.YES

#                             viewer  contributor  editor  coordinator
TABLE: dict[Permission, tuple[Grant, Grant, Grant, Grant]] = {
    Permission.READ:             (_YES,   _YES,        _YES,   _YES),
    Permission.BOARD_EDIT:       (_NO,    _NO,         _NO,    _YES),
    Permission.BOARD_DELETE:     (_NO,    _NO,         _NO,    _YES),
    Permission.BOARD_MODERATE:   (_NO,    _NO,         _NO,    _YES),
    Permission.COLUMN_ADD:       (_NO,    _NO,         _YES,   _YES),
    Permission.COLUMN_EDIT:      (_NO,    _NO,         _YES,   _YES),
    Permission.COLUMN_DELETE:    (_NO,    _NO,         _NO,    _YES),
    Permission.COLUMN_MODERATE:  (_NO,    _NO,         _NO,    _YES),
    Permission.CARD_ADD:         (_NO,    _YES,        _YES,   _YES),
    Permission.CARD_EDIT:        (_NO,    _OWN,        _YES,   _YES),
    Permission.CARD_MOVE:        (_NO,    _OWN,        _YES,   _YES),
    Permission.CARD_MODERATE:    (_NO,    _NO,         _YES,   _YES),
    Permission.CARD_LOCK:        (_NO,    _NO,         _NO,    _YES),
    Permission.COMMENT_ADD:      (_NO,    _YES,        _YES,   _YES),
    Permission.COMMENT_EDIT:     (_NO,    _OWN,        _YES,   _YES),
    Permission.PHASE_EDIT:       (_NO,    _NO,         _NO,    _YES),
    Permission.PURGE:            (_NO,    _NO,         _NO,    _YES),
    Permission.IMPORT:           (_NO,    _NO,         _NO,    _YES),
    Permission.KEY_EDIT:         (_NO,    _NO,         _NO,    _YES),
    Permission.VISITOR_REMOVE:   (_NO,    _NO,         _NO,    _YES),
    Permission.VISITOR_FORGET:   (_OWN,   _OWN,        _OWN,   _YES),
    Permission.REPORT:           (_YES,   _YES,        _YES,   _YES),
    Permission.REPORT_RESOLVE:   (_NO,    _NO,         _NO,    _YES),
}  # fmt: skip

_GRANTS = {role: {permission: row[place] for permission, row in TABLE.items()} for place, role in enumerate(Role)}


def grant(role: Role | None, permission: Permission) -> Grant:
    """What this role gets; nobody without a role gets anything."""
    return _GRANTS[role][permission] if role is not None else Grant.NO
