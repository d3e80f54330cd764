"""Accounts in the database: how long a sign-in holds, and what is left of accounts that nobody uses."""

import asyncio
from pathlib import Path

import pytest

from korkwand.api.doors import Doors
from korkwand.app import open_doors, provider_of
from korkwand.entry import accounts
from korkwand.entry.accounts import Account, SignInFailed
from korkwand.entry.cold import read, write
from korkwand.entry.secrets import secret_hash
from korkwand.entry.sign_in import VALID_S
from korkwand.errors import SettingsError
from korkwand.kernel.records import timestamp
from korkwand.settings import Settings, read_settings
from tests.api.in_process import Hand


async def signed_in(doors: Doors, clock: Hand, days: int = 30) -> str:
    """The cookie of a device on which somebody has signed in."""
    now = clock()
    ends = Hand()
    ends.now = now
    ends.wait(days=days)
    return await write(
        doors.boards.store,
        lambda found: accounts.sign_in(found, None, "4" * 64, "Anna", now=timestamp(now), ends_at=timestamp(ends.now)),
    )


async def account(doors: Doors, clock: Hand, cookie: str) -> Account | None:
    return await read(
        doors.boards.store, lambda found: accounts.account_of(found, secret_hash(cookie), timestamp(clock()))
    )


def test_a_sign_in_ends_after_its_days(database_url: str, tmp_path: Path) -> None:
    """[WA22]"""

    async def play() -> None:
        clock = Hand()
        async with open_doors(Settings(data_dir=tmp_path, database_url=database_url), clock) as doors:
            cookie = await signed_in(doors, clock)
            clock.wait(days=30, seconds=-1)
            assert (await account(doors, clock, cookie)) is not None
            clock.wait(1)
            assert (await account(doors, clock, cookie)) is None

    asyncio.run(play())


def test_an_account_without_boards_and_devices_is_deleted_by_the_sweep(database_url: str, tmp_path: Path) -> None:
    async def play() -> None:
        clock = Hand()
        async with open_doors(Settings(data_dir=tmp_path, database_url=database_url), clock) as doors:
            store = doors.boards.store
            cookie = await signed_in(doors, clock)
            clock.wait(days=2)
            await doors.retention.sweep()
            assert (await account(doors, clock, cookie)) is not None
            clock.wait(days=40)
            await doors.retention.sweep()
            for table in (accounts._accounts, accounts._device_accounts, accounts._devices):
                assert await read(store, lambda found, one=table: found.execute(one.select()).all()) == []

    asyncio.run(play())


def test_who_takes_too_long_at_the_provider_begins_anew(tmp_path: Path) -> None:
    """[WA20]"""

    class Elsewhere:
        issuer = "https://id.example.org"

        async def address(self, **_: str) -> str:
            return self.issuer

        async def identify(self, code: str, **_: str) -> accounts.Person:
            return accounts.Person("anna", None)

    async def play() -> None:
        clock = Hand()
        async with open_doors(Settings(data_dir=tmp_path), clock) as doors:
            doors.sign_in._provider = Elsewhere()
            _, kept = await doors.sign_in.begin("http://x/api/sign-in/callback", "/")
            answer = {"state": doors.sign_in._opened(kept).state, "code": "x"}
            clock.wait(VALID_S + 1)
            with pytest.raises(SignInFailed) as refused:
                await doors.sign_in.finish(kept, answer, "http://x/api/sign-in/callback", None)
            assert refused.value.reason == "stale"
            clock.wait(-1)
            fresh, back = await doors.sign_in.finish(kept, answer, "http://x/api/sign-in/callback", None)
            assert (await doors.sign_in.who(fresh), back) != (None, "")

    asyncio.run(play())


@pytest.mark.parametrize(("given", "word"), [
    ({"BOARD_MAKERS": "oidc"}, "KORKWAND_OIDC_ISSUER"),
    ({"OIDC_ISSUER": "https://id.example.org"}, "KORKWAND_OIDC_CLIENT_ID"),
    ({"OIDC_ISSUER": "http://id.example.org", "OIDC_CLIENT_ID": "x"}, "https"),
    ({"OIDC_ISSUER": "https://id.example.org?x", "OIDC_CLIENT_ID": "x"}, "address"),
    ({"OIDC_ISSUER": "https://a:b@id.example.org", "OIDC_CLIENT_ID": "x"}, "address"),
    ({"OIDC_ISSUER": "id.example.org", "OIDC_CLIENT_ID": "x"}, "https"),
    ({"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "x", "OIDC_SCOPE": "profile"}, "openid"),
    ({"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "x", "SIGN_IN_DAYS": "0"}, "SIGN_IN_DAYS"),
])  # fmt: skip
def test_settings_that_cannot_be_meant_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], word: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"KORKWAND_{name}", value)
    with pytest.raises(SettingsError, match=word):
        read_settings()


def test_the_client_s_secret_is_shown_nowhere() -> None:
    settings = Settings(
        oidc_issuer="https://id.example.org", oidc_client_id="x", oidc_client_secret="correct horse", data_dir=Path("x")
    )
    assert provider_of(settings, Hand()) is not None
    assert "correct horse" not in repr(settings) + str(settings.model_dump())
