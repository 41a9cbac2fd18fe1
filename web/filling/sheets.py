"""The sheets that can be filled in, by their names in addresses and on the command line; and their templates."""

from __future__ import annotations

from collections.abc import Mapping

from engine.refusal import CaseNotFound
from web.filling.of_households import ASSESSMENTS, HELP
from web.filling.of_missions import MISSION_RESULTS
from web.filling.sheet import FillSheet, Ground
from web.tables.blank import Column, write_blank

SHEETS: Mapping[str, FillSheet] = {"assessments": ASSESSMENTS, "help": HELP, "mission-results": MISSION_RESULTS}


def sheet_named(name: str) -> FillSheet:
    """A sheet by its name. Raises CaseNotFound."""
    if name not in SHEETS:
        raise CaseNotFound("sheet", name)
    return SHEETS[name]


def template(sheet: FillSheet, ground: Ground, lang: str) -> bytes:
    """An .xlsx file to be filled in; brought back as it is, it changes nothing."""
    fields = sheet.fields(ground)
    columns = [Column(field.label, field.offered) for field in fields.values()]
    rows = ([*row, *[None] * (len(fields) - len(row))] for row in sheet.begins(ground))
    return write_blank(sheet.label, columns, rows, lang)
