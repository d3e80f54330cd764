"""How much work a function has with a text, counted and not timed: lines that run, and signs read by built-ins."""

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import korkwand

OURS = str(korkwand.__path__[0])


class CountedText(str):
    """A text that counts what is read of it at once: slices, searches, copies."""

    __slots__ = ()
    read = 0

    def _slice(self, found: str) -> "CountedText":
        CountedText.read += len(found)
        return CountedText(found)

    def __getitem__(self, key: Any) -> str:
        found = super().__getitem__(key)
        return self._slice(found) if isinstance(key, slice) else found

    def __contains__(self, what: object) -> bool:
        CountedText.read += len(self)
        return super().__contains__(str(what))

    def __iter__(self) -> Iterator[str]:
        CountedText.read += len(self)
        return super().__iter__()

    def find(self, *asked: Any) -> int:
        found = super().find(*asked)
        start = asked[1] if len(asked) > 1 else 0
        end = asked[2] if len(asked) > 2 else len(self)
        CountedText.read += (found if found >= 0 else end) - start
        return found

    def split(self, *asked: Any, **named: Any) -> list[str]:  # type: ignore[override]
        CountedText.read += len(self)
        return [CountedText(part) for part in super().split(*asked, **named)]


def _counted(name: str) -> Callable[..., CountedText]:
    def method(self: CountedText, *asked: Any) -> CountedText:
        CountedText.read += len(self)
        return CountedText(getattr(str, name)(self, *asked))

    return method


for _name in ("lower", "replace", "strip", "lstrip", "rstrip", "translate", "casefold", "expandtabs"):
    setattr(CountedText, _name, _counted(_name))


def steps_of(work: Callable[[str], object], text: str) -> int:
    """The steps of our own code in `work` with this text."""
    lines = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        lines += 1
        return count

    CountedText.read = 0
    before = sys.gettrace()
    sys.settrace(count)
    try:
        work(CountedText(text))
    finally:
        sys.settrace(before)
    return lines + CountedText.read
