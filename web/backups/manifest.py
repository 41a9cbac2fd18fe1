"""What a backup says of itself: when it was taken, how far the ledger had come, and what each file must hash to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from engine.backup import fingerprint, make_durable, waits_beside
from engine.bilingual import Text
from engine.keys import LAYOUT as keys
from engine.ledger.record import LAYOUT as ledger
from engine.tables import file_of
from web.databases import FACTS
from web.layouts import MAIL
from web.people.store import LAYOUT as credentials
from web.read_log import LAYOUT as looks

NAME = "manifest.json"
Part = Literal["facts", "keys"]
DUMP, CREDENTIALS_DUMP, KEYS_DUMP = "facts.dump", "credentials.dump", "keys.dump"
"""What comes from PostgreSQL: facts with most of what lies beside them, credentials, keys."""
LEDGER, LOOKS, MAILED, CREDENTIALS, KEYS = map(file_of, (ledger, looks, MAIL, credentials, keys))
FILES: dict[Part, tuple[str, ...]] = {
    "facts": (LEDGER, FACTS, LOOKS, MAILED, DUMP),
    "keys": (KEYS, CREDENTIALS, CREDENTIALS_DUMP, KEYS_DUMP),
}
"""The databases of each part. The two parts never lie together: only together do they tell about people."""
ATTACHED = "attachments"
"""The folder of the facts' part in which attached files lie, as sealed as they are in use."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of one backup; both parts are taken under one name. ``files`` maps names to SHA-256.

    Attached files aren't listed: each is named by its hash, and the facts say which there must be.
    """

    format: Literal["chumchon-backup/1"] = "chumchon-backup/1"
    part: Part
    name: str
    size: int
    """How many facts the ledger held."""
    root: str
    files: dict[str, str]
    expires: date | None = None
    """The last day a backup of keys may be kept."""


class BackupRefused(Exception):
    """A backup isn't one, isn't whole, or may not be used; says so in both languages."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(th, en)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Written last: a folder without it is no backup."""
    file = folder / NAME
    file.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    make_durable(file)


def read_manifest(folder: Path) -> Manifest:
    """What ``folder`` says it is. Raises BackupRefused, with a reason for a folder of plain copies."""
    file = folder / NAME
    if not file.is_file():
        databases = [path for path in sorted(folder.glob("*.sqlite3")) if path.is_file()]
        if any(waits_beside(path) for path in databases):
            raise BackupRefused(
                f"{folder} เป็นสำเนาของแฟ้มที่กำลังใช้งาน: บางส่วนอยู่ในแฟ้ม -wal ข้างกัน ใช้ `chumchon backup` แทน",
                f"{folder} holds copies of files in use: part of them stands in the -wal files beside them, and the "
                "two were not copied at one moment. Take a backup with `chumchon backup`",
            )
        if databases:
            raise BackupRefused(
                f"{folder} ไม่มี {NAME}: สำเนาแฟ้มธรรมดาอาจขาดรายการล่าสุด ใช้ `chumchon backup` แทน",
                f"{folder} has no {NAME}: a plain copy of a database in use lacks its last facts, or all of them, and "
                "nothing tells. Take a backup with `chumchon backup`",
            )
        raise BackupRefused(f"{folder} ไม่ใช่ข้อมูลสำรอง", f"{folder} is no backup")
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except msgspec.DecodeError:
        raise BackupRefused(f"อ่าน {file} ไม่ได้", f"{file} can't be read") from None


def expect_as_taken(folder: Path, manifest: Manifest) -> None:
    """Raises BackupRefused for a file that is missing, isn't what was backed up, or is none that backups hold."""
    for name, expected in manifest.files.items():
        if name not in FILES[manifest.part]:
            raise BackupRefused(f"ข้อมูลสำรองไม่มีแฟ้มชื่อ {name!r}", f"no backup holds a file named {name!r}")
        if not (folder / name).is_file() or fingerprint(folder / name) != expected:
            raise BackupRefused(
                f"แฟ้ม {name} หายไปหรือไม่ตรงกับที่สำรองไว้", f"the file {name} is missing, or isn't what was backed up"
            )


def taken(place: Path) -> Iterator[tuple[Path, Manifest]]:
    """The backups in a place, the oldest first."""
    for folder in sorted(path for path in (place, *place.iterdir()) if path.is_dir()) if place.is_dir() else ():
        if (folder / NAME).is_file():
            yield folder, read_manifest(folder)
