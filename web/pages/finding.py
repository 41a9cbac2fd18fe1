"""Find a household by name or number. What was looked for is never in an address, so it is in no log and no history."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from engine.casework import Casework
from web.answers.finding_people import households_by
from web.answers.household_rows import household_rows
from web.answers.names import names_of
from web.people.caller import caller

LONGEST = 200


def add_finding(app: Flask, casework: Casework) -> None:
    """Give ``app`` the search for a household."""
    pages = Blueprint("finding", __name__)

    @pages.post("/find")
    def find() -> ResponseReturnValue:
        text = request.form.get("text", "").strip()[:LONGEST]
        with casework.reading() as reader:
            cases = households_by(reader, caller(), text)
            if len(cases) == 1:
                return redirect(url_for("households.show", case=cases[0]), 303)
            rows = list(household_rows(reader, caller(), reader, cases, (), now=True))
            return render_template("find.html", text=text, rows=rows, names=names_of(reader, None), kind=HOUSEHOLD)

    app.register_blueprint(pages)
