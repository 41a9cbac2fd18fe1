"""The download of a history for process mining, beside the bundles (U3)."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from engine.casework import Casework
from web.fields import BadForm, Choice, Form, Words
from web.mining.exporting import DETAILS, FORMS, LIVING, Wanted
from web.mining.sending import send_history
from web.pages.asked import asked
from web.people.caller import caller


class Taken(Form):
    """Of which scope, in which form; and for XES which kind of case in which detail."""

    scope = Words()
    form = Choice(tuple(FORMS))
    kind = Choice(LIVING)
    detail = Choice(DETAILS)


def add_mining(app: Flask, casework: Casework) -> None:
    """Give ``app`` the download."""
    pages = Blueprint("mining", __name__)

    @pages.get("/ledger/mining")
    def take() -> ResponseReturnValue:
        query = asked(Taken)
        if query.wrong:
            raise BadForm(tuple(query.wrong.items()))
        given = dict(query.given)
        scope = given.pop("scope", "")
        return send_history(casework, caller(), scope, Wanted(**{"form": "ocel-json", **given}))

    app.register_blueprint(pages)
