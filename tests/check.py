"""`check_edit`: one edit through the real turn, and what must be true of it, whoever sends it and whatever it does."""

import json
from typing import Any

from korkwand.catalog import KINDS
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Change, Id, Put, Record, put, read_changes
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import VIEWS, View
from korkwand.live.frames import EventForms, records_json, step
from korkwand.live.traces import bare, caught_up
from korkwand.live.turn import Accepted, Answer, Refused, Turn
from korkwand.nouns.key.rights import rights_of
from korkwand.rules.roles import Visitor
from tests.make import Pinboard, rows_of

Seen = dict[tuple[str, Id], dict[str, Any]]
Rows = dict[tuple[str, Id], Record]


def check_edit(board: Pinboard, who: str, edit: Edit, prepared: Any = None) -> Answer:
    """Apply one edit, prove the laws, commit it; the answer its sender gets.

    A draft leaves the committed state alone; old snapshot + event as each visitor gets it == their new snapshot; every
    removal is listed; what tables, log and another process would hold is what memory holds; the same id again changes
    nothing.
    """
    before = rows_of(board.state)
    views = {name: view_now(board, name) for name in board.visitors if name != "system"}
    seen_before = {name: snapshot(board.state, view, board.visitors[name]) for name, view in views.items()}
    turn = board.turn(who, [edit], prepared=prepared)
    answer = turn.answers[0][2]
    assert rows_of(board.state) == before, "a draft changed the committed state"
    board.commit(turn)
    if isinstance(answer, Refused):
        assert_left_nothing(turn)
        assert rows_of(board.state) == before
        return answer
    assert len(turn.events) == len(turn.forms) == 1
    assert_tables_equal_memory(before, turn.changes, board.state)
    replica, forms_of_replica = replay(before, turn.events[0], board)
    assert_same_state(replica, board.state)
    for name, view in views.items():
        after = snapshot(board.state, view, board.visitors[name])
        for forms in (turn.forms[0], forms_of_replica):
            event = forms.seen_by(view, board.visitors[name].id)
            assert fold(seen_before[name], event) == after, f"{name} does not see what a fresh snapshot shows"
            (later,) = caught_up([forms.trace], board.state, view, board.visitors[name].id)
            assert fold(seen_before[name], later) == after, f"{name} is told something else on coming back"
    assert_told_right(board, who, views.get(who, VIEWS[-1]), edit, turn, answer)
    assert_names_are_hidden(board, who, views, turn.forms[0])
    return answer


def view_now(board: Pinboard, who: str) -> View:
    """What a visitor may see by their keys; the least of all views if they are not live."""
    rights = rights_of(board.state, board.visitors[who], board.now())
    return rights.view if rights else VIEWS[0]


def snapshot(state: BoardState, view: View, visitor: Visitor) -> Seen:
    """The snapshot's records as the visitor's program reads them."""
    records = json.loads(records_json(state.seen(view, visitor.id)))
    return {(kind, record["id"]): record for kind, rows in records.items() for record in rows}


def fold(seen: Seen, event: bytes) -> Seen:
    """A browser in five lines. It must never be told to remove what it did not have: that would tell it a hidden id."""
    folded = dict(seen)
    for change in json.loads(event).get("changes", []):
        if "put" in change:
            folded[change["put"], change["record"]["id"]] = change["record"]
        else:
            del folded[change["remove"], change["id"]]
    return folded


def replay(before: Rows, event: dict[str, Any], board: Pinboard) -> tuple[BoardState, EventForms]:
    """What another process makes of the logged event: its state, and the forms it announces."""
    state = BoardState(board.id, KINDS)
    state.fill([put(record) for record in before.values()])
    state.views.keep(board.state.views.all.values())
    changes = read_changes(event["changes"], KINDS)
    forms, body = step(state, changes, event["seq"], event["edit_id"], event["type"], event["visitor_id"], event["at"])
    assert body.decode() == event["changes"], "the log's bytes change when they are read and written again"
    return state, forms


def assert_tables_equal_memory(before: Rows, changes: list[Change], state: BoardState) -> None:
    """The tables get the last change of each record and nothing more; without them knowing what owns what."""
    tables = dict(before)
    for key, change in {(change.kind, change.id): change for change in changes}.items():
        if isinstance(change, Put):
            tables[key] = change.record
        else:
            made_here = any(isinstance(one, Put) and (one.kind, one.id) == key for one in changes)
            assert key in tables or made_here, "what never was is removed"
            tables.pop(key, None)
    assert tables == rows_of(state)
    loaded = BoardState(state.board_id, KINDS)
    loaded.fill([put(record) for record in tables.values()])
    assert_same_state(loaded, state)


def assert_same_state(one: BoardState, other: BoardState) -> None:
    """The same records with the same bytes, in the same order, each with its owner."""
    assert rows_of(one) == rows_of(other)
    assert one.size == other.size, "what is counted with each fold is not what there is"
    for (kind, record_id), record in rows_of(one).items():
        mine, yours = one.find(kind, record_id), other.find(kind, record_id)
        assert mine is not None
        assert yours is not None
        assert mine.json == yours.json
        assert kind == "board" or one.owner_of(record) is not None, f"{kind} {record_id} has lost its owner"
        for child_kind in KINDS:
            assert one.order(child_kind, record_id) == other.order(child_kind, record_id)


def assert_left_nothing(turn: Turn) -> None:
    """A refused edit is nowhere: not in the draft, not in what is written, not in the texts that merges start from."""
    draft = turn.draft
    assert not turn.events
    assert not turn.changes
    assert not turn.beside
    assert not turn.forms
    assert not any(draft.rows.values())
    assert not draft.siblings
    assert draft.base is not None
    assert draft.size == draft.base.size
    assert not draft.texts.versions
    assert not draft.texts.own_words


def assert_told_right(board: Pinboard, who: str, view: View, edit: Edit, turn: Turn, answer: Answer) -> None:
    """The sender hears of their edit by its event, or is told that they do not; a repeated id gets the first answer."""
    assert isinstance(answer, Accepted)
    visitor, forms = board.visitors[who], turn.forms[0]
    echo = json.loads(forms.seen_by(view, visitor.id))
    assert answer.seq == forms.seq == board.seq == echo["seq"]
    assert answer.bare == ("id" not in echo)
    if not answer.bare:
        head = {"seq": answer.seq, "id": edit.id, "type": edit.type, "by": visitor.id, "at": turn.events[0]["at"]}
        assert {name: echo[name] for name in head} == head
        assert echo["changes"]
    for form in (*forms.views.values(), *(own.join(forms.seq) for own in forms.authors.values())):
        assert form == bare(forms.seq) or json.loads(form)["changes"]
    again = board.turn(who, [edit])
    assert again.answers[0][2] == Accepted(answer.seq, duplicate=True)
    assert not again.events
    stranger = "other" if who != "other" else "editor"
    taken = board.turn(stranger, [edit]).answers[0][2]
    assert isinstance(taken, Refused)
    assert taken.error.code == "conflict"


def assert_names_are_hidden(board: Pinboard, who: str, views: dict[str, View], forms: EventForms) -> None:
    """Where a board hides names, an event tells its author who made it, and coordinators, and nobody else."""
    for name, view in views.items():
        event = json.loads(forms.seen_by(view, board.visitors[name].id))
        if "id" in event:
            knows = name == who or view.names or not board.state.names_hidden
            assert event["by"] == (board.visitors[who].id if knows else None), name


def accepted(board: Pinboard, who: str, edit_type: str, **fields: Any) -> dict[str, Any]:
    """`check_edit` of an edit that must be accepted; its row in the log."""
    answer = check_edit(board, who, board.edit(edit_type, **fields))
    assert isinstance(answer, Accepted), answer
    return board.log[-1]


def refused(board: Pinboard, who: str, edit_type: str, **fields: Any) -> str:
    """`check_edit` of an edit that must be refused; the code its sender gets."""
    answer = check_edit(board, who, board.edit(edit_type, **fields))
    assert isinstance(answer, Refused), answer
    return answer.error.code


def seen_by(board: Pinboard, who: str) -> Seen:
    """The snapshot a visitor gets now."""
    return snapshot(board.state, view_now(board, who), board.visitors[who])
