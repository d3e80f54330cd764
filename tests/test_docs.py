"""The docs say what there is, all of it and nothing else: settings, edits, errors, commands, doors, records, rules."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.routing import APIWebSocketRoute
from starlette.routing import Route

from korkwand import passwords
from korkwand.api import body_limits as limits
from korkwand.api import exports, imports, schemas
from korkwand.api.pages import find_frontend, read_frontend
from korkwand.app import create_app
from korkwand.catalog import EDITS, KINDS
from korkwand.cli import _parser
from korkwand.contract import LENGTHS
from korkwand.entry import throttle
from korkwand.errors import KorkwandError
from korkwand.kernel import inputs, size
from korkwand.live import glimpses, presence, ring, room
from korkwand.rules.permissions import TABLE
from korkwand.rules.roles import Role
from korkwand.settings import Settings
from korkwand.socket import http_protocol, lobby, protocol
from korkwand.socket import session as socket
from tests.pages import (
    OPERATING,
    PAGES,
    PROTOCOL,
    README,
    ROOT,
    RULE,
    all_docs,
    code,
    numbers_in,
    rules,
    table,
    table_after,
)

STANDARD_CLOSE_CODES = {1002, 1003, 1007, 1009, 1011, 1012}
"""Those of RFC 6455 that the server or the library below it uses; tests/live shows them."""

CITATION = re.compile(r"\[([A-Z]{2}\d{1,2})\]")

NOT_CITED: dict[str, str] = {}
"""Rules of the protocol that no test cites yet, and why."""


class TestOperating:
    def test_every_setting_is_in_the_table_with_its_default(self) -> None:
        told = {code(row[0])[0]: (code(row[1]) or [""])[0] for row in table(OPERATING, "setting")}
        defaults = {
            f"KORKWAND_{name.upper()}": "" if field.default is None else str(field.default)
            for name, field in Settings.model_fields.items()
        }
        assert {name: value.lower() for name, value in told.items()} == {
            name: value.lower() for name, value in defaults.items()
        }

    def test_no_other_setting_is_named_anywhere(self) -> None:
        known = {f"KORKWAND_{name.upper()}" for name in Settings.model_fields}
        # The pages on how something is shown name what its tests take.
        tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py"))
        known |= set(re.findall(r"KORKWAND_[A-Z_]*[A-Z]", tests))
        assert set(re.findall(r"KORKWAND_[A-Z_]*[A-Z]", all_docs())) - known == set()

    def test_every_command_is_in_the_table(self) -> None:
        told = [code(row[0])[0] for row in table(OPERATING, "command")]
        assert sorted(told) == sorted(f"korkwand {name}" for name in commands())


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of the command line."""
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("there are no commands")


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")}


def told_commands() -> Iterator[tuple[str, list[str]]]:
    """All calls of korkwand, ./run and ./test in blocks and in backticks, as (page, words)."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        blocks += re.findall(r"(?:^    .+\n)+", text, re.MULTILINE)
        lines = [line for block in blocks for line in block.splitlines()]
        lines += re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
        for line in lines:
            call = re.sub(r"\s+#.*|\s{2,}.*| &&.*", "", line.strip())
            call = re.sub(r"^(?:sudo -u \w+ )?(?:KORKWAND_\w+=\S+ )*(?:docker compose exec korkwand )?", "", call)
            if re.match(r"(?:/opt/korkwand/bin/)?korkwand |\./(?:run|test)\b", call):
                yield page.name, shlex.split(call)


class TestCommands:
    def test_there_are_commands_to_check(self) -> None:
        assert len(list(told_commands())) > 15

    @pytest.mark.parametrize(("page", "words"), [pytest.param(*told, id=" ".join(told[1])) for told in told_commands()])
    def test_every_command_in_the_docs_exists(self, page: str, words: list[str]) -> None:
        program, *rest = words
        if program == "./test":
            assert all((ROOT / word).exists() for word in rest if "/" in word), page
            return
        known = commands()
        name = "serve" if not rest or rest[0].startswith("-") else rest[0]
        if name != "COMMAND":
            assert name in known, page
            assert {word for word in rest if word.startswith("--")} <= options(known[name]), page

    @pytest.mark.parametrize("name", commands())
    def test_every_option_is_in_the_docs(self, name: str) -> None:
        text = all_docs()
        assert {option for option in options(commands()[name]) if option not in text} == set()

    def test_the_readme_names_both_scripts_and_they_can_be_run(self) -> None:
        for script in ("./run", "./test"):
            assert f"`{script}`" in README.read_text(encoding="utf-8")
            assert (ROOT / script).stat().st_mode & 0o111


def generic(path: str) -> str:
    """A path with the names that the docs give its parameters."""
    path = path.replace("{board_id}", "{b}").replace("{path:path}", "{path}")
    return re.sub(r"\{\w+_id\}", "{id}", path)


BUILT_FILES = set(read_frontend(find_frontend()))


def doors() -> set[str]:
    """All doors of the application as the docs write them."""
    app = create_app(Settings(data_dir=Path("unused"), metrics=True))
    found = {
        f"{method.upper()} {generic(path)}" for path, methods in app.openapi()["paths"].items() for method in methods
    }
    for route in app.routes:
        if isinstance(route, APIWebSocketRoute):
            found.add(f"WS {generic(route.path)}")
        elif isinstance(route, Route) and route.path in BUILT_FILES:
            found.add("GET /{path}")
        elif isinstance(route, Route):
            found |= {f"{method} {generic(route.path)}" for method in route.methods or () if method != "HEAD"}
    return found


class TestProtocol:
    def test_every_door_is_in_the_table(self) -> None:
        assert {code(row[0])[0] for row in table(PROTOCOL, "door")} == doors()

    def test_every_edit_is_in_the_table_with_its_fields_and_permission(self) -> None:
        """[ED1]"""
        told = {code(row[0])[0]: (code(row[1]), code(row[2])) for row in table(PROTOCOL, "type")}
        there = {
            name: (
                [
                    field if info.is_required() else f"{field}?"
                    for field, info in cls.model_fields.items()
                    if field not in {"id", "type"}
                ],
                [cls.needs.value],
            )
            for name, cls in EDITS.items()
        }
        assert {name: (sorted(fields), needs) for name, (fields, needs) in told.items()} == {
            name: (sorted(fields), needs) for name, (fields, needs) in there.items()
        }

    def test_every_error_is_in_the_table_with_its_status(self) -> None:
        """[ER2]"""
        told = {code(row[0])[0]: int(row[1]) for row in table_after(PROTOCOL, "[ER2]")}
        there = {cls.code: cls.status for cls in KorkwandError.__subclasses__() if cls.__module__ == "korkwand.errors"}
        assert told == there

    def test_every_close_code_is_in_the_table(self) -> None:
        """[SO17]"""
        told = {int(row[0]) for row in table_after(PROTOCOL, "[SO17]")}
        ours = {
            value for module in (room, socket) for name, value in vars(module).items() if name.startswith("CLOSED_")
        }
        assert told == ours | STANDARD_CLOSE_CODES

    def test_every_permission_is_in_the_table_with_its_grants(self) -> None:
        """[WA12]"""
        told = {code(row[0])[0]: tuple(row[1:]) for row in table(PROTOCOL, "permission")}
        assert told == {permission.value: tuple(grant.value for grant in row) for permission, row in TABLE.items()}
        header = "| permission | " + " | ".join(Role) + " |"
        assert header in PROTOCOL.read_text(encoding="utf-8")

    def test_every_record_is_in_the_table_with_its_fields(self) -> None:
        """[EV10]"""
        told = {code(row[0])[0]: (code(row[1]), code(row[2])) for row in table(PROTOCOL, "kind")}
        there = {
            kind: (
                [name for owned in cls.owners for name in (owned.kind, owned.field)],
                [f"{name}?" if is_nullable(cls, name) else name for name in cls.__struct_fields__],
            )
            for kind, cls in KINDS.items()
        }
        assert told == there

    def test_the_lengths_are_those_of_the_inputs(self) -> None:
        """[ED11]"""
        assert numbers_in(rules()["ED11"]) == {*LENGTHS.values(), passwords.LEAST, passwords.MOST}

    def test_the_colours_are_those_of_the_inputs(self) -> None:
        """[ED12]"""
        assert code(rules()["ED12"]) == list(get_args(inputs.Color))

    def test_the_limits_are_those_of_the_code(self) -> None:
        """[LI1] [LI2] [LI5] [AD1] [AD3] [AD4] [AD5] [AD6] [AD7] [SO1] [SO5]"""
        default = {name: field.default for name, field in Settings.model_fields.items()}
        told = {
            "LI1": {limits.JSON_BYTES // 1024, limits.STRANGER_BYTES // 1024, socket.MESSAGE_BYTES // 1024, 1009},
            "LI2": {socket.EDITS_PER_FRAME, schemas.EditsIn.model_fields["edits"].metadata[0].max_length},
            "LI3": {default[what] for what in ("edits_burst", "edits_per_second", "board_edits_per_second")}
            | {default["frames_per_second"]},
            "LI4": {default[f"{ring}boards_per_hour"] for ring in ("", "network_", "all_")} | {24, 48, 64},
            "AD1": {http_protocol.HEAD_BYTES // 1024, http_protocol.HEADERS, int(http_protocol.HEAD_S), 431}
            | {http_protocol.PIPELINED},
            "AD3": {limits.STRANGER_BYTES // 1024},
            "AD4": {int(http_protocol.BODY_S), http_protocol.BODY_BYTES_PER_S // 1024, int(http_protocol.UNREAD_S)},
            "AD5": {default["strangers"], lobby.PLACES, lobby.SOCKET_PLACES},
            "AD6": {protocol.OTHERS, int(protocol.OTHERS_PER_S), protocol.CLOSED_LATER},
            "AD7": {socket.BAD_FRAMES, int(socket.BAD_FRAMES_PER_S), protocol.CLOSED_LATER},
            "LI6": told_in_bytes(default),
            "LI8": {default["board_cards"], default["board_megabytes"], size.RECORD_BYTES},
            "LI9": {default[what] for what in ("visitors_burst", "visitors_per_second", "board_visitors")},
            "LI10": {imports.PER_BOARD, passwords.PER_BOARD, exports.PER_BOARD},
            "SO1": {socket.HELLO_S, socket.VERSION, 1003},
            "SO5": {socket.PENDING},
            "SO12": {presence.SHOWN},
            "SO21": {glimpses.MANY, glimpses.SHOWN},
            "SO23": {glimpses.BURST, int(glimpses.PER_S)},
            "EV9": {ring.RING_EVENTS, ring.RESUMED_RECORDS},
        }
        assert {rule: numbers_in(rules()[rule]) for rule in told} == told


def told_in_bytes(default: dict[str, Any]) -> set[float]:
    """Kilobytes a second of a visitor, mebibytes a second of links and boards, and how much of each at once."""
    visitor = default["kilobytes_per_second"]
    rates = {default[f"{what}_kilobytes_per_second"] // 1024 for what in ("link", "board")}
    at_once = {rate * throttle.BURST_S for rate in rates} | {visitor * throttle.VISITOR_BURST_S // 1024}
    return {visitor} | rates | at_once


def is_nullable(cls: Any, name: str) -> bool:
    return bool(cls.table.c[name].nullable)


def cited() -> dict[str, set[str]]:
    """Which tests cite which rule."""
    found: dict[str, set[str]] = {}
    tests = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "frontend" / "tests").rglob("*.js")]
    for path in tests:
        for rule in CITATION.findall(path.read_text(encoding="utf-8")):
            found.setdefault(rule, set()).add(path.relative_to(ROOT).as_posix())
    return found


class TestRules:
    def test_they_are_numbered_without_gaps_or_repetitions(self) -> None:
        numbers = RULE.findall(PROTOCOL.read_text(encoding="utf-8"))
        chapters = dict.fromkeys(number[:2] for number in numbers)
        assert numbers == [
            f"{chapter}{place + 1}"
            for chapter in chapters
            for place in range(sum(number.startswith(chapter) for number in numbers))
        ]

    def test_what_the_docs_and_the_tests_cite_exists(self) -> None:
        known = rules().keys()
        assert {rule: files for rule, files in cited().items() if rule not in known} == {}
        assert {rule for page in PAGES for rule in CITATION.findall(page.read_text(encoding="utf-8"))} <= set(known)

    def test_each_is_cited_by_a_test_or_says_why_not(self) -> None:
        assert sorted(rules().keys() - cited().keys()) == sorted(NOT_CITED)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class TestLinks:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
    def test_every_relative_link_leads_somewhere(self, page: Path) -> None:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        lost = []
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in link or link.startswith("mailto:"):
                continue
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                lost.append(link)
        assert lost == []

    def test_every_file_that_is_named_exists(self) -> None:
        """Paths in backticks that begin at a folder of this repository."""
        folders = "backend|frontend|migrations|tests|bench|docs"
        named = set(re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", all_docs()))
        made = {"bench/build.json"}
        assert {name for name in named if not (ROOT / name).exists()} - made == set()

    def test_every_page_of_the_docs_is_linked_from_another(self) -> None:
        linked = {
            (page.parent / link).resolve()
            for page in PAGES
            for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        }
        assert {page for page in (ROOT / "docs").rglob("*.md") if page.resolve() not in linked} == set()
