"""Restores a backup into an empty data folder, and says so only after looking at every fact of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from engine.backup import make_durable
from engine.ledger.note import VerifierKey
from engine.verification.checkpoints import Held
from engine.verification.whole import Report
from web.attachments.store import Folder, Store
from web.backups.facts import bring_dumps, expect_kind, take_away
from web.backups.manifest import ATTACHED, BackupRefused, Manifest, expect_as_taken, read_manifest, taken
from web.backups.taking import Places
from web.verifying import verify_folder
from web.wiring import MASTER, MASTER_VARIABLE, open_attachments, open_casework


class Restored(NamedTuple):
    """What was restored, and what a look at all of it said."""

    facts: Manifest
    keys: Manifest
    report: Report


def restore_backup(
    places: Places,
    data: Path,
    *,
    name: str | None = None,
    master: Path | None = None,
    outside: Sequence[Held] = (),
    key: VerifierKey | None = None,
) -> Restored:
    """Bring both parts of the latest backup (or the one of this ``name``) together in ``data``.

    ``master`` is the file of the master key, where neither the folder nor the environment has it. What isn't sound is
    taken away again. Raises BackupRefused.
    """
    parts = [_chosen(place, name) for place in places]
    if parts[0][1].name != parts[1][1].name:
        parts = [_chosen(place, min(found.name for _, found in parts)) for place in places]
    if data.is_dir() and any(path.name != MASTER for path in data.iterdir()):
        raise BackupRefused(
            f"โฟลเดอร์ {data} ต้องว่างเปล่า", f"{data} must be empty: nothing is restored over something else"
        )
    master = _master_to_bring(data, master)
    if master is None and not (data / MASTER).is_file() and MASTER_VARIABLE not in os.environ:
        raise BackupRefused(
            "ไม่มีกุญแจหลัก: ระบุ --master", "the master key isn't here: name its file with --master; backups never hold it"
        )
    for folder, found in parts:
        expect_as_taken(folder, found)
    expect_kind(data, parts[0][0])
    attached = open_attachments(data)
    if next(attached.kept(), None) is not None:
        raise BackupRefused(
            "ที่เก็บไฟล์แนบต้องว่างเปล่า", "the store of attached files must be empty: nothing is restored over something else"
        )
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    loaded = False
    try:
        _bring(parts, data, master, attached)
        loaded = bring_dumps(data, {found.part: folder for folder, found in parts})
        _finish(data)
        report = verify_folder(data, outside, key=key, still=True)
        if not report.sound:
            raise Unsound(report)
    except BaseException:
        if loaded:
            take_away()
        attached.forget({one.subject for one in attached.kept()})
        for path in data.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != MASTER or master is not None:
                path.unlink()
        raise
    return Restored(parts[0][1], parts[1][1], report)


class Unsound(BackupRefused):
    """A backup was whole, but what it holds isn't what was recorded."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            "ข้อมูลสำรองไม่ผ่านการตรวจสอบ จึงไม่ได้กู้คืน", "the backup doesn't pass verification; nothing was restored"
        )
        self.report = report


def _chosen(place: Path, name: str | None) -> tuple[Path, Manifest]:
    found = [(folder, manifest) for folder, manifest in taken(place) if name in (None, manifest.name)]
    if not found:
        if place.is_dir():
            read_manifest(place)
        raise BackupRefused(f"ไม่พบข้อมูลสำรองใน {place}", f"there is no such backup in {place}")
    return found[-1]


def _master_to_bring(data: Path, master: Path | None) -> Path | None:
    """The file to copy the master key from; None for the one that lies there already. Raises BackupRefused."""
    if master is None or not (data / MASTER).exists():
        return master
    if master.samefile(data / MASTER):
        return None
    raise BackupRefused(
        f"โฟลเดอร์ {data} มี {MASTER} อยู่แล้ว", f"{data} holds a {MASTER} already: take it away, or leave --master out"
    )


def _bring(parts: Sequence[tuple[Path, Manifest]], data: Path, master: Path | None, attached: Store) -> None:
    for folder, manifest in parts:
        for file in manifest.files:
            if file.endswith(".dump"):
                continue
            shutil.copyfile(folder / file, data / file)
            (data / file).chmod(0o600)
            make_durable(data / file)
    if master is not None:
        shutil.copyfile(master, data / MASTER)
        (data / MASTER).chmod(0o600)
    copy = Folder(parts[0][0] / ATTACHED)
    for one in copy.kept():
        attached.put(one.subject, copy.get(one.subject, one.name))


def _finish(data: Path) -> None:
    # An older backup of the keys would bring back whom newer facts erased.
    casework = open_casework(data)
    with closing(casework.vault), closing(casework):
        casework.forgetting.finish()
        casework.facts_recorder.scrub()
