"""Nothing that a visitor is sent, by any door, holds a word that a fresh snapshot, their own records and their own
edits do not hold at that moment: hypothesis looks for a history in which it does.

KORKWAND_HISTORIES says how many are tried (default 25, with --all 600; the same each time); KORKWAND_HISTORIES_SEED=n
tries others.
"""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from korkwand.settings import Settings
from tests.leaks.steps import HISTORIES, Step, edit_of
from tests.leaks.town import WIDE, Town
from tests.samples import amount

COUNT = int(os.environ.get("KORKWAND_HISTORIES", amount(25, 600)))
SEED = os.environ.get("KORKWAND_HISTORIES_SEED")


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def town(runner: asyncio.Runner, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two processes over one database, for all histories; each has a board of its own."""
    folder = tmp_path_factory.mktemp("town")
    file = folder / "korkwand.db"
    shutil.copyfile(migrated_sqlite, file)
    town = Town(Settings(data_dir=folder, database_url=f"sqlite:///{file}", **WIDE))
    runner.run(town.__aenter__())
    yield town
    runner.run(town.__aexit__())


async def play(town: Town, history: list[Step]) -> None:
    """One history on a new board."""
    await town.found()
    try:
        await town.check(resumes=False)
        for step in history:
            member = town.crowd[step.who]
            edits = [edit_of(town, act) for act in step.acts]
            answered = await town.act(member, step.process, edits, by_socket=step.by_socket)
            await town.check(resumes=False)
            await town.judge_answer(member, answered)
        await town.check(resumes=True)
    finally:
        await town.leave()


@pytest.mark.timeout(300 + 10 * COUNT)
def test_no_word_reaches_anybody_whom_it_is_hidden_from(town: Town, runner: asyncio.Runner) -> None:
    """[EV4] [EV7] [EV9]"""
    happened: list[int] = []

    @settings(
        max_examples=COUNT,
        deadline=None,
        derandomize=SEED is None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(HISTORIES)
    def search(history: list[Step]) -> None:
        happened.append(len(history))
        runner.run(play(town, history))

    (search if SEED is None else seed(int(SEED))(search))()
    assert len(happened) >= COUNT
    print(f"{len(happened)} histories of {sum(happened)} steps")
