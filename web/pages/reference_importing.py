"""The import of a table of reference data on screen: a dry run with a result for each row, then the same in earnest."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from engine.casework import Casework
from engine.refusal import BadInput, CaseNotFound
from web.fields import Day
from web.imports.sheets import FileRefused
from web.pages.files import file_sent, handed_back
from web.pages.moments import read_typed
from web.people.caller import caller
from web.reference.importing import Given, TableReport, import_table
from web.reference.tables import TABLES, ReferenceTable
from web.reference.words import headers, said

LONGEST_KEY = 64


def add_reference_import(pages: Blueprint, casework: Casework) -> None:
    """Add the form of the import, its dry run, and the import."""

    @pages.get("/<string:table>/import")
    def import_form(table: str) -> str:
        return _page(casework, table, _named(table))

    @pages.post("/<string:table>/import")
    def import_rows(table: str) -> ResponseReturnValue:
        found, problems = _named(table), dict[str, Text]()
        content, filename = file_sent(problems)
        on = _day(problems)
        if problems or content is None:
            return _page(casework, table, found, problems=problems), 422
        dry_run = request.form.get("step") != "import"
        because = request.form.get("because", "").strip() or None
        key = request.form.get("key", "")[:LONGEST_KEY] or secrets.token_hex(16)
        given = Given(caller().id, key, on, because)
        try:
            report = import_table(casework, found, content, filename, given, dry_run=dry_run)
        except FileRefused as refused:
            return _page(casework, table, found, problems={"file": refused.text}), 422
        except BadInput as error:
            problems = {error.field: error.text}
        if problems:
            # What was to be imported stays on the page.
            report = import_table(casework, found, content, filename, given, dry_run=True)
        kept = handed_back(content) if report.dry_run else ""
        page = _page(casework, table, found, report, problems, kept, filename, key)
        return page, 422 if problems else 200


def _page(
    casework: Casework,
    name: str,
    table: ReferenceTable,
    report: TableReport | None = None,
    problems: dict[str, Text] | None = None,
    kept: str = "",
    filename: str = "",
    key: str = "",
) -> str:
    latest = casework.state(REFERENCE, REFERENCE_CASE)
    return render_template(
        "reference_import.html",
        **{"name": name, "table": table, "headers": headers(table), "report": report, "problems": problems or {}},
        **{"kept": kept, "filename": filename, "key": key, "typed": request.form},
        **{"said": lambda row, field: said(row, field, latest)},
    )


def _named(table: str) -> ReferenceTable:
    if table not in TABLES:
        raise CaseNotFound(REFERENCE.name, table)
    return TABLES[table]


def _day(problems: dict[str, Text]) -> Any:
    try:
        return read_typed(Day(), "on")
    except BadInput as error:
        problems["on"] = error.text
        return None
