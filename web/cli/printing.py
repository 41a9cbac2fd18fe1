"""What the command line says: tables for people, JSON for programs."""

from __future__ import annotations

import json
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

LATE = Text(" ◷ ช้า", " ◷ late")
WIDE = 160
"""Columns of a table that goes into a file or a pipe."""


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


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDE)
