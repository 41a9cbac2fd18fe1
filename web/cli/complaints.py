"""What the command line says on stderr when something can't be done, in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import click

from engine.bilingual import Text
from engine.ledger.leaves import Altered
from engine.ledger.note import NoteRefused
from engine.refusal import (
    BadInput,
    CaseNotFound,
    CommandReused,
    ErasureUnfinished,
    Refused,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
)
from web.backups.manifest import BackupRefused
from web.fields import BadForm
from web.imports.sheets import FileRefused

EXPECTED = (
    Refused,
    BadInput,
    CaseNotFound,
    CommandReused,
    ErasureUnfinished,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
    NoteRefused,
    FileRefused,
    BackupRefused,
    sqlite3.OperationalError,
)
FULL = Text("พื้นที่จัดเก็บเต็ม ไม่มีการบันทึก", "the disk is full; nothing was recorded")
BUSY = Text("ที่เก็บข้อมูลไม่ว่างหรือใช้งานไม่ได้", "the store is busy or can't be used")
UNSAFE = Text("ที่จัดเก็บหรือการตั้งค่าใช้ไม่ได้", "the store or its configuration can't be used")

UNFINISHED = Text(
    "บันทึกการลบแล้วและไม่มีใครเปิดข้อมูลนั้นได้อีก แต่ยังล้างร่องรอยสุดท้ายไม่สำเร็จ",
    "an erasure is recorded, nobody can open what was erased, and its last traces could not be removed yet",
)


def complain(error: Exception) -> None:
    """Say on stderr what went wrong: one line, or one for each thing that is missing or wrong."""
    for line in _lines(error):
        click.echo(line, err=True)


def _lines(error: Exception) -> Iterator[str]:
    match error:
        case Refused(findings=findings):
            yield "ยังทำไม่ได้ · this can't be done:"
            for found in findings:
                line = f"  {found.id}  {_both(found.needed or found.label)}"
                yield line + (f"  [ผู้ให้ข้อมูล · supplied by: {_both(found.supplier)}]" if found.supplier else "")
        case BadForm(errors=errors):
            for field, text in errors:
                yield f"{field}: {_both(text)}"
        case BadInput():
            yield f"{error.field}: {_both(error.text)}"
        case StaleVersion():
            yield f"มีการบันทึกเพิ่มถึงลำดับ {error.version} · the case has moved on to version {error.version}"
            for record in error.newer:
                yield f"  {record.version}  {record.on.isoformat()}  {record.fact.spec.name}  {record.by}"
        case CaseNotFound():
            yield "case: ไม่พบเรื่องนี้ · there is no such case"
        case CommandReused():
            yield "id: รหัสคำสั่งนี้ใช้กับคำขออื่นแล้ว · this command id was used for another request"
        case Altered():
            yield _both(error.text)
        case BackupRefused():
            yield _both(error.text)
        case FileRefused():
            yield f"file: {_both(error.text)}"
        case ErasureUnfinished():
            yield _both(UNFINISHED) + (f": {error.__cause__}" if error.__cause__ else "")
        case StoreBusy() | StoreGone():
            yield _both(BUSY)
        case sqlite3.OperationalError():
            full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
            yield _both(FULL if full else BUSY)
        case _:
            yield f"{UNSAFE.th} · {UNSAFE.en}: {error}"


def _both(text: Text) -> str:
    return f"{text.th} · {text.en}"
