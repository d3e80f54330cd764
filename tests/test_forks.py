"""What tests start as forks of a loaded program is what the command is: its environment, output and exit code."""

import os
import signal
from pathlib import Path

from tests.forks import Fork, fork


def started(folder: Path, *arguments: str, **settings: str) -> Fork:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KORKWAND_")}
    environment |= {f"KORKWAND_{name.upper()}": value for name, value in settings.items()}
    with (folder / "log").open("ab") as log:
        return fork(arguments, environment, folder, log)


def ended(process: Fork) -> tuple[int, str]:
    code = process.wait(60)
    with process.stdout:
        return code, process.stdout.read().decode()


def test_it_runs_in_its_folder_by_its_environment(tmp_path: Path) -> None:
    code, printed = ended(started(tmp_path, "migrate", data_dir="here"))
    assert (code, "The database is now at revision" in printed) == (0, True)
    assert (tmp_path / "here" / "korkwand.db").exists()
    assert ended(started(tmp_path, "migrate", data_dir="here")) == (0, "")


def test_its_exit_code_and_what_it_says_of_it_are_its_own(tmp_path: Path) -> None:
    assert ended(started(tmp_path, "serve", database_url="nonsense")) == (2, "")
    assert (tmp_path / "log").read_text().startswith("korkwand: ")


def test_it_ends_by_a_signal_of_its_own(tmp_path: Path) -> None:
    one, other = (started(tmp_path, "serve", port="0", data_dir=name) for name in ("one", "other"))
    assert (one.stdout.readline()[:16], other.stdout.readline()[:16]) == (b"The database is ",) * 2
    one.kill()
    assert one.wait(60) == -signal.SIGKILL
    assert other.poll() is None
    other.send_signal(signal.SIGKILL)
    assert other.wait(60) == -signal.SIGKILL
    one.kill()
    one.stdout.close()
    other.stdout.close()
