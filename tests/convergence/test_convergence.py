"""All replicas agree: random sequences of five clients over one board in two processes, whatever goes wrong.

KORKWAND_SEQUENCES sets how many (default 90, with --all 1,500; a tenth as many on Postgres). A failure names its seed;
KORKWAND_SEED=n runs that sequence alone.
"""

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from korkwand.kernel import ranks
from korkwand.kernel import versions as texts
from korkwand.live import board, ring, turn
from korkwand.settings import Settings
from tests.convergence.process import Process
from tests.convergence.world import run_sequence
from tests.node_fold import NodeFold
from tests.postgres import Postgres
from tests.samples import amount

SEQUENCES = int(os.environ.get("KORKWAND_SEQUENCES", amount(90, 1500)))
CHUNKS = 6
SECONDS_PER_SEQUENCE = 2
"""Only a limit; about a tenth of it is needed."""
WIDE = {"edits_burst": 10**6, "board_edits_per_second": 10**6, "frames_per_second": 10**5}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows so short that a sequence of a hundred edits goes beyond all of them."""
    monkeypatch.setattr(turn, "KNOWN_EDITS", 12)
    monkeypatch.setattr(ring, "RING_EVENTS", 25)
    monkeypatch.setattr(board, "TURN_SIZE", 5)
    monkeypatch.setattr(texts, "KEPT", 3)
    monkeypatch.setattr(texts, "OWN_WORDS_KEPT", 2)
    monkeypatch.setattr(ranks, "STEP", 4)
    monkeypatch.setattr(ranks, "LONGEST", 7)


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """In memory where there is such a folder: this is not about the disk."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder)


def seeds_of(chunk: int, total: int) -> list[int]:
    """The seeds of one part of the run."""
    if given := os.environ.get("KORKWAND_SEED"):
        return [int(given)] if chunk == 0 else []
    return list(range(chunk, total, CHUNKS))


async def run_all(seeds: list[int], settings: Settings, node: NodeFold) -> Counter[str]:
    happened: Counter[str] = Counter()
    processes = [Process(settings), Process(settings)]
    for process in processes:
        await process.start()
    for number, seed in enumerate(seeds):
        await run_sequence(seed, processes, node, happened)
        if number % 20 == 19:
            for process in processes:
                await process.stop()
                await process.start()
    for process in processes:
        await process.stop()
    return happened


@pytest.mark.timeout(60 + SECONDS_PER_SEQUENCE * SEQUENCES)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_all_agree_on_sqlite(chunk: int, quick_folder: Path, migrated_sqlite: Path, node_fold: NodeFold) -> None:
    """[EV4] [ED6]"""
    file = quick_folder / "korkwand.db"
    shutil.copyfile(migrated_sqlite, file)
    settings = Settings(data_dir=quick_folder, database_url=f"sqlite:///{file}", **WIDE)
    seeds = seeds_of(chunk, SEQUENCES)
    happened = asyncio.run(run_all(seeds, settings, node_fold))
    print(f"{len(seeds)} sequences from seed {chunk} in steps of {CHUNKS}: {dict(happened)}")


@pytest.mark.postgres
@pytest.mark.timeout(60 + SECONDS_PER_SEQUENCE * SEQUENCES)
def test_all_agree_on_postgres(postgres: Postgres, migrated_postgres: str, tmp_path: Path, node_fold: NodeFold) -> None:
    with postgres.database(template=migrated_postgres) as url:
        seeds = seeds_of(0, max(SEQUENCES // 10, 1) * CHUNKS)
        happened = asyncio.run(run_all(seeds, Settings(data_dir=tmp_path, database_url=url, **WIDE), node_fold))
    print(f"{len(seeds)} sequences: {dict(happened)}")
