"""Reminding every office of a sheet of what it lacks, in one click, with a result for each (U2)."""

from __future__ import annotations

import secrets

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from engine.casework import Casework
from engine.refusal import CaseNotFound
from web.answers.reminders import reminding
from web.answers.together import refused, told
from web.people.caller import caller

LONGEST_KEY = 64


def add_reminding(app: Flask, casework: Casework) -> None:
    """Give ``app`` the answer to the button on the score board."""
    pages = Blueprint("reminding", __name__, url_prefix="/scores")

    @pages.post("/<string:sheet>/<int:year>/remind")
    def remind(sheet: str, year: int) -> ResponseReturnValue:
        key = request.form.get("key", "")[:LONGEST_KEY] or secrets.token_hex(16)
        with casework.reading() as reader:
            found = reminding(reader, caller(), sheet, year, key)
            before = reader.size
        if not found:
            raise CaseNotFound("sheet", sheet)
        orders = [order for one in found for order in one.commands]
        answers = {order.id: answer for order, answer in casework.do_many(orders)}
        results = [(one, [told(answers[order.id], before) for order in one.commands]) for one in found]
        failed = [reason for _, each in results for one in each if one.result == "refused" for reason in one.reasons]
        return render_template(
            "reminded.html", sheet=sheet, year=year, results=results, failed=refused(*dict.fromkeys(failed))
        )

    app.register_blueprint(pages)
