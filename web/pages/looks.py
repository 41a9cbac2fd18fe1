"""Who looked at whose personal data, for auditors of the whole country (U5)."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from aggregates.areas import Place
from engine.casework import Casework
from web.access import Access
from web.fields import Count, Day, Form, Words
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
from web.problems import Problem
from web.read_log import ReadLog, Sought
from web.strict_json import LARGEST
from web.tables.taking import file_asked, take
from web.tables.trail import looks_table
from workflows.labels import text

PAGE = 50


class Looked(Form):
    """Who looked, at which case or list, when; and the cursor of the page before."""

    person = Words()
    subject = Words()
    since = Day()
    until = Day()
    before = Count(0, LARGEST)


def add_looks(app: Flask, casework: Casework, log: ReadLog) -> None:
    """Give ``app`` the read log."""
    pages = Blueprint("looks", __name__)

    @pages.get("/looks")
    def show() -> ResponseReturnValue:
        if not any(grant.role == "auditor" for grant in Access(caller(), Place()).grants):
            raise Problem("not-allowed")
        query = asked(Looked)
        kinds = {kind.name: kind.label for kind in casework.kinds.values()}
        if file_asked() and not query.wrong:
            with casework.reading() as reader:
                table = looks_table(log, Sought(**query.given), kinds)
                return take(reader, "looks", "", [table], query.given)
        items, following = log.read(Sought(**query.given), PAGE)
        more = None if following is None else query.address("looks.show", before=following)
        return render_template("looks.html", asked=query, items=items, more=more, kinds=kinds, text=text)

    app.register_blueprint(pages)
    way("looks.show", "บันทึกการเข้าดู", "Read log", "auditor")
