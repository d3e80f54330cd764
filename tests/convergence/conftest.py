"""The browser's fold for the convergence tests."""

from tests.node_fold import node_fold

__all__ = ["node_fold"]
