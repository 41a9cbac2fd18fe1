"""Correcting one fact of a case, or taking it back, always with a reason: undo without losing what was said (W5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from engine.casework import Casework
from engine.command import Receipt
from engine.decision import Decision
from engine.facts import Recorded
from engine.history import CORRECTIONS
from engine.kind import Kind
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import Access
from web.answers.sentences import history_told
from web.commands import command
from web.forms.controls import controls, unplaced
from web.forms.ground import ground
from web.forms.reading_out import recorded
from web.forms.shapes import Shape, shape_of
from web.forms.typed import typed
from web.opening import opener
from web.pages.naming import case_named, case_path
from web.pages.sending import Said, saved, seen_version, tried
from web.people.caller import caller
from web.places import access_to, reach
from web.problems import Problem
from web.schemas import read_body

CONTENT = "content"
"""Ticked when what a fact says is to be replaced, not only its date."""


class Target(NamedTuple):
    """A fact that may be corrected, and the decision behind it where its content may be."""

    kind: Kind[Any]
    case: str
    version: int
    behind: Decision | None

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The fields of what it says; none where only its date may be corrected."""
        return () if self.behind is None else shape_of(self.behind.form, self.behind.name)


def add_correcting(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of each fact of a case."""
    pages = Blueprint("correcting", __name__)
    fact = "/case/<kind>/<string:case>/fact/<int:version>"

    @pages.get(fact)
    def show(kind: str, case: str, version: int) -> ResponseReturnValue:
        return _page(casework, _target(casework, kind, case, version, "correct"), Said())

    @pages.post(f"{fact}/correct")
    def correct(kind: str, case: str, version: int) -> ResponseReturnValue:
        target = _target(casework, kind, case, version, "correct")
        said = Said(typed(target.shapes, request))
        return _answer(casework, target, said, "correct", lambda: _right(target, said))

    @pages.post(f"{fact}/retract")
    def retract(kind: str, case: str, version: int) -> ResponseReturnValue:
        target = _target(casework, kind, case, version, "retract")
        return _answer(casework, target, Said(), "retract", lambda: {"version": version})

    app.register_blueprint(pages)


def _target(casework: Casework, kind: str, case: str, version: int, name: str) -> Target:
    """The fact at ``version`` of a case that the caller may correct. Raises CaseNotFound, Problem."""
    found = casework.kinds.get(kind)
    if found is None or name not in found.decisions:
        raise CaseNotFound(kind, case)
    with casework.reading() as reader:
        if not reach(reader, caller(), kind, case).may_do(found, found.decisions[name]):
            raise Problem("not-allowed")
        record = _record(reader, kind, case, version)
    return Target(found, case, version, _behind(found, record))


def _record(reader: Reader, kind: str, case: str, version: int) -> Recorded:
    found = next((one for one in reader.facts(case) if one.version == version), None)
    if found is None or isinstance(found.fact, CORRECTIONS):
        raise CaseNotFound(kind, case)
    return found


def _behind(kind: Kind[Any], record: Recorded) -> Decision | None:
    """The decision that a correction takes again; none where only the date may be corrected."""
    if record.fact.spec.ordered:
        return None
    forms = (d for d in kind.decisions.values() if not d.opens and d.authority != "apart")
    return next((d for d in forms if d.records[:1] == (type(record.fact),)), None)


def _right(target: Target, said: Said) -> dict[str, Any]:
    """What the fact should have said: another content, another date, or both. Raises BadForm."""
    found: dict[str, Any] = {"version": target.version}
    if CONTENT in request.form and target.behind is not None:
        found["inputs"] = dict(read_body(target.kind, target.behind, {"inputs": said.values}).inputs)
    if day := request.form.get("on", "").strip():
        found["on"] = day
    return found


def _answer(
    casework: Casework, target: Target, said: Said, name: str, inputs: Callable[[], Mapping[str, Any]]
) -> ResponseReturnValue:
    decision = target.kind.decisions[name]

    def give() -> Receipt:
        because = request.form.get("because", "").strip()
        asked = read_body(target.kind, decision, {"inputs": inputs(), "because": because})
        id, seen = f"{caller().id}/{said.key}", seen_version()
        return casework.do(command(target.kind, decision, asked, id=id, by=caller().id, case=target.case, seen=seen))

    receipt, status = tried(give, said, {shape.field for shape in target.shapes} - {"on"})
    if receipt is None:
        return _page(casework, target, said), status
    draft = f"{target.kind.name}/{target.case}/correct-{target.version}"
    return saved(target.kind.name, receipt, draft, casework.clock())


def _page(casework: Casework, target: Target, said: Said) -> str:
    kind, case = target.kind, target.case
    with casework.reading() as reader:
        access: Access = access_to(reader, caller(), kind.name, case)
        opens = opener(reader, access, case)
        entry = next(one for one in history_told(reader, case, opens) if one["version"] == target.version)
        values = said.values or recorded(entry, target.shapes)
        base = ground(reader, caller(), kind, case, opens)
        drawn = controls(target.shapes, base, values, said.problems, said.more)
        title, version = case_named(reader, kind, case, opens), reader.version(case)
        newer = said.newer(reader)
        may_retract = access.may_do(kind, kind.decisions["retract"]) and bool(target.shapes)
    return render_template(
        "fact.html",
        kind=kind,
        case=case,
        entry=entry,
        title=title,
        controls=drawn,
        said=said,
        seen=version if said.stale else request.form.get("seen") or version,
        newer=newer,
        others=unplaced(said.problems, drawn),
        because=request.form.get("because", ""),
        on=request.form.get("on", ""),
        content=CONTENT in request.form,
        may_retract=may_retract,
        back=case_path(kind.name, case),
    )
