"""Records are their tables' rows: the same fields with the same types, in memory, in the tables and on the wire."""

from datetime import UTC, datetime, timedelta, timezone
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.catalog import KINDS
from korkwand.kernel.records import (
    Audience,
    Put,
    Record,
    Remove,
    changes_json,
    put,
    read_changes,
    timestamp,
)
from tests.make import make_board, named_id, rows_of

CLASSES = [pytest.param(cls, id=kind) for kind, cls in KINDS.items()]
BESIDE_THE_RECORD = {"board": {"seq"}}
"""Columns that belong to the row only: the seq of the board's last event."""


@pytest.mark.parametrize("cls", CLASSES)
def test_fields_are_columns(cls: type[Record]) -> None:
    columns = {column.name for column in cls.table.columns} - BESIDE_THE_RECORD.get(cls.kind, set())
    assert set(cls.__struct_fields__) == columns
    assert cls.table.name == cls.kind


@pytest.mark.parametrize("cls", CLASSES)
def test_types_are_the_columns_types(cls: type[Record]) -> None:
    hints = get_type_hints(cls)
    for name in cls.__struct_fields__:
        column = cls.table.columns[name]
        # SQLModel wraps a text column's type; the type inside knows its Python type.
        stored = getattr(column.type, "impl_instance", column.type).python_type
        if name in cls.lists:
            assert (stored, column.nullable) == (str, False), "a list is kept as JSON"
        else:
            assert hints[name] == (stored | None if column.nullable else stored), name


@pytest.mark.parametrize("cls", CLASSES)
def test_the_tables_key_is_board_and_id(cls: type[Record]) -> None:
    key = {column.name for column in cls.table.primary_key}
    assert key == ({"id"} if cls.kind == "board" else {"board_id", "id"})


@pytest.mark.parametrize("cls", [case for case in CLASSES if case.id != "board"])
def test_each_owner_is_a_foreign_key(cls: type[Record]) -> None:
    assert cls.owners, "only the board is owned by nothing"
    keys = {
        (key.referred_table.name, column) for key in cls.table.foreign_key_constraints for column in key.column_keys
    }
    for owned in cls.owners:
        assert (owned.kind, owned.field) in keys
        assert list(KINDS).index(owned.kind) < list(KINDS).index(cls.kind), "owners must stand before what they own"
    assert {key.ondelete for key in cls.table.foreign_key_constraints} == {"CASCADE"}


@pytest.mark.parametrize("cls", CLASSES)
def test_a_declaration_names_only_what_there_is(cls: type[Record]) -> None:
    fields = set(cls.__struct_fields__)
    named = {*cls.words, *cls.author_fields, *cls.merged, *cls.sight_fields, *cls.references, *cls.unexported}
    named |= {owned.field for owned in cls.owners} | {cls.order_field}
    assert named <= fields
    assert set(cls.merged) <= set(cls.words)
    assert {ref.kind for ref in cls.references.values()} <= set(KINDS)
    assert cls.covered_by in {"", *KINDS["board"].__struct_fields__}
    assert cls.unseen_field in {"", *fields}
    assert not cls.author_fields or cls.author_fields[0] == "author_id"


@pytest.mark.parametrize("cls", CLASSES)
def test_every_field_that_names_a_record_is_declared(cls: type[Record]) -> None:
    """What happens to it when that record goes is said, not left to chance."""
    ids = {name for name in cls.__struct_fields__ if name.endswith(("_id", "_ids")) and name != "author_id"}
    owners = {owned.field for owned in cls.owners}
    assert ids - owners - {"board_id"} == set(cls.references)


@pytest.mark.parametrize("cls", CLASSES)
def test_what_only_coordinators_see_owns_nothing_that_others_do(cls: type[Record]) -> None:
    if cls.audience is Audience.EVERYBODY:
        assert {KINDS[owned.kind].audience for owned in cls.owners} <= {Audience.EVERYBODY}


def test_every_kind_of_record_is_on_the_board_the_tests_use() -> None:
    assert {kind for kind, _ in rows_of(make_board().state)} == set(KINDS)


def test_changes_read_from_the_log_are_those_that_were_written() -> None:
    changes = [put(record) for record in rows_of(make_board().state).values()]
    wire = changes_json([*changes, Remove("card", named_id("gone"))])
    *puts, remove = read_changes(wire, KINDS)
    assert puts == changes
    assert remove == Remove("card", named_id("gone"))
    assert changes_json([*puts, remove]) == wire


def test_a_change_on_the_wire() -> None:
    """[EV3]"""
    change = put(make_board().get("card", "other's card"), title='a "b" \\ ü\n')
    assert isinstance(change, Put)
    assert msgspec.json.decode(change.wire()) == {"put": "card", "record": msgspec.structs.asdict(change.record)}
    assert msgspec.json.decode(Remove("card", "x").wire()) == {"remove": "card", "id": "x"}


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)), st.integers(-14, 14))
def test_times_are_text_of_one_width_that_reads_back(moment: datetime, hours: int) -> None:
    """[EV10]"""
    moment = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    text = timestamp(moment)
    assert len(text) == 24
    assert timedelta(0) <= moment - datetime.fromisoformat(text) < timedelta(milliseconds=1)


@given(st.datetimes(datetime(1000, 1, 2)), st.datetimes(datetime(1000, 1, 2)))
def test_times_sort_as_text(one: datetime, other: datetime) -> None:
    first, second = sorted(moment.replace(tzinfo=UTC) for moment in (one, other))
    assert timestamp(first) <= timestamp(second)
