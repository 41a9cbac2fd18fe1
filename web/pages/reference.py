"""The reference data on screen: each table as of a day, every change of a row, and the way to the next one (U4)."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aggregates.reference import REFERENCE, REFERENCE_CASE, Reference
from engine.casework import Casework
from engine.refusal import CaseNotFound
from engine.thai import search_key
from projections.as_of import as_known
from web.access import Access
from web.fields import Day, Form, Known, Words
from web.languages import language
from web.pages.asked import asked
from web.pages.reference_importing import add_reference_import
from web.pages.shell import way
from web.people.caller import caller
from web.places import EVERYWHERE
from web.reference.tables import TABLES, ReferenceTable, row_history
from web.reference.template import template
from web.reference.words import headers, said
from web.showing import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = next(iter(TABLES))


class View(Form):
    """Which rows, at which moment; after saving, the draft that may go, which ends with its command."""

    name = Words()
    on = Day()
    known = Known()
    draft = Words()
    saved = Words()
    at = Words()


class OneRow(Form):
    """Which row of a table."""

    key = Words(required=True)


def add_reference(app: Flask, casework: Casework) -> None:
    """Give ``app`` the tables of the reference data."""
    pages = Blueprint("reference_data", __name__, url_prefix="/reference")

    @pages.get("")
    def begin() -> ResponseReturnValue:
        query = asked(View)
        by = query.given.get("draft", "").rpartition("/")[2]
        if by == "activate_rule_set":
            return redirect(url_for("rule_sets.every"))
        table = next((name for name, one in TABLES.items() if by in (one.command, one.ends)), FIRST)
        return redirect(query.address("reference_data.show", table=table))

    @pages.get("/<string:table>")
    def show(table: str) -> str:
        found, query = table_named(table), asked(View)
        with casework.reading() as reader:
            then = query.answer(lambda: as_known(reader, query.given.get("on"), query.given.get("known"))) or reader
            reference = _reference(then)
            rows = list(found.rows(reference, then))
            latest = _reference(reader)
        kept = [row for row in rows if _wanted(row, found, reference, query.given.get("name", ""))]
        return render_template(
            "reference.html",
            **{"asked": query, "name": table, "table": found, "tables": TABLES, "headers": headers(found)},
            **{"rows": kept, "total": len(rows), "said": lambda row, field: said(row, field, latest)},
            **{"may": _may(), "case": REFERENCE_CASE, "edit": lambda row: _edit(found, row)},
        )

    @pages.get("/<string:table>/row")
    def row(table: str) -> str:
        found, query = table_named(table), asked(OneRow)
        with casework.reading() as reader:
            changes = row_history(reader, found, query.given.get("key", ""))
            if not changes:
                raise CaseNotFound("reference", query.given.get("key", ""))
            latest, version = _reference(reader), reader.version(REFERENCE_CASE)
        return render_template(
            "reference_row.html",
            **{"asked": query, "name": table, "table": found, "headers": headers(found), "changes": changes},
            **{"said": lambda row, field: said(row, field, latest), "may": _may(), "case": REFERENCE_CASE},
            **{"edit": lambda row: _edit(found, row), "version": version, "new_key": lambda: secrets.token_hex(16)},
        )

    @pages.get("/<string:table>/template.xlsx")
    def spreadsheet(table: str) -> Response:
        found = table_named(table)
        with casework.reading() as reader:
            reference = _reference(reader)
            content = template(found, found.rows(reference, reader), reference, language())
        return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{table}.xlsx"'})

    add_reference_import(pages, casework)
    app.register_blueprint(pages)
    way("reference_data.show", "ข้อมูลอ้างอิง", "Reference data", "administrator", table=FIRST)


def table_named(name: str) -> ReferenceTable:
    """Raises CaseNotFound."""
    found = TABLES.get(name)
    if found is None:
        raise CaseNotFound(REFERENCE.name, name)
    return found


def _reference(cases: Any) -> Reference:
    found: Reference = cases.state(REFERENCE, REFERENCE_CASE)
    return found


def _may() -> set[str]:
    """The commands that are the reader's to give."""
    access = Access(caller(), EVERYWHERE, REFERENCE.name)
    return {name for name, decision in REFERENCE.decisions.items() if access.may_do(REFERENCE, decision)}


def _edit(table: ReferenceTable, row: msgspec.Struct) -> dict[str, str]:
    """What a form needs to begin with this row."""
    values = {field: value for field, value in shown(row).items() if value not in (None, "")}
    return {f"inputs.{table.field}[0].{field}": str(value) for field, value in values.items()}


def _wanted(row: msgspec.Struct, table: ReferenceTable, reference: Reference, name: str) -> bool:
    if not name:
        return True
    words = (text for field in table.fields if (text := said(row, field, reference)) is not None)
    return any(search_key(name) in search_key(f"{text.th} {text.en}") for text in words)
