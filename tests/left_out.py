"""What a run leaves out: said in one line each by pytest's own summary, and a failure where CI=true.

A plugin; tests/conftest.py names it. A test leaves itself out by pytest.skip("Postgres: no server found").
"""

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def must_be_complete() -> bool:
    """Whether leaving something out is a failure."""
    return os.environ.get("CI", "").lower() == "true"


def _skip_is_failure(report: Report) -> Report:
    if report.skipped and must_be_complete() and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Left out, although CI=true: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where nothing may be left out."""
    return _skip_is_failure((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    return _skip_is_failure((yield))
