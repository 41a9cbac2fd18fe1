"""Takes a backup of a data folder in use: the facts to one place, the keys to another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from aggregates.rules_in_force import pin_in_force, rules_of
from engine.backup import copy_database, fingerprint
from engine.calendar import day_in_bangkok
from engine.clock import Clock
from engine.reader import Reader
from web.attachments.store import Folder, Missing, Store
from web.backups.facts import Position, copy_facts, copy_keys, has_erased_since
from web.backups.manifest import (
    ATTACHED,
    CREDENTIALS,
    FILES,
    KEYS,
    LEDGER,
    LOOKS,
    MAILED,
    Manifest,
    Part,
    taken,
    write_manifest,
)
from web.wiring import open_attachments

BEFORE, AFTER = (LEDGER, CREDENTIALS, MAILED), (KEYS, LOOKS)
"""What is copied before the facts, and what after them."""


class Places(NamedTuple):
    """Where the two parts go."""

    facts: Path
    keys: Path

    @classmethod
    def below(cls, folder: Path) -> Places:
        return cls(folder / "facts", folder / "keys")


def take_backup(data: Path, places: Places, key_days: int, clock: Clock) -> Manifest:
    """Copy every database of ``data``; the backup of the keys may be kept for ``key_days``. Returns the facts' part.

    What is said first in life is copied last: checkpoints speak of facts, credentials of the facts that gave them, mail
    of those it told, and keys are made before the facts they seal. So nothing in it speaks of what isn't in it.
    """
    moment = clock()
    name = moment.strftime("%Y%m%dT%H%M%S.%fZ")
    folders: dict[Part, Path] = {"facts": places.facts / name, "keys": places.keys / name}
    for folder in folders.values():
        folder.mkdir(parents=True, mode=0o700)
    attached = open_attachments(data)
    while True:
        size, top = _copy(data, folders)
        # Later than the facts: whatever file a fact speaks of was there before it.
        _copy_attached(attached, folders["facts"] / ATTACHED)
        if not has_erased_since(data, size):
            break
        # Somebody's key was destroyed meanwhile by a fact that this copy lacks: it would look like tampering.
        for folder in folders.values():
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
    expires = day_in_bangkok(moment) + timedelta(days=key_days)
    for part in ("keys", "facts"):
        files = {file.name: fingerprint(file) for file in sorted(folders[part].iterdir()) if file.is_file()}
        until = expires if part == "keys" else None
        kept = Manifest(part=part, name=name, size=size, root=top, files=files, expires=until)
        write_manifest(folders[part], kept)
    return kept


def key_days(reader: Reader) -> int:
    """How many days the rules in force let a backup of keys be kept; 30 unless they say otherwise."""
    pin = pin_in_force(reader, reader.on)
    return rules_of(reader, pin.sha256).rights.key_backup_days


def prune(place: Path, today: date) -> list[str]:
    """Delete the backups of keys whose last day is over. Returns their names."""
    expired = [(folder, found) for folder, found in taken(place) if found.expires and found.expires < today]
    for folder, _ in expired:
        for path in folder.iterdir():
            # Overwritten in place first; on media that keep old blocks it is their encryption that counts.
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
        shutil.rmtree(folder)
    return [found.name for _, found in expired]


def _copy(data: Path, folders: Mapping[Part, Path]) -> Position:
    parts = {file: folders[part] for part, files in FILES.items() for file in files}

    def copy(*files: str) -> None:
        for file in files:
            if (data / file).is_file():
                copy_database(data / file, parts[file] / file)

    copy(*BEFORE)
    position = copy_facts(data, folders)
    copy(*AFTER)
    copy_keys(folders["keys"])
    return position


def _copy_attached(files: Store, into: Path) -> None:
    copy = Folder(into)
    for one in files.kept():
        # What is removed meanwhile, nothing speaks of, or its subject was erased.
        with suppress(Missing):
            copy.put(one.subject, files.get(one.subject, one.name))
