"""My work: the first page of a case manager's day."""

from __future__ import annotations

from pathlib import Path
from weakref import finalize

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aggregates.program_state import PROGRAM
from engine.casework import Casework
from web.answers.reminders import reminders
from web.answers.waiting import whose_work
from web.answers.worklist import sentence, worklist
from web.databases import place_of
from web.languages import LANGUAGES, language
from web.layouts import MAIL
from web.mail.outbox import Outbox, Wish
from web.mail.post import PROBLEMS
from web.pages.drafts import seal_of
from web.pages.last_visit import Visit
from web.pages.shell import way
from web.people.caller import caller
from web.tables.cases import work_table
from web.tables.taking import file_asked, take

way("work.mine", "งานของฉัน", "My work", "case_manager", "supervisor")
MINE, AREA = "mine", "area"


def add_work(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of one's own work."""
    pages, box = Blueprint("work", __name__), Outbox(place_of(Path(casework.path).parent, MAIL))
    # Open for as long as there are pages to ask it.
    finalize(app, box.close)

    @pages.get("/work")
    def mine() -> Response:
        me = caller()
        with casework.reading() as reader:
            asked = request.args.get("whose", "")
            whose = asked if asked in (MINE, AREA) else MINE if whose_work(reader, me) else AREA
            officer = me.id if whose == MINE else None
            if file_asked():
                return take(reader, "work", PROGRAM.name, [work_table(reader, me, officer)], {"officer": officer})
            visit = Visit(seal_of(app, me).owner, reader.size, int(casework.clock().timestamp()))
            reminded = reminders(reader, me)
            found = worklist(reader, me, officer=officer, seen=visit.before)
        wish, kept = box.standing(me.account)
        page = render_template(
            "work.html",
            **{
                "wish": wish,
                "kept": kept,
                "problems": PROBLEMS,
                "reminders": reminded,
                "found": found,
                "answer": sentence(found),
                "whose": whose,
                "officer": officer,
            },
            first=visit.before is None,
        )
        return visit.remember(make_response(page))

    @pages.post("/digest")
    def choose_digest() -> ResponseReturnValue:
        lang = request.form.get("lang", "")
        box.remember(caller().account, Wish(lang if lang in LANGUAGES else language(), "wanted" in request.form))
        return redirect(url_for("work.mine"))

    app.register_blueprint(pages)
