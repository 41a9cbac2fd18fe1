"""The TPMAP hand-over sheet of a community, to be keyed into the national system (H7)."""

from __future__ import annotations

from flask import Blueprint, Response

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from web.people.caller import caller
from web.places import access_to
from web.tables.taking import take
from web.tables.tpmap import tpmap_table


def add_tpmap(pages: Blueprint, casework: Casework) -> None:
    """Add the sheet of a community."""

    @pages.get("/case/program/<string:case>/tpmap")
    def tpmap(case: str) -> Response:
        with casework.reading() as reader:
            access_to(reader, caller(), PROGRAM.name, case)
            return take(reader, "tpmap", HOUSEHOLD.name, [tpmap_table(reader, caller(), case)], {"program": case})
