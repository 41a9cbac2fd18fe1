"""Decisions of a scoring round: the office assesses itself, the area above confirms, closes and reopens (S3.2b)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregates.asking import reason_of
from aggregates.choosing import among
from aggregates.household_values import Words
from aggregates.rules_in_force import pin_in_force, reference, rules_of
from aggregates.score_round_facts import (
    Level,
    LevelsConfirmed,
    RoundClosed,
    RoundOpened,
    RoundReopened,
    Sar,
    SarNote,
    SelfAssessed,
)
from aggregates.score_round_figures import figures_of
from aggregates.score_round_state import SCORE_ROUND, ZONE, ScoreRound, round_case
from engine.bilingual import Text
from engine.calendar import Span, show_date
from engine.kind import Act
from engine.refusal import BadInput, Finding, Refused
from engine.rulebook import findings
from engine.sealed import Sealed, sealed_for
from engine.thai import person_name
from engine.workflow import Move
from workflows.rule_terms import BuddhistYear
from workflows.rules import Rules
from workflows.score_round import CLOSE, CONFIRM, SCORE_ROUND_WORKFLOW, RoundSheet, unexplained

CLOSING = "round_closing"
"""What the rule set calls the act that may need two people (U5)."""


@SCORE_ROUND.decides(RoundOpened, th="เปิดรอบประเมินคะแนน", en="Open a scoring round", opens=True)
def open_round(act: Act, *, sheet: str, office: str, fiscal_year: BuddhistYear) -> Iterator[RoundOpened]:
    """Begin the scoring of an office by a sheet such as zone-6m in a fiscal year (BE); its id follows from these."""
    pin = pin_in_force(act.cases, act.on, fiscal_year)
    known = reference(act.cases)
    if all(activation.fiscal_year > fiscal_year for activation in known.activations):
        raise BadInput("fiscal_year", "ไม่มีชุดเกณฑ์ของปีงบประมาณนี้", "there are no rules for this fiscal year")
    rules = rules_of(act.cases, pin.sha256)
    sheets = {one.code: one for one in rules.scores.sheets}
    found = sheets[among("sheet", sheet, sheets)]
    zones = [f"{number:02}" for number in sorted(known.zones)]
    provinces = [code for code in sorted(known.provinces) if known.zone_of(code, act.on) is not None]
    among("office", office, zones if found.office == ZONE else provinces)
    if act.case != round_case(sheet, office, fiscal_year):
        raise BadInput("case", "รหัสเรื่องไม่ตรงกับรอบนี้", "the id isn't that of this round")
    begins = rules.scores.round(found.round).span(fiscal_year).first
    if act.on < begins:
        th, en = (show_date(begins, lang) for lang in ("th", "en"))
        raise BadInput("on", f"รอบนี้เริ่มวันที่ {th}", f"the round begins on {en}")
    yield RoundOpened(sheet=sheet, office=office, fiscal_year=fiscal_year, rules=pin)


@SCORE_ROUND.decides(SelfAssessed, th="ประเมินตนเอง", en="Assess oneself")
def self_assess(
    case: ScoreRound, act: Act, *, levels: Mapping[str, Level], report: Sar | None = None
) -> Iterator[SelfAssessed]:
    """Say the level of every community of the sheet, with the self-assessment report; between the first day of the
    round and its cut-off, a reopened round at any time. Said again without a report, the one on record stays (S3.2b).
    """
    _expect_in_round(case, act)
    sheet = _sheet(case, act)
    _expect_communities("levels", levels, sheet)
    if report is None and not case.reported:
        raise BadInput("report", "ต้องมีรายงานการประเมินตนเอง (SAR)", "the self-assessment report (SAR) is needed")
    standing = case.assessment
    if report is None and standing is not None and standing.fact.levels == levels:
        return
    note = None if report is None else _sealed(report, act)
    yield SelfAssessed(levels=levels, note=note, short=sheet.short)


@SCORE_ROUND.decides(LevelsConfirmed, th="ยืนยันระดับ", en="Confirm the levels", authority="oversight")
def confirm_levels(
    case: ScoreRound, act: Act, *, levels: Mapping[str, Level], reasons: Mapping[str, Words] | None = None
) -> Iterator[LevelsConfirmed]:
    """Confirm a level for every community, with a reason where it differs from the computed one; not by somebody
    who assessed the office (S3.2b).
    """
    sheet = _sheet(case, act)
    _expect_communities("levels", levels, sheet)
    for program in reasons or {}:
        among("reasons", program, levels)
    said = LevelsConfirmed(
        assessment=0 if case.assessment is None else case.assessment.mark.version,
        levels=levels,
        reasons=reasons or {},
        short=sheet.short,
    )
    if case.confirmation is not None and case.confirmation.fact == said:
        return
    gaps = [*_gaps(case, sheet, act, CONFIRM), *_own(case, act), *_unexplained(said, sheet)]
    if gaps:
        raise Refused(*gaps)
    yield said


@SCORE_ROUND.decides(RoundClosed, th="ปิดรอบ", en="Close the round", standing="closed", authority="oversight")
def close_round(case: ScoreRound, act: Act) -> Iterator[RoundClosed]:
    """Freeze what is computed for the round's last day by what was recorded until the cut-off (S3.1, S3.2b).

    Needs the self-assessment, and the confirmation where the rule set asks for it; not by somebody who assessed.
    """
    if case.life.status == "closed":
        return
    sheet = _sheet(case, act)
    gaps = _gaps(case, sheet, act, CLOSE)
    if act.rules.process.needs_two_persons(CLOSING):
        gaps += _own(case, act)
    if gaps:
        raise Refused(*gaps)
    assert case.assessment is not None, "the gate has asked for it"
    yield RoundClosed(
        revision=case.revision,
        assessment=case.assessment.mark.version,
        confirmation=None if case.confirmation is None else case.confirmation.mark.version,
        figures=figures_of(sheet, case.life.rules),
    )


@SCORE_ROUND.decides(RoundReopened, th="เปิดรอบใหม่", en="Reopen the round", standing="closed", authority="oversight")
def reopen_round(case: ScoreRound, act: Act) -> Iterator[RoundReopened]:
    """Begin a new revision, with a reason; everything is shown anew, and what was closed stays as it is (S3.2b).

    The new revision runs under the rules now in force for the fiscal year (W6).
    """
    if case.life.status != "closed":
        return
    reason_of(act)
    yield RoundReopened(revision=case.revision + 1, rules=pin_in_force(act.cases, act.on, case.fiscal_year))


def _sheet(case: ScoreRound, act: Act) -> RoundSheet:
    """The computed sheet, read in the same transaction."""
    sheet: RoundSheet = SCORE_ROUND.around(act.case, case, act.cases, act.rules)
    return sheet


def _gaps(case: ScoreRound, sheet: RoundSheet, act: Act, move: Move) -> list[Finding]:
    """What is missing before ``move``."""
    found = findings(SCORE_ROUND_WORKFLOW, move, case, sheet, act.rules, {})
    return [finding for finding in found if not finding.met]


def _own(case: ScoreRound, act: Act) -> Iterator[Finding]:
    """Whether somebody would approve what they said themselves (U5)."""
    if act.by in case.assessors:
        th, en = "ผู้ประเมินตนเองยืนยันหรือปิดรอบเองไม่ได้", "whoever assessed the office can't approve it as well"
        yield _gap("U5", th, en)


def _unexplained(said: LevelsConfirmed, sheet: RoundSheet) -> Iterator[Finding]:
    """Each level that differs from the computed one without a reason (S3.2b)."""
    for one in unexplained(said, sheet):
        th = f"ระดับที่ยืนยันต่างจากที่คำนวณ ต้องมีเหตุผล: {one.name.th}"
        yield _gap("S3.2b", th, f"the confirmed level differs from the computed one; a reason is needed: {one.name.en}")


def _gap(id: str, th: str, en: str) -> Finding:
    return Finding(id=id, label=Text(th, en), met=False, needed=Text(th, en))


def _expect_in_round(case: ScoreRound, act: Act) -> None:
    """The day lies between the round's first one and the cut-off; a reopened round has no days (S3.1).

    Raises BadInput.
    """
    rules: Rules = act.rules
    cut_off = rules.scores.cut_off(case.round, case.fiscal_year)
    span = Span(rules.scores.round(case.round).span(case.fiscal_year).first, cut_off or act.on)
    if case.revision == 1 and not span.holds(act.on):
        th, en = (" – ".join(show_date(day, lang) for day in span) for lang in ("th", "en"))
        raise BadInput("on", f"ต้องอยู่ในรอบถึงวันตัดยอด ({th})", f"a day from the round's first one to the cut-off: {en}")


def _expect_communities(field: str, levels: Mapping[str, int], sheet: RoundSheet) -> None:
    """Every community of the sheet once, and no other. Raises BadInput listing them."""
    if levels.keys() != sheet.levels.keys():
        known = {one.program: one.name for one in sheet.score.communities if one.program is not None}
        th, en = (", ".join(f"{code} ({name[lang]})" for code, name in known.items()) or "-" for lang in ("th", "en"))
        raise BadInput(field, f"ต้องมีระดับของทุกชุมชนในแบบ: {th}", f"a level for each community of the sheet: {en}")


def _sealed(report: Sar, act: Act) -> Sealed[SarNote]:
    """The report under a key of its own: its words may name anybody."""
    note = SarNote(
        results=report.results,
        responsible=person_name(report.responsible),
        conditions=report.conditions,
        obstacles=report.obstacles,
        supporting_factors=report.supporting_factors,
        supporters=report.supporters,
        files={file.sha256: file.name for file in report.files},
    )
    return sealed_for(act.new_subject(), note)
