"""`korkwand serve` with a hole in it, to see that the search for canaries finds what comes out."""

import sys
from types import ModuleType
from typing import Any

from korkwand.cli import main
from korkwand.exchange import contents
from korkwand.kernel import state
from korkwand.kernel.records import Put
from korkwand.kernel.visibility import EVERYBODY
from korkwand.live import partial

HOLES: dict[str, tuple[ModuleType | type, str, Any]] = {
    "a snapshot of everything": (state, "sight", lambda *_: EVERYBODY),
    "a snapshot with names": (state, "shown", lambda row, *_, **__: row),
    "edits of what is not seen": (state, "visible", lambda *_: True),
    "events for everybody": (partial, "sight", lambda *_: EVERYBODY),
    "events with names": (Put, "nameless", property(lambda put: put)),
    "an export of everything": (contents, "visible", lambda *_: True),
    "an export with names": (contents, "shown", lambda row, *_, **__: row),
}


def weaken(hole: str) -> None:
    """Break one rule where it is used."""
    module, name, broken = HOLES[hole]
    assert hasattr(module, name)
    setattr(module, name, broken)


if __name__ == "__main__":
    weaken(sys.argv.pop(1))
    sys.exit(main())
