"""Build hook: the Python package carries the built frontend, so building the package builds that first."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs frontend/build.py, which does nothing when dist is current (as in a source distribution)."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """The package that brings node, when this machine has none that fits."""
        command = [sys.executable, self._script, "--requirement"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.split()

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are collected; an editable install serves frontend/dist as it is."""
        if version != "editable":
            subprocess.run([sys.executable, self._script], check=True)

    @property
    def _script(self) -> str:
        return str(Path(self.root) / "frontend" / "build.py")
