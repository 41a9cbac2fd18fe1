"""The rights desk: requests of people about their data, finding somebody, handing out a copy (U4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request

from aggregates.areas import Place
from aggregates.rights_request import OF_PEOPLE
from aggregates.rights_state import RIGHTS, RightsRequest
from engine.bilingual import Text
from engine.casework import Casework
from engine.decision import Decision
from engine.reader import Reader
from engine.thai import search_key, to_arabic
from web.access import Access
from web.answers.called import content
from web.answers.rights import clock_of, concerns, requests
from web.answers.sentences import history_told
from web.forms.labels import field_label
from web.opening import note_export, opener
from web.pages.shell import way
from web.people.caller import caller
from web.places import access_to
from web.problems import Problem
from web.read_log import ReadLog
from web.rights_export import export
from workflows.labels import text

OF_CLAIM = "SELECT originator_id, holder FROM claims WHERE kind = ? AND key = ?"
TAKE_STEP = RIGHTS.decisions["take_step"]
SOUGHT = ("national_id", "house_code", "name")
"""By what a person or house is looked up: kinds of claim."""


class Match(NamedTuple):
    """A case that somebody was found in."""

    case: str
    kind: str
    person: str | None
    """None where the house was found."""


def add_rights(app: Flask, casework: Casework, log: ReadLog) -> None:
    """Give ``app`` the desk."""
    pages = Blueprint("rights", __name__)

    @pages.get("/rights")
    def desk() -> str:
        return _desk(casework)

    @pages.post("/rights/find")
    def find() -> str:
        """By POST: what is looked for says who somebody is, and must not stand in an address."""
        _expect_keeper(casework)
        sought = {kind: request.form.get(kind, "").strip() for kind in SOUGHT}
        with casework.reading() as reader:
            matches = (one for kind, words in sought.items() if words for one in _found(reader, kind, words))
            found = list(dict.fromkeys(matches))
        note_export(caller(), RIGHTS.name, "a search for a person", tuple(kind for kind in SOUGHT if sought[kind]))
        return _desk(casework, found)

    @pages.get("/case/rights_request/<string:case>")
    def show(case: str) -> str:
        with casework.reading() as reader:
            access = access_to(reader, caller(), RIGHTS.name, case)
            asked, opens = reader.state(RIGHTS, case), opener(reader, access, case)
            may = {name: one.label for name, one in RIGHTS.decisions.items() if _next(asked, one, access)}
            return render_template(
                "rights_request.html",
                case=case,
                asked=asked,
                clock=clock_of(reader, asked),
                concerns=concerns(reader, asked),
                asker={field: content(asked.asker, field, opens) for field in ("name", "contact", "relation", "words")},
                told=history_told(reader, case, opens),
                may=may,
                exports=asked.right == "access" and asked.granted and access.may_do(RIGHTS, TAKE_STEP),
                works=access.may_do(RIGHTS, TAKE_STEP),
                text=text,
            )

    @pages.get("/case/rights_request/<string:case>/export")
    def copy(case: str) -> str:
        found = export(casework, log, caller(), case)
        return render_template("rights_export.html", found=found, called=_called, text=text)

    app.register_blueprint(pages)
    way("rights.desk", "คำขอใช้สิทธิ", "Rights desk", "administrator", "auditor")


def _called(field: str) -> Text | None:
    """What a field is called; None for one that is only worked out from others."""
    try:
        return field_label("", field)
    except KeyError:
        return None


def _expect_keeper(casework: Casework) -> Access:
    access = Access(caller(), Place(), RIGHTS.name)
    if not access.may_read:
        raise Problem("not-allowed")
    return access


def _desk(casework: Casework, found: list[Match] | None = None) -> str:
    access = _expect_keeper(casework)
    with casework.reading() as reader:
        opens = opener(reader, access, "every request")
        items = [
            {"case": case, "request": one, "clock": time, "name": content(one.asker, "name", opens)}
            for case, one, time in requests(reader)
        ]
        kinds = {kind.name: kind.label for kind in OF_PEOPLE}
    receive = RIGHTS.decisions["receive_request"]
    return render_template(
        "rights.html",
        items=items,
        found=found,
        kinds=kinds,
        receive=receive.label if access.may_do(RIGHTS, receive) else None,
        text=text,
    )


def _found(reader: Reader, kind: str, words: str) -> list[Match]:
    """Who is on record under a national ID, a house code or a name; by their keyed digests."""
    key = search_key(words) if kind == "name" else "".join(to_arabic(words).split()).replace("-", "")
    index = reader.parts.vault.blind(kind, key)
    rows = reader.connection.execute(OF_CLAIM, (kind, index)).fetchall()
    return [Match(case, reader.kind_of(case).name, None if kind == "house_code" else holder) for case, holder in rows]


def _next(asked: RightsRequest, decision: Decision, access: Access) -> bool:
    """Whether a command is this person's, and has its turn."""
    if decision.opens or not asked.open or not access.may_do(RIGHTS, decision):
        return False
    decided, proposed = asked.decision is not None, asked.proposal is not None
    carried_out = asked.carried_out_mark is not None
    erasing = asked.right == "erasure" and asked.granted
    turns: dict[str, Any] = {
        "check_identity": asked.identified is None,
        "extend": asked.extended is None,
        "decide": not decided and not proposed,
        "confirm_decision": proposed,
        "decline_decision": proposed,
        "carry_out_erasure": erasing and not carried_out,
        "complete": decided and (carried_out or not erasing),
        "withdraw": not carried_out,
    }
    return bool(turns.get(decision.name, decision.name == "take_step"))
