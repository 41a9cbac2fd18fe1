"""What must be true of the place where the data lies, and of the way we were started, before we serve."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.refusal import UnsafeStore

SECRETS = ("*.key", "keys.sqlite3*", "credentials.sqlite3*", "logins.txt")
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "fuse.glusterfs"})
"""File systems over which SQLite's locks and shared memory can't be relied on."""
MOUNTS = Path("/proc/self/mounts")
DEBUGGING = ("FLASK_DEBUG", "PYTHONASYNCIODEBUG")


def expect_safe_place(folder: Path, environment: Mapping[str, str], mounts: Path = MOUNTS) -> None:
    """Refuse a folder on another machine, secrets that others may read, and debugging. Raises UnsafeStore."""
    for variable in DEBUGGING:
        if environment.get(variable, "") not in ("", "0", "false"):
            raise UnsafeStore(f"{variable} must not be set: error pages would show what is inside")
    for pattern in SECRETS if os.name == "posix" else ():
        for path in folder.glob(pattern):
            if path.stat().st_mode & 0o077:
                raise UnsafeStore(f"{path.name} may be read by others; make it readable by its owner only")
    if mounts.exists():
        kind = file_system(folder.resolve(), mounts.read_text(encoding="utf-8").splitlines())
        if kind in NETWORK:
            raise UnsafeStore(f"the data folder lies on another machine ({kind}), where facts could be lost")


def file_system(folder: Path, mounts: Iterable[str]) -> str:
    """The kind of file system a folder lies on, by lines of ``device place kind ...``; of the last, nearest place."""
    found, nearest = "", -1
    for line in mounts:
        _, place, kind, *_ = line.split(" ")
        path = Path(place.replace("\\040", " "))
        if len(path.parts) >= nearest and (path == folder or path in folder.parents):
            found, nearest = kind, len(path.parts)
    return found
