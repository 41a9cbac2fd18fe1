"""Bundles for auditors to take away, of what lies in their area; each is noted as an export (U3, U5)."""

from __future__ import annotations

import re
from contextlib import ExitStack
from tempfile import TemporaryFile

from flask import Blueprint, Flask, send_file
from flask.typing import ResponseReturnValue

from engine.casework import Casework
from web.audited import allowed
from web.bundles import make_bundle
from web.fields import BadForm, Count, Form, Words
from web.opening import note_export
from web.pages.asked import asked
from web.people.caller import caller
from web.strict_json import LARGEST


class Wanted(Form):
    """What the bundle is of (ALL, an area such as "province:56", a case), and a checkpoint to prove it against."""

    scope = Words()
    checkpoint = Count(1, LARGEST)


def add_bundles(app: Flask, casework: Casework) -> None:
    """Give ``app`` the download of bundles."""
    pages = Blueprint("bundles", __name__)

    @pages.get("/ledger/bundle")
    def take() -> ResponseReturnValue:
        query, person = asked(Wanted), caller()
        if query.wrong:
            raise BadForm(tuple(query.wrong.items()))
        given = query.given
        with casework.reading() as reader, ExitStack() as unless_whole:
            scope = allowed(reader, person, given.get("scope", ""))
            sizes = [given["checkpoint"]] if "checkpoint" in given else []
            # In a file of its own: a whole ledger is larger than what a server keeps in memory for one reader.
            out = unless_whole.enter_context(TemporaryFile())
            make_bundle(out, reader, casework.ledger, scope, sizes)
            unless_whole.pop_all()
        note_export(person, "ledger", scope.name, ())
        out.seek(0)
        name = re.sub(r"\W+", "-", scope.name)
        return send_file(out, "application/zip", as_attachment=True, download_name=f"chumchon-{name}.zip")

    app.register_blueprint(pages)
