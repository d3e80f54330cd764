"""The one tree of errors. What a visitor can cause has a code; everything else crashes and is logged once."""

from typing import Any, ClassVar


class KorkwandError(Exception):
    """An answer "no" with a stable code for programs and a helpful English sentence.

    `extra` is added to the answer's JSON beside `code` and `detail`.
    """

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = 422

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra

    def payload(self) -> dict[str, Any]:
        """The answer's body, the same on every door."""
        return {"code": self.code, "detail": self.detail, **self.extra}


class Invalid(KorkwandError):
    """The input is understood and not acceptable."""


class Malformed(KorkwandError):
    """The input cannot be read at all."""

    code = "malformed"
    status = 400


class Forbidden(KorkwandError):
    """The visitor is known and may not do this."""

    code = "forbidden"
    status = 403


class NotFound(KorkwandError):
    """Unknown, of another board, or not to be known of: all the same."""

    code = "not_found"
    status = 404

    def __init__(self, detail: str = "There is nothing here, or not for you.", **extra: Any) -> None:
        super().__init__(detail, **extra)


class Conflict(KorkwandError):
    """Somebody else was quicker, or an id is taken."""

    code = "conflict"
    status = 409


class Resync(KorkwandError):
    """The asker cannot be brought up to date by events; a fresh snapshot is needed."""

    code = "resync"
    status = 410


class TooLarge(KorkwandError):
    """The request is larger than the limit named in the detail."""

    code = "too_large"
    status = 413


class Closed(KorkwandError):
    """The record is in the trash or the board is archived: restore it first."""

    code = "closed"
    status = 423


class RateLimited(KorkwandError):
    """Too many at once; `retry_after` says in how many seconds to go on."""

    code = "rate_limited"
    status = 429

    def __init__(
        self, retry_after: float, detail: str = "Too many requests at once. Please wait a moment.", **extra: Any
    ) -> None:
        super().__init__(detail, retry_after=round(retry_after, 3), **extra)


class Unavailable(KorkwandError):
    """The outcome is unknown: send the same edit id again."""

    code = "unavailable"
    status = 503

    def __init__(self, detail: str = "The server could not confirm this. Send the same id again.") -> None:
        super().__init__(detail)


class StorageFull(KorkwandError):
    """The disk is full; reading goes on, and writing does once there is space."""

    code = "storage_full"
    status = 507

    def __init__(self) -> None:
        super().__init__("The server's storage is full. Nothing was lost; try again later.")


class InternalError(KorkwandError):
    """A fault of ours; it is in the server's log, once. Nothing was changed."""

    code = "internal"
    status = 500

    def __init__(self) -> None:
        super().__init__("Something went wrong on the server. Nothing was changed.")


class StartRefused(Exception):
    """The program must not start like this; the message says why and what to do. Printed without a traceback."""


class SettingsError(StartRefused):
    """A setting is wrong."""


class DatabaseTooNew(StartRefused):
    """The database was written by a newer version; it is left untouched."""
