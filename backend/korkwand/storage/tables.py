"""Tables that are not records of a board: the log, who visits, secrets, and the instance itself."""

from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH


class InstanceRow(SQLModel, table=True):
    """Facts about this installation by name; `epoch` changes when a backup was restored."""

    __tablename__ = "instance"
    key: str = Field(primary_key=True, max_length=40)
    value: str


class EventRow(SQLModel, table=True):
    """An edit that happened. `changes` is JSON in the full form, with every removal listed.

    `written` is JSON [title, text] as the author had written them, if `changes` do not tell: the write was merged with
    somebody else's, or changed nothing.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("board_id", "edit_id"),
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        {"sqlite_with_rowid": False},
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    seq: int = Field(primary_key=True)
    edit_id: str = Field(max_length=ID_LENGTH)
    visitor_id: str | None = Field(default=None, max_length=ID_LENGTH)
    at: str = Field(max_length=TIME_LENGTH)
    type: str = Field(max_length=40)
    changes: str
    written: str | None = None


class VisitorRow(SQLModel, table=True):
    """One browser or API client on one board. `bearer_key_id` is set for the one visitor of a key's secret."""

    __tablename__ = "visitor"
    __table_args__ = (
        UniqueConstraint("board_id", "bearer_key_id"),
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    name: str | None = None
    color: str | None = Field(default=None, max_length=10)
    bearer_key_id: str | None = Field(default=None, max_length=ID_LENGTH)
    created_at: str = Field(max_length=TIME_LENGTH)


class VisitorKeyRow(SQLModel, table=True):
    """By which keys a visitor came. What they may do stands in `device_key` and `account_key`."""

    __tablename__ = "visitor_key"
    __table_args__ = (
        ForeignKeyConstraint(["board_id", "visitor_id"], ["visitor.board_id", "visitor.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["board_id", "key_id"], ["key.board_id", "key.id"], ondelete="CASCADE"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    visitor_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    key_id: str = Field(primary_key=True, max_length=ID_LENGTH)


class KeySecretRow(SQLModel, table=True):
    """What opens a key: the SHA-256 of its secret, and the argon2 hash of its password if it has one."""

    __tablename__ = "key_secret"
    __table_args__ = (ForeignKeyConstraint(["board_id", "key_id"], ["key.board_id", "key.id"], ondelete="CASCADE"),)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    key_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    secret_hash: str = Field(unique=True, max_length=64)
    password_hash: str | None = None


class DeviceRow(SQLModel, table=True):
    """A browser's cookie, known by its hash only."""

    __tablename__ = "device"
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    cookie_hash: str = Field(unique=True, max_length=64)
    created_at: str = Field(max_length=TIME_LENGTH)
    seen_at: str = Field(max_length=TIME_LENGTH)


class DeviceVisitorRow(SQLModel, table=True):
    """Which visitors a device is without an account: where a person's boards meet, beside `account_visitor`."""

    __tablename__ = "device_visitor"
    __table_args__ = (
        ForeignKeyConstraint(["device_id"], ["device.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["board_id", "visitor_id"], ["visitor.board_id", "visitor.id"], ondelete="CASCADE"),
    )
    device_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    visitor_id: str = Field(max_length=ID_LENGTH)
    entered_at: str = Field(max_length=TIME_LENGTH)


class DeviceKeyRow(SQLModel, table=True):
    """A device keeps every key that it entered by. Another device of the same visitor has keys of its own."""

    __tablename__ = "device_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["device_id", "board_id"], ["device_visitor.device_id", "device_visitor.board_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["board_id", "key_id"], ["key.board_id", "key.id"], ondelete="CASCADE"),
    )
    device_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    key_id: str = Field(primary_key=True, max_length=ID_LENGTH)


class AccountRow(SQLModel, table=True):
    """Somebody who signs in. Of who it is at the provider there is a keyed hash, and perhaps the name it tells."""

    __tablename__ = "account"
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    subject_hash: str = Field(unique=True, max_length=64)
    name: str | None = None
    created_at: str = Field(max_length=TIME_LENGTH)


class DeviceAccountRow(SQLModel, table=True):
    """Who has signed in on a device, and until when that holds."""

    __tablename__ = "device_account"
    __table_args__ = (
        ForeignKeyConstraint(["device_id"], ["device.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
    )
    device_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    account_id: str = Field(max_length=ID_LENGTH)
    ends_at: str = Field(max_length=TIME_LENGTH)


class AccountVisitorRow(SQLModel, table=True):
    """Which visitors an account is, on whatever device: the other place where a person's boards meet."""

    __tablename__ = "account_visitor"
    __table_args__ = (
        ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["board_id", "visitor_id"], ["visitor.board_id", "visitor.id"], ondelete="CASCADE"),
    )
    account_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    visitor_id: str = Field(max_length=ID_LENGTH)
    entered_at: str = Field(max_length=TIME_LENGTH)


class AccountKeyRow(SQLModel, table=True):
    """An account keeps every key that it entered by, on whatever device."""

    __tablename__ = "account_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "board_id"], ["account_visitor.account_id", "account_visitor.board_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["board_id", "key_id"], ["key.board_id", "key.id"], ondelete="CASCADE"),
    )
    account_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    key_id: str = Field(primary_key=True, max_length=ID_LENGTH)


class RetentionRow(SQLModel, table=True):
    """Until when a board is kept, if its coordinators said so; else it is counted from the last edit."""

    __tablename__ = "retention"
    __table_args__ = (ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    ends_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class VisitorLinkRow(SQLModel, table=True):
    """A personal link that waits for another device: by the hash of its secret, one for each visitor.

    `key_ids`: the keys, with spaces between, that the device had on which it was made.
    """

    __tablename__ = "visitor_link"
    __table_args__ = (
        ForeignKeyConstraint(["board_id", "visitor_id"], ["visitor.board_id", "visitor.id"], ondelete="CASCADE"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    visitor_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    secret_hash: str = Field(unique=True, max_length=64)
    made_at: str = Field(max_length=TIME_LENGTH)
    key_ids: str = Field(sa_column=Column(String, nullable=False, server_default=text("''")))


class GuessRow(SQLModel, table=True):
    """A guess at a password in the last quarter of an hour: at which link, in which lane, whether it still counts."""

    __tablename__ = "guess"
    subject: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    lane: str = Field(max_length=10)
    at: str = Field(max_length=TIME_LENGTH)
    counts: bool


class SlipRow(SQLModel, table=True):
    """What a visitor has put into a drawer: a ballot, answers to a survey. No door shows it.

    It hangs on the record (subject_kind, subject_id). `holder_hash` is a keyed hash of the visitor, another one for
    each record and drawer. There is no time, and rows lie in the order of their key: neither tells who came when.
    """

    __tablename__ = "slip"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint("weight >= 0", name="weight"),
        {"sqlite_with_rowid": False},
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    subject_kind: str = Field(primary_key=True, max_length=20)
    subject_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    drawer: str = Field(primary_key=True, max_length=20)
    holder_hash: str = Field(primary_key=True, max_length=64)
    key: str = Field(primary_key=True, max_length=ID_LENGTH)
    weight: int
    value: str


def guess_subject(board_id: str, key_id: str) -> str:
    """What guesses at a link's password are counted for. Ids of keys are unique on their board only."""
    return str(uuid5(UUID(board_id), key_id))
