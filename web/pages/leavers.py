"""The leaver's queue: cases whose officer has gone, passed on all at once or as ticked, with a result for each (U4)."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from engine.bilingual import Text
from engine.casework import Casework
from engine.command import Command
from engine.inputs import canonical_input
from engine.reader import Reader
from engine.refusal import BadInput
from web.answers.leavers import WHY, Left, leavers, left, named, passing_on, successors
from web.answers.names import province_name
from web.answers.together import Told, refused, told
from web.fields import REQUIRED, Form, Words
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
from web.tables.offices import leavers as leavers_table
from web.tables.taking import file_asked, take

FIRST = 500
"""Cases listed one by one; all of them can be passed on at once."""
TOKEN = re.compile("[0-9a-f]{16}")


class Whose(Form):
    """Whose queue."""

    officer = Words(required=True)


def add_leavers(app: Flask, casework: Casework) -> None:
    """Give ``app`` the queue of those who left."""
    pages = Blueprint("leavers", __name__, url_prefix="/leavers")

    @pages.get("")
    def queue() -> ResponseReturnValue:
        with casework.reading() as reader:
            found = left(reader, caller())
            listed = leavers(found)
            provinces = {code: province_name(reader, code) for one in listed for code in one.provinces}
            if file_asked():
                return take(reader, "leavers", "", [leavers_table(listed, provinces)], {})
        return render_template("leavers.html", found=found, listed=listed, provinces=provinces, why=WHY)

    @pages.get("/one")
    def one() -> str:
        return _page(casework, asked(Whose).typed.get("officer", ""), {})

    @pages.post("/one")
    def reassign() -> ResponseReturnValue:
        officer, problems = request.form.get("officer", ""), dict[str, Text]()
        to, because = _words("to", problems), _words("because", problems)
        token = request.form.get("token", "")
        whole = request.form.get("whole") == "yes"
        with casework.reading() as reader:
            waiting = [case.case for case in left(reader, caller()) if case.officer == officer] if whole else []
            cases = [*waiting, *request.form.getlist("case")]
            if not cases:
                problems["case"] = Text("ยังไม่ได้เลือกเรื่อง", "no case is ticked")
            if problems or not TOKEN.fullmatch(token):
                return _page(casework, officer, problems), 422
            orders = passing_on(reader, caller(), officer, cases, to, because, token)
            names, before = {case: named(reader, caller(), case) for case in orders}, reader.size
        commands = [order for order in orders.values() if isinstance(order, Command)]
        answers = {order.id: answer for order, answer in casework.do_many(commands)}
        results: dict[str, Told] = {
            case: refused(order) if isinstance(order, Text) else told(answers[order.id], before)
            for case, order in orders.items()
        }
        return render_template("leaver_done.html", officer=officer, to=to, results=results, names=names)

    app.register_blueprint(pages)
    way("leavers.queue", "เรื่องของผู้พ้นหน้าที่", "Leavers' cases", "administrator", "supervisor")


def _page(casework: Casework, officer: str, problems: dict[str, Text]) -> str:
    with casework.reading() as reader:
        waiting = [one for one in left(reader, caller()) if one.officer == officer]
        shown = [_row(reader, one) for one in waiting[:FIRST]]
        able = successors(reader)
    return render_template(
        "leaver.html",
        **{"officer": officer, "waiting": waiting, "shown": shown, "able": able, "why": WHY, "problems": problems},
        **{"typed": request.form, "ticked": request.form.getlist("case"), "token": secrets.token_hex(8)},
        reads=bool(caller().areas),
    )


def _row(reader: Reader, one: Left) -> dict[str, Any]:
    return {"left": one, "name": named(reader, caller(), one.case), "province": province_name(reader, one.province)}


def _words(name: str, problems: dict[str, Text]) -> str:
    try:
        text = str(canonical_input(request.form.get(name, ""), name))
    except BadInput as error:
        problems[name] = error.text
        return ""
    if not text:
        problems[name] = REQUIRED
    return text
