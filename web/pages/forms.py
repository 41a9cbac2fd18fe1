"""Every command of every kind of case as a form: fields from the decision, safe to send twice, never a lost word."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.casework import Casework
from engine.command import Receipt
from engine.decision import Decision
from engine.kind import Kind
from engine.refusal import CaseNotFound
from web.access import Access, role_may_do
from web.answers.sentences import history_told
from web.commands import command
from web.forms.controls import Control, controls, unplaced
from web.forms.ground import Ground, ground
from web.forms.reading_out import Beside, beside, recorded
from web.forms.shapes import Shape, shape_of
from web.forms.typed import typed
from web.opening import opener
from web.pages.naming import case_named, case_path
from web.pages.sending import Said, saved, seen_version, tried
from web.people.caller import caller
from web.places import access_to, place_asked, reach
from web.problems import Problem
from web.schemas import Asked, read_body

BY_HAND = frozenset({"correct", "retract"})
"""Commands about one fact of the case: given from its history (``web.pages.correcting``)."""


class Linked(NamedTuple):
    """The address of a form, read like what is sent from it."""

    form: MultiDict[str, str]
    files: MultiDict[str, Any] = MultiDict()


def add_forms(app: Flask, casework: Casework) -> None:
    """Give ``app`` a form for every command that people may give."""
    pages, both = Blueprint("forms", __name__), ["GET", "POST"]

    @pages.route("/case/<kind>/<string:case>/do/<command>", methods=both)
    def do(kind: str, case: str, command: str) -> ResponseReturnValue:
        found, decision = _decision(casework, kind, command, "case")
        with casework.reading() as reader:
            if not reach(reader, caller(), found.name, case).may_do(found, decision):
                raise Problem("not-allowed")
        return _answer(casework, found, decision, case)

    @pages.route("/open/<kind>", methods=both, endpoint="open")
    def open_(kind: str) -> ResponseReturnValue:
        known = casework.kinds.get(kind)
        name = next((d.name for d in known.decisions.values() if d.opens), "") if known else ""
        found, decision = _decision(casework, kind, name, "nothing")
        if not any(role_may_do(role, found, decision) for role in caller().roles):
            raise Problem("not-allowed")
        return _answer(casework, found, decision, None)

    @pages.after_request
    def in_place(response: Response) -> Response:
        """A form that opened in place and wasn't saved is drawn again there."""
        if "HX-Request" in request.headers and request.method == "POST":
            response.headers.update(
                {"HX-Retarget": "closest .supply", "HX-Reselect": ".sheet", "HX-Reswap": "innerHTML"}
            )
        return response

    app.register_blueprint(pages)


def _decision(casework: Casework, kind: str, name: str, on: str) -> tuple[Kind[Any], Decision]:
    """A command that has a form. Raises CaseNotFound: an address that names none answers like no case at all."""
    found = casework.kinds.get(kind)
    decision = None if found is None else found.decisions.get(name)
    if found is None or decision is None or decision.opens != (on == "nothing"):
        raise CaseNotFound(kind, name)
    if decision.authority == "apart" or name in BY_HAND:
        raise CaseNotFound(kind, name)
    return found, decision


def _answer(casework: Casework, kind: Kind[Any], decision: Decision, case: str | None) -> ResponseReturnValue:
    shapes = shape_of(decision.form, decision.name)
    if request.method == "GET":
        return _page(casework, kind, decision, case, Said(_from_address(shapes)))
    said = Said(typed(shapes, request))
    if "more" in request.form:
        said.more[request.form["more"]] = 2
        return _page(casework, kind, decision, case, said)
    receipt, status = tried(
        lambda: _give(casework, kind, decision, case, said), said, (shape.field for shape in shapes)
    )
    if receipt is None:
        return _page(casework, kind, decision, case, said), status
    return saved(kind.name, receipt, _draft(kind, decision, case), casework.clock())


def _give(casework: Casework, kind: Kind[Any], decision: Decision, case: str | None, said: Said) -> Receipt:
    sent = {"on": request.form.get("on", "").strip(), "because": request.form.get("because", "").strip()}
    asked = read_body(kind, decision, {"inputs": said.values, **{name: text for name, text in sent.items() if text}})
    seen = None if case is None else seen_version()
    order = command(kind, decision, asked, id=f"{caller().id}/{said.key}", by=caller().id, case=case, seen=seen)
    if case is None and not _may_open(casework, kind, decision, asked):
        raise Problem("not-allowed")
    return casework.do(order)


def _may_open(casework: Casework, kind: Kind[Any], decision: Decision, asked: Asked) -> bool:
    with casework.reading() as reader:
        return Access(caller(), place_asked(reader, asked.inputs), kind.name).may_do(kind, decision)


def _from_address(shapes: tuple[Shape, ...]) -> dict[str, Any]:
    """What a link has filled in already: by field, such as the dimension that still needs a goal; deeper ones, such
    as a row to be changed, by the name they are sent under.
    """
    named = {shape.field: request.args[shape.field] for shape in shapes if request.args.get(shape.field)}
    return {**typed(shapes, Linked(request.args)), **named}


def _draft(kind: Kind[Any], decision: Decision, case: str | None) -> str:
    """What the browser keeps the form under until it is saved."""
    return f"{kind.name}/{case or 'new'}/{decision.name}"


def _page(casework: Casework, kind: Kind[Any], decision: Decision, case: str | None, said: Said) -> str:
    with casework.reading() as reader:
        opens = None
        if case is not None:
            access = access_to(reader, caller(), kind.name, case) if _reads(reader, kind, case) else None
            opens = None if access is None else opener(reader, access, case)
        base = ground(reader, caller(), kind, case, opens)
        drawn = controls(shape_of(decision.form, decision.name), base, said.values, said.problems, said.more)
        newer, sides = said.newer(reader), _sides(base, decision, said, drawn)
        title = None if case is None else case_named(reader, kind, case, opens)
        version = 0 if case is None else reader.version(case)
    seen = version if said.stale is not None else request.form.get("seen") or version
    return render_template(
        "form.html",
        kind=kind,
        decision=decision,
        case=case,
        title=title,
        controls=drawn,
        said=said,
        seen=seen,
        newer=newer,
        sides=sides,
        in_place="HX-Request" in request.headers,
        others=unplaced(said.problems, drawn),
        on=request.values.get("on", ""),
        because=request.values.get("because", ""),
        back=url_for("start") if case is None else case_path(kind.name, case),
        draft=_draft(kind, decision, case),
    )


def _sides(base: Ground, decision: Decision, said: Said, mine: list[Control]) -> list[Beside]:
    """What was typed beside what somebody recorded meanwhile with the same command."""
    rival = said.rival(decision.records[0])
    if rival is None or base.case is None:
        return []
    shapes = shape_of(decision.form, decision.name)
    told = history_told(base.reader, base.case, base.opens)
    theirs = recorded(next(one for one in told if one["version"] == rival), shapes)
    return beside(mine, controls(shapes, base, theirs, {}, {}))


def _reads(reader: Any, kind: Kind[Any], case: str) -> bool:
    """Whether whoever may act here may also look: an administrator acts on what they don't read."""
    return "ordinary" in reach(reader, caller(), kind.name, case).sees
