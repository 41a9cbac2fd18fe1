"""One act for the ticked rows of the household table: a preview with a result for each, then the same in earnest."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import cast, get_args

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.casework import Casework
from engine.inputs import canonical_input
from engine.refusal import BadInput
from web.answers.batch import Action, Asked, batch_rows, told
from web.fields import REQUIRED, Day
from web.pages.moments import read_typed
from web.people.caller import caller
from web.places import access_to

NEEDED: Mapping[str, tuple[str, ...]] = {"assign": ("officer",), "visit": ("visitor", "seen"), "advance": ()}
MOST = 500
TOKEN = re.compile("[0-9a-f]{16}")


def add_batches(pages: Blueprint, casework: Casework) -> None:
    """Add the preview and the carrying out."""

    @pages.post("/case/program/<string:case>/batch")
    def preview(case: str) -> ResponseReturnValue:
        return _answered(casework, case, in_earnest=False)

    @pages.post("/case/program/<string:case>/batch/do")
    def carry_out(case: str) -> ResponseReturnValue:
        return _answered(casework, case, in_earnest=True)


def _answered(casework: Casework, program: str, *, in_earnest: bool) -> ResponseReturnValue:
    with casework.reading() as reader:
        access_to(reader, caller(), PROGRAM.name, program)
        community = reader.state(PROGRAM, program).community
        asked, problems = _asked(in_earnest)
        rows = [] if asked is None else batch_rows(reader, caller(), program, _cases(), asked, _seen())
        before = reader.size
    given = {
        "program": program,
        "community": community,
        "typed": request.form,
        "cases": _cases(),
        "problems": problems,
        "in_earnest": in_earnest,
    }
    if asked is None:
        return render_template("batch.html", asked=None, told=[], **given), 422
    commands = [row.command for row in rows if row.command is not None]
    answers = list(casework.do_many(commands)) if in_earnest else casework.rehearse(commands)
    return render_template("batch.html", asked=asked, told=told(rows, answers, before), **given)


def _asked(in_earnest: bool) -> tuple[Asked | None, dict[str, Text]]:
    """What the form asks for; or nothing, and what is wrong field by field."""
    problems: dict[str, Text] = {}
    action = request.form.get("action", "")
    if action not in get_args(Action):
        problems["action"] = Text("ต้องเลือกสิ่งที่จะทำ", "choose what to do")
    if not _cases():
        problems["case"] = Text("ยังไม่ได้เลือกแถว", "no row is ticked")
    if len(_cases()) > MOST:
        problems["case"] = Text(f"ครั้งละไม่เกิน {MOST} แถว", f"at most {MOST} rows at once")
    token = request.form.get("token", "") if in_earnest else secrets.token_hex(8)
    if not TOKEN.fullmatch(token):
        problems["token"] = Text("ต้องดูตัวอย่างก่อน", "preview it first")
    inputs = {name: _words(name, problems) for name in NEEDED.get(action, ())}
    problems |= {name: REQUIRED for name, value in inputs.items() if not value and name not in problems}
    on, because = _day(problems), _words("because", problems) or None
    if problems:
        return None, problems
    return Asked(cast(Action, action), token, inputs, on, because if action == "assign" else None), {}


def _cases() -> list[str]:
    return request.form.getlist("case")


def _seen() -> dict[str, int]:
    """Case -> version at the preview."""
    given = zip(_cases(), request.form.getlist("version"), strict=False)
    return {case: int(version) for case, version in given if re.fullmatch("[0-9]{1,15}", version)}


def _words(name: str, problems: dict[str, Text]) -> str:
    try:
        return str(canonical_input(request.form.get(name, ""), name))
    except BadInput as error:
        problems[name] = error.text
        return ""


def _day(problems: dict[str, Text]) -> date | None:
    try:
        return cast("date | None", read_typed(Day(), "on"))
    except BadInput as error:
        problems["on"] = error.text
        return None
