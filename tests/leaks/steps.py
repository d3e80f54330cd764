"""Random acts on a town's board, as hypothesis draws and shrinks them."""

from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.leaks.town import CROWD, SENT, Town

STAGES = ("collect", "sort", "vote", "done")
OFTEN = ("card.add", "card.write", "card.move", "card.hide", "card.show", "card.delete", "comment.add", "board.mask",
         "board.cover", "column.hide", "card.write", "card.add")  # fmt: skip


class Act(NamedTuple):
    """One edit: of which type, and numbers that choose what it is about."""

    type: str
    what: int
    where: int
    how: int


class Step(NamedTuple):
    """Edits that one of the crowd sends at once, by socket or REST, to one of the processes."""

    who: str
    process: int
    by_socket: bool
    acts: tuple[Act, ...]


NUMBER = st.integers(0, 7)
TYPES = st.one_of(st.sampled_from(OFTEN), st.sampled_from(SENT))
WHO = st.sampled_from(["cora", "cora", "edo", *[name for name in CROWD if name != "late"]])
STEPS = st.builds(
    Step,
    who=WHO,
    process=st.integers(0, 1),
    by_socket=st.booleans(),
    acts=st.lists(st.builds(Act, type=TYPES, what=NUMBER, where=NUMBER, how=NUMBER), min_size=1, max_size=3).map(tuple),
)
HISTORIES = st.lists(STEPS, min_size=1, max_size=12)


def edit_of(town: Town, act: Act) -> dict[str, Any]:
    """The edit that an act comes to on this board; new things get new ids, new texts new words."""
    kind, verb = act.type.split(".")
    fields: dict[str, Any] = {} if kind in {"board", "visitor"} else {f"{kind}_id": _one(town, kind, act.what)}
    fields |= _fields(town, kind, verb, act)
    return {"id": town.new_id(), "type": act.type, **fields}


def _one(town: Town, kind: str, number: int) -> str:
    ids = town.ids[kind]
    return ids[-1 - number % len(ids)] if ids else town.new_id()


def _new(town: Town, kind: str) -> str:
    town.ids[kind].append(town.new_id())
    return town.ids[kind][-1]


def _fields(town: Town, kind: str, verb: str, act: Act) -> dict[str, Any]:
    if verb in {"add", "import", "copy", "report"}:
        return _made(town, kind, verb, act)
    if verb == "write":
        return _written(town, kind, act)
    if verb == "move":
        owner = {"column_id": _one(town, "column", act.where)} if kind == "card" else {}
        neighbour = {} if act.how % 3 else {"after_id": None}
        return owner | neighbour
    words: dict[str, dict[str, Any]] = {
        "rename": {"title": town.word()},
        "describe": {"description": town.word()},
        "recolor": {"color": ("rose", "blue")[act.how % 2]},
        "rezone": {"time_zone": "Europe/Berlin"},
        "moderate": {"on": bool(act.how % 2)},
        "allow": {"act": "card.move", "role": ("viewer", "contributor", "coordinator")[act.how % 3]},
    }
    if kind == "visitor":
        return _about_a_visitor(town, verb, act)
    if kind in {"phase", "key"} and verb == "change":
        return _changed(town, kind, act)
    return words.get(verb, {})


def _made(town: Town, kind: str, verb: str, act: Act) -> dict[str, Any]:
    column, card = {"column_id": _one(town, "column", act.where)}, {"card_id": _one(town, "card", act.where)}
    if verb == "report":
        about = {"card": card, "comment": {"comment_id": _one(town, "comment", act.where)}}[kind]
        return {**about, "report_id": _new(town, "report"), "reason": town.word()}
    if verb == "copy":
        return {**card, "copy_id": _new(town, "card"), **column}
    first = {"after_id": None} if verb == "add" and act.how % 2 and kind != "comment" else {}
    made = {f"{kind}_id": _new(town, kind)}
    return (
        made
        | {
            "column": {"title": town.word(), "description": town.word()},
            "card": {**column, "title": town.word(), "text": f"{town.word()} {town.word()}"},
            "comment": {**card, "text": town.word()},
            "phase": {"stage": STAGES[act.how % 4], "title": town.word()},
        }[kind]
        | first
    )


def _written(town: Town, kind: str, act: Act) -> dict[str, Any]:
    if kind == "comment":
        return {"text": town.word()}
    base = (None, 0, 3, act.where, act.where * 3)[act.how % 5]
    text = ({"title": town.word()}, {"text": f"{town.word()} {town.word()}"})[act.what % 2]
    return text if base is None else {**text, "base": base}


def _about_a_visitor(town: Town, verb: str, act: Act) -> dict[str, Any]:
    visitor = list(town.crowd.values())[1 + act.what % (len(town.crowd) - 1)].visitor_id
    contents = {"remove": {"contents": "trash"}, "forget": {"contents": ("keep", "remove")[act.how % 2]}}
    return {"visitor_id": visitor, **contents.get(verb, {})}


def _changed(town: Town, kind: str, act: Act) -> dict[str, Any]:
    if kind == "phase":
        return {"stage": STAGES[act.how % 4], "title": town.word()}
    unseen = {"unseen_columns": [_one(town, "column", act.where)] if act.how % 2 else []}
    return unseen if act.how % 4 < 3 else {"role": ("viewer", "editor")[act.where % 2]}
