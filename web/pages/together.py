"""One command for many households on one page: what they share, a row for each, a preview, and a result for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.casework import Casework
from engine.command import Command
from engine.decision import Decision
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import role_may_do
from web.answers.tier_table import tier_table
from web.answers.together import NOT_THERE, NOT_YOURS, TOGETHER, Household, Together, Told, household_of, refused, told
from web.commands import command as ordered
from web.fields import BadForm
from web.forms.controls import Control, controls, placed, unplaced
from web.forms.ground import Ground, ground
from web.forms.shapes import Shape, shape_of
from web.forms.typed import typed
from web.pages.sending import Said, time_of_day
from web.pages.supplying import lacking, supplied
from web.people.caller import caller
from web.places import access_to
from web.problems import Problem
from web.schemas import read_body

MOST = 500
NONE_TICKED = Text("ยังไม่ได้เลือกครัวเรือน", "no household is ticked")
TOO_MANY = Text(f"ครั้งละไม่เกิน {MOST} ครัวเรือน", f"at most {MOST} households at once")
BLANK = Text("ยังไม่ได้กรอก", "nothing typed")


class Row(NamedTuple):
    """One household of the page: what was typed for it, the command that makes of it, and what came of that."""

    case: str
    household: Household | None
    own: Mapping[str, Any]
    ticked: bool
    command: Command | None = None
    told: Told = Told()


class Sheet:
    """The form of one command for many, as one request sent it."""

    def __init__(self, together: Together) -> None:
        self.together = together
        self.decision: Decision = HOUSEHOLD.decisions[together.command]
        shapes = shape_of(self.decision.form, self.decision.name)
        self.own = tuple(one for one in shapes if one.field in together.each)
        aside = {*together.each, *together.unasked}
        self.shared = tuple(one for one in shapes if one.field not in aside)
        self.step = request.form.get("step", "")
        self.said = Said(typed(self.shared, request) if self.step else _from_address(self.shared))

    def row(self, case: str, household: Household | None, ticked: bool) -> Row:
        """A row with what was typed for it; before anything was sent, with what it begins with."""
        if household is None:
            return Row(case, None, {}, ticked, told=refused(NOT_THERE))
        sent = typed(self.own, request, f"rows.{case}") if self.step else self.together.begins(household.state)
        return Row(case, household, sent, ticked)

    def asked(self, row: Row) -> Row:
        """The row with its command, or with why there is none; what is wrong with the shared fields stands in them."""
        household = row.household
        if household is None or not row.ticked:
            return row
        if self.own and not row.own:
            return row._replace(told=Told("left", (BLANK,)))
        follows = self.together.follows(household.state, self.said.values)
        if isinstance(follows, Text):
            return row._replace(told=Told("left", (follows,)))
        decision = HOUSEHOLD.decisions[household.command(self.together, self.said.values)]
        if not household.access.may_do(HOUSEHOLD, decision):
            return row._replace(told=refused(NOT_YOURS))
        sent = {name: text for name in ("on", "because") if (text := request.form.get(name, "").strip())}
        try:
            asked = read_body(HOUSEHOLD, decision, {"inputs": {**self.said.values, **row.own, **follows}, **sent})
            id = f"{caller().id}/together/{self.said.key}/{row.case}"
            return row._replace(
                command=ordered(
                    HOUSEHOLD, decision, asked, id=id, by=caller().id, case=row.case, seen=_seen().get(row.case)
                )
            )
        except BadForm as error:
            own = [said for field, said in error.errors if self._is_own(field)]
            others = [(field, said) for field, said in error.errors if not self._is_own(field)]
            self.said.problems = {**self.said.problems, **placed(others, (shape.field for shape in self.shared))}
            return row._replace(told=refused(*own))

    def _is_own(self, field: str) -> bool:
        return re.split(r"[.\[]", field.removeprefix("inputs."), maxsplit=1)[0] in self.together.each

    def drawn(self, base: Ground) -> list[Control]:
        """The shared fields."""
        return controls(self.shared, base, self.said.values, self.said.problems, {})

    def cells(self, row: Row, base: Ground) -> list[Control]:
        """A row's own fields, each of a table's in a cell of its own."""
        assert row.household is not None
        household = row.household
        rules = HOUSEHOLD.rules(household.state, base.reader, base.reader.on)
        own = base._replace(case=row.case, state=household.state, rules=rules, opens=household.opens)
        found = controls(self.own, own, row.own, {}, {}, f"rows.{row.case}")
        return [cell for one in found for cell in (one.parts if one.sort == "table" else [one])]


def add_together(pages: Blueprint, casework: Casework) -> None:
    """Add the page of each command that may be given for many households."""

    @pages.route("/case/program/<string:case>/together/<string:command>", methods=["GET", "POST"])
    def together(case: str, command: str) -> ResponseReturnValue:
        with casework.reading() as reader:
            access_to(reader, caller(), PROGRAM.name, case)
        if command not in TOGETHER:
            raise CaseNotFound(PROGRAM.name, command)
        if not any(role_may_do(role, HOUSEHOLD, HOUSEHOLD.decisions[command]) for role in caller().roles):
            raise Problem("not-allowed")
        sheet = Sheet(TOGETHER[command])
        with casework.reading() as reader:
            chosen = _chosen(reader, case)
            rows = [sheet.row(one, household_of(reader, caller(), case, one), one in chosen) for one in _shown(chosen)]
            before = reader.size
        if sheet.step in ("preview", "do"):
            rows = _carried(casework, sheet, rows, before)
        return _page(casework, case, sheet, rows)


def _carried(casework: Casework, sheet: Sheet, rows: list[Row], before: int) -> list[Row]:
    """The rows with what came of them: rehearsed, or in earnest."""
    ticked = sum(row.ticked for row in rows)
    sheet.said.notice = NONE_TICKED if not ticked else TOO_MANY if ticked > MOST else None
    rows = [sheet.asked(row) for row in rows]
    if sheet.said.problems or sheet.said.notice:
        return [row._replace(command=None, told=Told()) for row in rows]
    commands = [row.command for row in rows if row.command is not None]
    answers = list(casework.do_many(commands)) if sheet.step == "do" else casework.rehearse(commands)
    found = {command.case: told(answer, before) for command, answer in answers}
    return [row._replace(told=found.get(row.case, row.told)) for row in rows]


def _chosen(reader: Reader, program: str) -> list[str]:
    """The ticked households; before any were, those that lack what the address names, or all."""
    if request.method == "POST":
        return list(dict.fromkeys(request.form.getlist("case")))
    lack = request.args.get("lack", "")
    groups = lacking(reader, program)
    found = next((list(group.cases) for group in groups if group.key == lack), None)
    return list(reader.members(program)) if found is None else found


def _shown(chosen: list[str]) -> list[str]:
    """The rows of the page: those that were there already, ticked or not."""
    return list(dict.fromkeys([*request.form.getlist("row"), *chosen]))


def _page(casework: Casework, program: str, sheet: Sheet, rows: list[Row]) -> ResponseReturnValue:
    wrong = bool(sheet.said.problems or sheet.said.notice)
    done = sheet.step == "do" and not wrong
    with casework.reading() as reader:
        # After the command the rows tell how things stand now.
        rows = [row._replace(household=household_of(reader, caller(), program, row.case)) for row in rows]
        base = ground(reader, caller(), HOUSEHOLD, None, None)
        drawn = sheet.drawn(base)
        cells = {row.case: sheet.cells(row, base) for row in rows if row.household is not None}
        page = render_template(
            "together.html",
            program=program,
            community=reader.state(PROGRAM, program).community,
            sheet=sheet,
            rows=sorted(rows, key=lambda row: ("refused", "left", "", "unchanged", "done").index(row.told.result)),
            cells=cells,
            controls=drawn,
            others=unplaced(sheet.said.problems, drawn),
            counts=_counts(rows),
            on=request.form.get("on", ""),
            because=request.form.get("because", ""),
            done=done,
            clock=time_of_day(casework.clock()),
            groups=supplied(program, lacking(reader, program)) if done else [],
            tiers=tier_table(base.rules),
            stages=HOUSEHOLD.workflow,
        )
    return page, 422 if wrong else 200


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    found = dict.fromkeys(("left", "done", "unchanged", "refused"), 0)
    for row in rows:
        if row.told.result:
            found[row.told.result] += 1
    return found


def _from_address(shapes: Iterable[Shape]) -> dict[str, Any]:
    return {shape.field: request.args[shape.field] for shape in shapes if request.args.get(shape.field)}


def _seen() -> dict[str, int]:
    """Case -> version that was on the page."""
    given = (
        (name.removeprefix("version."), said) for name, said in request.form.items() if name.startswith("version.")
    )
    return {case: int(version) for case, version in given if re.fullmatch("[0-9]{1,9}", version)}
