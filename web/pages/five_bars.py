"""The five dimensions of a community's households on one screen, before and after, at any moment."""

from __future__ import annotations

from flask import Blueprint, render_template

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from web.answers.five_bars import five_bars
from web.pages.moments import asked_moment
from web.people.caller import caller
from web.places import access_to, reach


def add_five_bars(pages: Blueprint, casework: Casework) -> None:
    """Add the page."""

    @pages.get("/case/program/<string:case>/dimensions")
    def five(case: str) -> str:
        with casework.reading() as reader:
            access_to(reader, caller(), PROGRAM.name, case)
            moment = asked_moment(reader)
            members = moment.cases.members(case)
            found = five_bars(reader, caller(), moment.cases, members, moment.cases.on, moment.size)
            twice = [one for one in found if one.tiers[0] is not None]
            may = reach(reader, caller(), PROGRAM.name, case).may_do(
                HOUSEHOLD, HOUSEHOLD.decisions["assess_dimensions"]
            )
            return render_template(
                "five_bars.html",
                case=case,
                community=reader.state(PROGRAM, case).community,
                found=found,
                again=len(twice),
                failed=[sum(one[place] == "fails" for bars in twice for one in bars.dimensions) for place in (1, 2)],
                may_work=may,
            )
