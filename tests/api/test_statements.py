"""The operator's pages, security.txt, and what the frontend is told of the installation."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from korkwand.api.cookies import SECONDS
from korkwand.api.statements import LANGUAGES, NAMES, page, read_statements, security_txt
from korkwand.entry import guesses
from korkwand.errors import SettingsError, StartRefused
from korkwand.settings import Settings, read_settings
from tests.api.in_process import Hand
from tests.api.solving import solve
from tests.client import get
from tests.doors import Server, running

HOSTILE = """# Impressum

<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> [y](data:text/html,x)
[mail](mailto:rathaus@example.org) [web](https://example.org/a?b=c&d)
"""


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def settings(**fields: Any) -> Settings:
    return Settings(data_dir=Path("unused"), **fields)


class TestDefaults:
    def test_without_settings_there_is_no_imprint_but_the_other_pages(self, server: Server) -> None:
        told = get(f"{server.address}/api/instance").json()
        assert told == {
            "links": {"imprint": None, "privacy": "/privacy", "accessibility": "/accessibility"},
            "board_makers": "anyone",
            "sign_in": False,
        }
        statuses = {name: get(f"{server.address}/{name}").status_code for name in NAMES}
        assert statuses == {"imprint": 404, "privacy": 200, "accessibility": 200}
        assert get(f"{server.address}/api/instance/imprint").status_code == 404
        assert get(f"{server.address}/api/instance/nothing").status_code == 422

    @pytest.mark.parametrize("name", ["privacy", "accessibility"])
    def test_they_are_there_in_german_and_english(self, server: Server, name: str) -> None:
        titles = set()
        for language in LANGUAGES:
            data = get(f"{server.address}/api/instance/{name}", params={"language": language}).json()
            shown = get(f"{server.address}/{name}", params={"language": language}).text
            assert data["language"] == language
            assert data["html"] in shown
            assert f'<html lang="{language}">' in shown
            titles.add(data["title"])
        assert len(titles) == 2

    @pytest.mark.parametrize(("accepted", "language"), [
        ("en-GB,en;q=0.9,de;q=0.8", "en"), ("de-AT", "de"), ("fr, en;q=0.5", "en"),
        ("fr", "de"), ("", "de"), ("*", "de"),
    ])  # fmt: skip
    def test_the_language_is_the_browser_s_or_german(self, server: Server, accepted: str, language: str) -> None:
        answer = get(f"{server.address}/privacy", headers={"Accept-Language": accepted})
        assert f'<html lang="{language}">' in answer.text
        assert "accept-language" in answer.headers["vary"].lower()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_privacy_page_says_the_figures_of_the_code(self, language: str) -> None:
        text = read_statements(settings())["privacy"][language].markdown  # type: ignore[index]
        assert f" {SECONDS // 86400} " in text
        assert "Viertelstunde" in text or "quarter of an hour" in text
        assert timedelta(minutes=15) == guesses.WINDOW

    @pytest.mark.parametrize("name", ["privacy", "accessibility"])
    def test_both_languages_have_the_same_parts(self, name: str) -> None:
        german, english = (read_statements(settings())[name][one].markdown for one in ("de", "en"))  # type: ignore[index]
        for mark in ("\n## ", "\n- "):
            assert german.count(mark) == english.count(mark)


class TestOwnFiles:
    def test_each_language_has_its_file_and_one_stands_in_for_the_other(self, tmp_path: Path) -> None:
        (tmp_path / "imprint.de.md").write_text("# Rathaus Seedorf", encoding="utf-8")
        (tmp_path / "imprint.en.md").write_text("# Town hall", encoding="utf-8")
        (tmp_path / "privacy.md").write_text("# Alles geheim", encoding="utf-8")
        found = read_statements(settings(imprint=tmp_path / "imprint.md", privacy=tmp_path / "privacy.md"))
        assert "Town hall" in found["imprint"]["en"].html
        assert "Rathaus Seedorf" in found["imprint"]["de"].html
        assert found["privacy"]["en"] == found["privacy"]["de"]
        assert '<main lang="de">' in page(found, "privacy", "en")

    def test_a_file_that_is_not_there_or_no_text_stops_the_start_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(StartRefused, match=r"KORKWAND_IMPRINT: .*imprint\.md"):
            read_statements(settings(imprint=tmp_path / "imprint.md"))
        (tmp_path / "privacy.md").write_bytes(b"\xff\xfe")
        with pytest.raises(StartRefused, match="KORKWAND_PRIVACY"):
            read_statements(settings(privacy=tmp_path / "privacy.md"))

    def test_html_in_them_is_shown_as_text_and_links_with_scripts_are_none(self, tmp_path: Path) -> None:
        (tmp_path / "imprint.md").write_text(HOSTILE, encoding="utf-8")
        html = page(read_statements(settings(imprint=tmp_path / "imprint.md")), "imprint", "de")
        tags = Tags(html)
        assert not {"script", "img", "style", "iframe"} & set(tags.tags)
        assert [name for name, _ in tags.attributes if name.startswith("on") or name == "style"] == []
        targets = {value for name, value in tags.attributes if name in {"href", "src"}}
        assert {"mailto:rathaus@example.org", "https://example.org/a?b=c&d"} <= targets
        assert {value for value in targets if value and re.match(r"\s*(javascript|data):", value)} == set()

    def test_the_pages_link_each_other_and_use_nothing_from_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "imprint.md").write_text("# Wir", encoding="utf-8")
        with running(tmp_path, imprint=str(tmp_path / "imprint.md")) as server:
            for name in NAMES:
                answer = get(f"{server.address}/{name}?language=en")
                assert answer.headers["content-type"] == "text/html; charset=utf-8"
                hrefs = [value for key, value in Tags(answer.text).attributes if key == "href"]
                assert {f"/{one}?language=en" for one in NAMES} <= set(hrefs)
                assert all(value and value.startswith("/") for value in hrefs)
                for href in hrefs:
                    assert get(f"{server.address}{href}").status_code == 200, href
            assert get(f"{server.address}/api/instance").json()["links"]["imprint"] == "/imprint"


class TestSecurityTxt:
    """RFC 9116."""

    def test_without_a_contact_there_is_none(self, server: Server) -> None:
        assert get(f"{server.address}/.well-known/security.txt").status_code == 404

    def test_it_has_what_the_standard_asks_for(self, tmp_path: Path) -> None:
        wanted = {"security_contact": "mailto:a@example.org, https://example.org/report"}
        with running(tmp_path, public_url="https://pins.example.org", **wanted) as server:
            answer = get(f"{server.address}/.well-known/security.txt")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        fields = [line.partition(": ")[::2] for line in answer.text.splitlines()]
        assert [value for name, value in fields if name == "Contact"] == [
            "mailto:a@example.org",
            "https://example.org/report",
        ]
        (expires,) = [value for name, value in fields if name == "Expires"]
        assert timedelta(0) < datetime.fromisoformat(expires) - datetime.now(UTC) < timedelta(days=365)
        assert ("Canonical", "https://pins.example.org/.well-known/security.txt") in fields

    def test_its_date_stays_ahead_of_the_clock(self) -> None:
        clock = Hand()
        for _ in range(3):
            text = security_txt(settings(security_contact="mailto:a@example.org"), clock) or ""
            expires = datetime.fromisoformat(text.partition("Expires: ")[2].partition("\n")[0])
            assert timedelta(days=28) < expires - clock.now <= timedelta(days=30)
            clock.wait(days=100)

    def test_a_date_that_was_set_is_kept_and_once_it_has_passed_there_is_no_file(self) -> None:
        clock = Hand()
        dated = settings(security_contact="mailto:a@example.org", security_expires=date(2026, 7, 1))
        assert "Expires: 2026-07-01T00:00:00Z\n" in (security_txt(dated, clock) or "")
        clock.wait(days=30)
        assert security_txt(dated, clock) is None

    @pytest.mark.parametrize(
        "contact", ["a@example.org", "mailto:a@example.org\nEncryption: x", "mailto:a@b, http://x"]
    )
    def test_a_contact_that_is_no_address_stops_the_start(self, monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
        monkeypatch.setenv("KORKWAND_SECURITY_CONTACT", contact)
        with pytest.raises(SettingsError, match="KORKWAND_SECURITY_CONTACT"):
            read_settings()


class TestWhoMayMakeBoards:
    def test_with_a_shared_password_only_who_knows_it_within_the_limits_of_guesses(self, tmp_path: Path) -> None:
        """[WA14]"""
        with running(tmp_path, board_makers="password", board_password="open sesame") as server:
            assert get(f"{server.address}/api/instance").json()["board_makers"] == "password"
            guest = server.guest()
            for body in ({}, {"password": "wrong"}):
                refused = guest.post("/api/boards", json={"title": "x", **body})
                assert (refused.status_code, refused.json()["reason"]) == (403, "password")
            good = {"title": "x", "password": "open sesame"}
            assert guest.post("/api/boards", json=good).status_code == 201
            tried = [guest.post("/api/boards", json={"title": "x", "password": f"{n}"}) for n in range(25)]
            assert [answer.status_code for answer in tried] == [403] * 19 + [429] * 6
            limited = guest.post("/api/boards", json=good)
            assert limited.status_code == 429
            made = guest.post("/api/boards", json={**good, "proof": solve(limited.json())})
            assert made.status_code == 201
            server.stop()
            assert "open sesame" not in server.log()
            server.start()

    def test_a_password_that_is_asked_for_must_be_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KORKWAND_BOARD_MAKERS", "password")
        with pytest.raises(SettingsError, match="KORKWAND_BOARD_PASSWORD"):
            read_settings()
