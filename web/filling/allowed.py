"""Who may fill in which sheet: whoever may give its command where its case lies."""

from __future__ import annotations

from engine.reader import Reader
from web.access import Person
from web.filling.sheet import FillSheet, Ground
from web.filling.sheets import sheet_named
from web.places import access_to, reach
from web.problems import Problem


def allowed(reader: Reader, person: Person, name: str, case: str) -> tuple[FillSheet, Ground]:
    """The sheet of this name, and what it is filled in about.

    Raises CaseNotFound for a sheet or case that isn't there, as for one out of reach; Problem for whoever only reads.
    """
    sheet = sheet_named(name)
    access_to(reader, person, sheet.about.name, case)
    if not reach(reader, person, sheet.about.name, case).may_do(sheet.kind, sheet.kind.decisions[sheet.command]):
        raise Problem("not-allowed")
    return sheet, Ground(reader, person, case)
