"""On what kind of file system a file lies: SQLite's locks and shared memory do not work over a network."""

import os
from pathlib import Path
from typing import Final

MOUNT_TABLE: Final = Path("/proc/self/mountinfo")

_NETWORK: Final = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "davfs", "fuse.davfs", "fuse.sshfs"}


def file_system_of(file: Path, mount_table: Path = MOUNT_TABLE) -> str | None:
    """The type of the file system that holds the file, such as "ext4"; None where it cannot be known.

    The kernel's table (proc(5), mountinfo) lists each mount's device number; it is also the file's `st_dev`.
    """
    device = file.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = mount_table.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return None
    for line in lines:
        mount, _, source = line.partition(" - ")
        if mount.split()[2:3] == [number]:
            return source.split()[0]
    return None


def is_network_file_system(kind: str | None) -> bool:
    """Whether this type, as the kernel names it, is served by another machine."""
    return kind in _NETWORK
