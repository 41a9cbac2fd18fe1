"""The supervisor's home: what holds the area back, its funnel, tiers before and after, the map, what is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.rules_in_force import reference
from engine.bilingual import Text
from engine.calendar import fiscal_year
from engine.casework import Casework
from engine.reader import Reader
from web.access import Person
from web.answers.ageing import ageing
from web.answers.caseload import cases
from web.answers.counting import progress_shown
from web.answers.measures import MEASURES, Asking
from web.answers.quota import quota_shown
from web.answers.rail import rail
from web.answers.success import moved_households, success_shown
from web.fields import Choice, Day, Form, Known, Words
from web.pages.asked import Asked, asked
from web.pages.shell import way
from web.pages.thailand import VIEW, lines, shapes
from web.people.caller import caller
from web.places import within
from web.scope import Scope, asked_scope, own_scopes
from web.tables.overview import measure_table, progress_table, quota_table, standing_table, success_tables
from web.tables.table import Table
from web.tables.taking import file_asked, take
from workflows.labels import codes, text

STUCK = 10
"""Stuck cases shown before the list of all."""
TIERS = tuple(codes("tier"))


class View(Form):
    """Which area, kind of case and measure, at which moment."""

    area = Words()
    kind = Choice(("household", "program"))
    measure = Choice(tuple(MEASURES))
    picture = Choice(("map", "tiles"))
    on = Day()
    known = Known()


class Moved(Form):
    """Which cell of the matrix of tiers: first and latest, or neither for those never assessed."""

    area = Words()
    first = Choice(TIERS)
    latest = Choice(TIERS)
    on = Day()
    known = Known()


def add_overview(app: Flask, casework: Casework) -> None:
    """Give ``app`` the supervisor's home and the lists behind its matrix."""
    pages = Blueprint("overview", __name__, url_prefix="/overview")

    @pages.get("")
    def show() -> ResponseReturnValue:
        query, person = asked(View), caller()
        kind, measure = query.given.get("kind", "household"), query.given.get("measure", next(iter(MEASURES)))
        with casework.reading() as reader:
            scope = asked_scope(reader, person, query.given.get("area"))
            moment = _moment(query)
            figures = {"area": scope.code, "person": person, **moment}
            progress = query.answer(lambda: progress_shown(reader, kind, scope.level, **figures))
            success = query.answer(lambda: success_shown(reader, scope.level, **figures))
            year = _year(reader)
            quota = query.answer(lambda: quota_shown(reader, year, person=person, **_until(reader, year, moment)))
            year_moment = _until(reader, year, moment) if measure in ("level", "quota") else moment
            asking = Asking(reader, person, year, year_moment.get("on"), year_moment.get("known"))
            figured = query.answer(lambda: MEASURES[measure].ask(asking)) or {}
            content = {
                "scope": scope,
                "own": own_scopes(reader, person),
                "row": _one(progress),
                "by_stage": {stage["stage"]: stage for stage in (_one(progress) or {"stages": []})["stages"]},
                "success": _one(success),
                "quota": quota,
                "year": year,
                "measured": figured,
                "stuck": [] if query.away() else _stuck(reader, kind, scope),
                "ages": [] if query.away() else ageing(reader, casework.kinds[kind], within(reader, (scope.area,))),
                "listed": _listed(person, scope),
                "provinces": {s.code: reference(reader).province(s.code, reader.on) for s in shapes()},
                "stages": casework.kinds[kind].workflow.stages,  # type: ignore[union-attr]
            }
            if file_asked() and not query.wrong:
                given = {**query.given, "area": scope.name, "kind": casework.kinds[kind].label}
                given = {**given, "measure": MEASURES[measure].label, "picture": None}
                return take(reader, "overview", kind, list(_tables(content, MEASURES[measure].label)), given)
        return render_template(
            "overview.html",
            **{"asked": query, "kind": kind, "measure": measure, "measures": MEASURES, "view": VIEW},
            **{"shapes": shapes(), "lines": lines, "picture": query.given.get("picture", "map")},
            tiers={code: text("tier", code) for code in TIERS},
            **content,
        )

    @pages.get("/moved")
    def moved() -> ResponseReturnValue:
        query, person = asked(Moved), caller()
        first, latest = query.given.get("first"), query.given.get("latest")
        pair = None if first is None or latest is None else (first, latest)
        with casework.reading() as reader:
            scope = asked_scope(reader, person, query.given.get("area"))
            found = query.answer(
                lambda: moved_households(reader, scope.level, scope.code, pair, person=person, **_moment(query))
            )
            rows = [_row(reader, case) for case in found or []]
            if file_asked() and not query.wrong:
                table = standing_table(Text("ครัวเรือนตามกลุ่ม", "Households by tier"), rows)
                return take(reader, "moved", HOUSEHOLD.name, [table], {**query.given, "area": scope.name})
        return render_template("moved.html", asked=query, scope=scope, pair=pair, rows=rows, text=text)

    app.register_blueprint(pages)
    way("overview.show", "ภาพรวม", "Overview", "supervisor")


def _tables(content: dict[str, Any], measure: Text) -> Iterator[Table]:
    """The tables of the page, sheet by sheet."""
    yield progress_table(content["row"], content["stages"])
    if content["success"]:
        yield from success_tables(content["success"])
    if content["quota"]:
        yield quota_table(content["quota"])
    provinces = {code: Text(one.th, one.en) for code, one in content["provinces"].items()}
    yield measure_table(measure, content["measured"], provinces)
    yield standing_table(Text("นิ่งนาน ไม่มีการบันทึก", "Stuck: nothing recorded for long"), content["stuck"])


def _moment(query: Asked) -> dict[str, Any]:
    return {name: query.given[name] for name in ("on", "known") if name in query.given}


def _until(reader: Reader, year: int, moment: dict[str, Any]) -> dict[str, Any]:
    """The moment for figures of a fiscal year; a day outside it is left out, so that the year's own end counts."""
    if "on" in moment and fiscal_year(moment["on"]) != year:
        return {name: value for name, value in moment.items() if name != "on"}
    return moment


def _year(reader: Reader) -> int:
    """The latest fiscal year (BE) with rules of its own that has begun."""
    today = fiscal_year(reader.on)
    return max(x.fiscal_year for x in reference(reader).activations if x.fiscal_year <= today)


def _one(found: dict[str, Any] | None) -> dict[str, Any] | None:
    items: list[dict[str, Any]] = [] if found is None else found["items"]
    return items[0] if items else None


def _stuck(reader: Reader, kind: str, scope: Scope) -> list[dict[str, Any]]:
    found, _ = cases(reader, kind, {"stuck": True}, within(reader, (scope.area,)), limit=STUCK)
    return [{**one, **_row(reader, one["case_id"])} for one in found]


def _row(reader: Reader, case: str) -> dict[str, Any]:
    kind = reader.kind_of(case)
    state = reader.open_file(kind.name, case).state
    assert kind.workflow is not None
    province = reference(reader).province(state.province, reader.on)
    return {
        "case": case,
        "kind": kind.name,
        "rail": rail(kind.workflow, state.life.stage, state.life, reader.on),
        "tier": getattr(state, "tier", None),
        "province": province,
        "officer": state.life.officer,
        "title": getattr(state, "community", None),
        "household": kind is HOUSEHOLD,
    }


def _listed(person: Person, scope: Scope) -> dict[str, str] | None:
    """The filter of a list that holds exactly the cases of the area, if there is one."""
    if person.areas == (scope.area,) or scope.area.level == "country":
        return {}
    match scope.area.level:
        case "province" | "program":
            return {scope.area.level: scope.area.code}
    return None
