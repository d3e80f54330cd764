"""Edit ids for requests that come to several edits."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from korkwand.kernel.records import Id, new_id


def following_ids(key: Id | None) -> Iterator[Id]:
    """The request's own id first, then ids that follow from it, so that a repeated request repeats all of them."""
    first = key or new_id()
    yield first
    number = 1
    while True:
        yield str(uuid5(UUID(first), str(number)))
        number += 1
