"""Sends the table of a page as a file: the page's own address with ``as=xlsx`` or ``as=csv``.

So a file has the filters, the rows and the permissions of its page, by the same code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request, send_file

from engine.bilingual import Text
from engine.calendar import BANGKOK, show_date
from engine.reader import Reader
from web.languages import language
from web.opening import note_export
from web.people.caller import caller
from web.read_only import as_of
from web.tables.delimited import write_csv
from web.tables.filters import filters_said
from web.tables.table import Table
from web.tables.workbook import write_workbook

ASKED = "as"
MIMETYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}

NOT_ASKED = frozenset({ASKED, "page", "before", "lang"})
"""Parts of an address that say nothing of what the table holds."""


def file_asked() -> bool:
    """Whether the request is for the page's table as a file."""
    return request.args.get(ASKED) in MIMETYPES


def as_file(sort: str) -> str:
    """The address of the present page as a file, with all it was asked for but which page of many."""
    asked = {name: value for name, value in request.args.items() if name not in NOT_ASKED and value}
    return f"{quote(request.path)}?{urlencode({**asked, ASKED: sort})}"


def take(reader: Reader, name: str, kind: str, tables: Sequence[Table], given: Mapping[str, Any]) -> Response:
    """The tables of a page as the file asked for, with the filters ``given``; who took it is noted.

    ``kind`` is what kind of case they are about. It is a workbook unless CSV is asked for, which holds the
    first table alone.
    """
    asked, lang = request.args.get(ASKED, ""), language()
    sort = asked if asked in MIMETYPES else "xlsx"
    chosen = {key: value for key, value in given.items() if value not in (None, "")}
    said = " ".join(str(value.th if isinstance(value, Text) else value) for value in chosen.values())
    note_export(caller(), kind, f"{name}: {said}" if said else name, ())
    with ExitStack() as unless_whole:
        file = unless_whole.enter_context(TemporaryFile())
        if sort == "csv":
            write_csv(file, tables[0], lang)
        else:
            head = [filters_said(reader, chosen), _as_of(reader)]
            write_workbook(file, tables, lang, head=head, made=_now(reader))
        unless_whole.pop_all()
    file.seek(0)
    return send_file(file, MIMETYPES[sort], as_attachment=True, download_name=f"{name}-{reader.on}.{sort}")


def _as_of(reader: Reader) -> Text:
    """Where the ledger stood, when, and who took the rows."""
    at, by = _now(reader), caller().id
    th, en = (f"{show_date(at.date(), lang)} {at:%H:%M}" for lang in ("th", "en"))
    found = Text(
        f"ข้อมูล ณ ข้อเท็จจริงที่ {reader.size:,} · {th} · ผู้ดาวน์โหลด {by}",
        f"As of fact {reader.size:,} · {en} · taken by {by}",
    )
    known = as_of()
    return found if known is None else Text(f"{found.th} · {known.without.th}", f"{found.en} · {known.without.en}")


def _now(reader: Reader) -> datetime:
    return reader.parts.clock().astimezone(BANGKOK)
