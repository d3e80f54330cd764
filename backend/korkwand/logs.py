"""Logging: one line per record, to standard error, without secrets.

An exception is told by its class and the places it passed through, never by its message: messages quote what was sent.
"""

import logging
import traceback
from pathlib import Path


class LineFormatter(logging.Formatter):
    """Time, level, logger, message, and an exception in the same line."""

    def formatException(self, exc_info: object) -> str:  # noqa: N802 - logging's name
        """The exception's class and where it was raised, the innermost place first."""
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        if not isinstance(error, BaseException):
            return ""
        places = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in reversed(traceback.extract_tb(error.__traceback__))
        ]
        return f"{type(error).__name__} at {' < '.join(places[:12])}"

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        return super().format(record).replace("\n", " | ").replace("\r", " ")


def configure_logging() -> None:
    """Log warnings and worse of everything, and our own remarks."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("korkwand").setLevel(logging.INFO)
