"""One server for all of these tests, and a fresh board for each test."""

from tests.live.conftest import board, column, server

__all__ = ["board", "column", "server"]
