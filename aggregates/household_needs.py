"""What a household lacks and has had: problems, earlier help, income, and the dimensions with their tier (H1, H2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregates.choosing import agency, term
from aggregates.household_facts import DimensionsAssessed, HelpReceived, IncomeStated, ProblemNoted
from aggregates.household_judging import dimensions_found
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import (
    Baht,
    Dimension,
    EarlierHelp,
    Indicators,
    Problem,
    Short,
    Source,
    StatedIncome,
)
from engine.kind import Act
from engine.refusal import BadInput
from engine.sealed import Note, Sealed, sealed_for


@HOUSEHOLD.decides(ProblemNoted, th="บันทึกสภาพปัญหา", en="Note a problem")
def note_problem(case: HouseholdCase, act: Act, *, code: str | None = None, text: str = "") -> Iterator[ProblemNoted]:
    """Note a problem of the rule set's list, or another one in words (P2.6)."""
    found = problem_noted(Problem(code=code, text=text), act, case.subject, "")
    if text or code not in [problem.code for problem in case.problems]:
        yield found


@HOUSEHOLD.decides(HelpReceived, th="บันทึกความช่วยเหลือที่เคยได้รับ", en="Note earlier help")
def note_help_received(
    case: HouseholdCase, act: Act, *, agency: Short, kind: Short, baht: Baht | None = None, note: str = ""
) -> Iterator[HelpReceived]:
    """Note help the household had before this case (P2.2)."""
    had = help_received(EarlierHelp(agency=agency, kind=kind, baht=baht, note=note), act, case.subject, "")
    known = [(h.agency, h.kind, h.baht, h.mark.on) for h in case.earlier_help]
    if note or (had.agency, had.kind, had.baht, act.on) not in known:
        yield had


@HOUSEHOLD.decides(IncomeStated, th="บันทึกรายได้", en="State the income")
def state_income(
    case: HouseholdCase, act: Act, *, baht: Baht, source: Source, note: str = ""
) -> Iterator[IncomeStated]:
    """Say what the whole household earns and receives in a month, in baht; the first one is that at joining (H1)."""
    known = [(income.baht, income.source, income.mark.on) for income in case.incomes]
    if note or (baht, source, act.on) not in known:
        yield income_stated(StatedIncome(baht=baht, source=source, note=note), case.subject)


@HOUSEHOLD.decides(DimensionsAssessed, th="ประเมินรายด้าน", en="Assess the dimensions")
def assess_dimensions(
    case: HouseholdCase, act: Act, *, verdicts: Mapping[str, Dimension], indicators: Mapping[str, str] | None = None
) -> Iterator[DimensionsAssessed]:
    """Judge the dimensions and what stands behind each verdict; the tier follows when all are judged (H2)."""
    if all(verdict == "not_assessed" for verdict in verdicts.values()):
        raise BadInput("verdicts", "ประเมินอย่างน้อย 1 ด้าน", "assess at least one dimension")
    found = assessed(verdicts, indicators or {}, act, case.subject)
    repeated = case.latest is not None and (case.latest.verdicts, case.latest.mark.on) == (found.verdicts, act.on)
    if found.indicators is not None or not repeated:
        yield found


def assessed(
    verdicts: Mapping[str, Dimension], indicators: Mapping[str, str], act: Act, subject: str, *, field: str = "verdicts"
) -> DimensionsAssessed:
    """The fact of an assessment with its outcome. Raises BadInput for a dimension the rule set doesn't have."""
    dimensions = act.rules.household.dimensions
    for name, given in ((field, verdicts), ("indicators", indicators)):
        for code in given:
            term(f"{name}.{code}", code, dimensions)
    words = {code: text for code, text in indicators.items() if text}
    return DimensionsAssessed(
        **dimensions_found(verdicts, act.rules)._asdict(),
        indicators=sealed_for(subject, Indicators(words=words)) if words else None,
    )


def problem_noted(problem: Problem, act: Act, subject: str, prefix: str) -> ProblemNoted:
    """The fact of a problem. Raises BadInput unless it is either of the list or in words."""
    if bool(problem.code) == bool(problem.text):
        raise BadInput(
            f"{prefix}code", "ระบุรหัสปัญหา หรือข้อความ อย่างใดอย่างหนึ่ง", "give either a code of the list or a text"
        )
    if problem.code:
        term(f"{prefix}code", problem.code, act.rules.program.problems)
    return ProblemNoted(code=problem.code, text=noted(problem.text, subject))


def help_received(had: EarlierHelp, act: Act, subject: str, prefix: str) -> HelpReceived:
    """The fact of earlier help. Raises BadInput for an unknown agency code."""
    by = agency(f"{prefix}agency", had.agency, act)
    return HelpReceived(agency=by, kind=had.kind, baht=had.baht, note=noted(had.note, subject))


def income_stated(income: StatedIncome, subject: str) -> IncomeStated:
    """The fact of an income."""
    return IncomeStated(baht=income.baht, source=income.source, note=noted(income.note, subject))


def noted(text: str, subject: str) -> Sealed[Note] | None:
    """Words about the household, sealed; None when there are none."""
    return sealed_for(subject, Note(text)) if text else None
