"""What the command line says: tables for people, JSON for programs, errors in both languages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from engine.bilingual import Text
from engine.calendar import show_date
from engine.ledger.leaves import Altered
from engine.refusal import BadInput, CaseNotFound, CommandReused, Refused, StaleVersion, StoreBusy, StoreGone
from web.backups.manifest import BackupRefused
from web.fields import BadForm
from web.imports.sheets import FileRefused

LATE = Text(" ◷ ช้า", " ◷ late")
WIDE = 160
"""Columns of a table that goes into a file or a pipe."""
FULL = Text("พื้นที่จัดเก็บเต็ม ไม่มีการบันทึก", "the disk is full; nothing was recorded")
BUSY = Text("ที่จัดเก็บไม่ว่างหรือใช้ไม่ได้", "the store is busy or can't be used")
UNSAFE = Text("ที่จัดเก็บหรือการตั้งค่าใช้ไม่ได้", "the store or its configuration can't be used")


def say_json(value: Any) -> None:
    """Print a value for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say_table(headers: Sequence[Text], rows: Sequence[Sequence[Any]], lang: str, title: str = "") -> None:
    """Print a table for a person."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for header in headers:
        table.add_column(header[lang], overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    _console().print(table)


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


def day(iso: str | None, lang: str) -> str:
    """A stored date for a reader: BE in Thai."""
    return "" if not iso else show_date(date.fromisoformat(iso[:10]), lang)


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside a shown state with its path, empty ones left out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flat(inner, f"{path}.{index}")
    elif value is not None:
        yield path, value


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on stderr while work goes on, when somebody watches: call it with done and total."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


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
        case StoreBusy() | StoreGone():
            yield _both(BUSY)
        case sqlite3.OperationalError():
            full = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
            yield _both(FULL if full else BUSY)
        case _:
            yield f"{UNSAFE.th} · {UNSAFE.en}: {error}"


def _both(text: Text) -> str:
    return f"{text.th} · {text.en}"


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)
