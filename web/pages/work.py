"""My work: the first page of a case manager's day."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, render_template, request

from aggregates.program_state import PROGRAM
from engine.casework import Casework
from web.answers.reminders import reminders
from web.answers.worklist import sentence, worklist
from web.pages.drafts import seal_of
from web.pages.last_visit import Visit
from web.pages.shell import way
from web.people.caller import caller
from web.tables.cases import work_table
from web.tables.taking import file_asked, take

way("work.mine", "งานของฉัน", "My work", "case_manager", "supervisor")
MINE, AREA = "mine", "area"
HAS_CASES = "SELECT 1 FROM caseload WHERE officer = ? AND status = 'open' LIMIT 1"


def add_work(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of one's own work."""
    pages = Blueprint("work", __name__)

    @pages.get("/work")
    def mine() -> Response:
        me = caller()
        with casework.reading() as reader:
            own = reader.connection.execute(HAS_CASES, (me.id,)).fetchone() is not None
            asked = request.args.get("whose", "")
            whose = asked if asked in (MINE, AREA) else MINE if own else AREA
            officer = me.id if whose == MINE else None
            if file_asked():
                return take(reader, "work", PROGRAM.name, [work_table(reader, me, officer)], {"officer": officer})
            visit = Visit(seal_of(app, me).owner, reader.size, int(casework.clock().timestamp()))
            standing = reminders(reader, me)
            found = worklist(reader, me, officer=officer, seen=visit.before)
        page = render_template(
            "work.html",
            **{"reminders": standing, "found": found, "answer": sentence(found), "whose": whose, "officer": officer},
            first=visit.before is None,
        )
        return visit.remember(make_response(page))

    app.register_blueprint(pages)
