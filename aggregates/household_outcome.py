"""What came of the help: the basic criteria, the record in TPMAP, and the choice as an example (H6, H7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from aggregates.asking import reason_of
from aggregates.choosing import among
from aggregates.household_facts import (
    ChosenAsExample,
    CriteriaJudged,
    IncomeTested,
    RecordedInTpmap,
    TpmapRuledOut,
)
from aggregates.household_help import evidenced
from aggregates.household_judging import out_of_poverty
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import CriteriaNotes, ExtraVerdict, File, Verdict, Words
from aggregates.income_test import income_test, narrowest_line
from aggregates.rules_in_force import reference
from engine.kind import Act
from engine.refusal import BadInput, Refused, refuse
from engine.sealed import sealed_for
from workflows.household_rules import Criterion, HouseholdRules


@HOUSEHOLD.decides(CriteriaJudged, th="ประเมินเกณฑ์พื้นฐาน", en="Judge the basic criteria")
def judge_criteria(
    case: HouseholdCase, act: Act, *, verdicts: Mapping[str, Verdict], extra: tuple[ExtraVerdict, ...] = ()
) -> Iterator[CriteriaJudged]:
    """Judge every basic criterion and, if there are any, those the area adds (H6).

    The income criterion can be met only if the income test is passed by the figures on record.
    """
    rules: HouseholdRules = act.rules.household
    _sound(verdicts, rules)
    places = reference(act.cases)
    tested = income_test(
        rules.income_test,
        joining=case.joining_income,
        now=case.income,
        members=case.size,
        line=narrowest_line(places, case.province, act.on, rules.income_test.lines),
        on=act.on,
    )
    if verdicts[rules.income_test.criterion].verdict == "met" and tested.result != "passed":
        raise _income_not_shown(tested)
    judged = {criterion.code: verdicts[criterion.code].verdict for criterion in rules.criteria}
    beside = tuple(found.verdict for found in extra)
    notes = CriteriaNotes(
        reasons={code: found.reason for code, found in verdicts.items() if found.reason},
        evidence={code: found.evidence for code, found in verdicts.items() if found.evidence},
        extra=tuple(found.name for found in extra),
        extra_evidence=tuple(found.evidence for found in extra),
    )
    yield CriteriaJudged(
        verdicts=judged,
        left_out=tuple(code for code, found in verdicts.items() if not found.part_applies),
        extra=beside,
        income=tested,
        out_of_poverty=out_of_poverty(judged, beside, tested, act.rules),
        notes=sealed_for(case.subject, notes),
    )


@HOUSEHOLD.decides(RecordedInTpmap, th="บันทึกว่าลง TPMAP แล้ว", en="Record the entry in TPMAP")
def record_in_tpmap(
    case: HouseholdCase, act: Act, *, help: tuple[int, ...], reference: Words, evidence: tuple[File, ...] = ()
) -> Iterator[RecordedInTpmap]:
    """Say under which reference help, by the versions of its facts, stands in the national system (H7)."""
    new = _help(case, help, case.tpmap)
    if new:
        described = evidenced(reference, evidence)
        sealed = sealed_for(case.subject, described)
        yield RecordedInTpmap(help=new, evidence=tuple(described.files), reference=sealed)


@HOUSEHOLD.decides(TpmapRuledOut, th="ระบุว่าลง TPMAP ไม่ได้", en="Rule out an entry in TPMAP")
def rule_out_tpmap(case: HouseholdCase, act: Act, *, help: tuple[int, ...]) -> Iterator[TpmapRuledOut]:
    """Say, with the reason, that the national system can't take this help (P7.2)."""
    reason_of(act)
    new = _help(case, help, case.tpmap_ruled_out)
    if new:
        yield TpmapRuledOut(help=new)


@HOUSEHOLD.decides(ChosenAsExample, th="เลือกเป็นครัวเรือนตัวอย่าง", en="Choose as an example")
def choose_as_example(case: HouseholdCase, act: Act, *, meeting: date) -> Iterator[ChosenAsExample]:
    """Record that the working group's meeting of that day chose the household as an example, and why (H7)."""
    reason_of(act)
    if meeting > act.on:
        raise BadInput("meeting", "วันประชุมต้องไม่อยู่หลังวันที่บันทึก", "must not lie after the day of the record")
    if case.example is None:
        yield ChosenAsExample(meeting=meeting)


def _sound(verdicts: Mapping[str, Verdict], rules: HouseholdRules) -> None:
    codes = [criterion.code for criterion in rules.criteria]
    for code in verdicts:
        among(f"verdicts.{code}", code, codes)
    lacking = ", ".join(code for code in codes if code not in verdicts)
    if lacking:
        raise BadInput("verdicts", f"ยังขาดเกณฑ์: {lacking}", f"every criterion is judged; these are lacking: {lacking}")
    for criterion in rules.criteria:
        _judgeable(verdicts[criterion.code], criterion)


def _judgeable(found: Verdict, criterion: Criterion) -> None:
    field = f"verdicts.{criterion.code}"
    if found.verdict == "not_applicable" and not criterion.may_be_not_applicable:
        raise BadInput(f"{field}.verdict", "เกณฑ์นี้ใช้กับทุกครัวเรือน", "this criterion applies to every household")
    if not found.part_applies and criterion.part_that_may_not_apply is None:
        raise BadInput(f"{field}.part_applies", "เกณฑ์นี้ต้องประเมินทั้งข้อ", "this criterion is judged whole")
    if found.verdict == "cannot_judge" and not found.reason:
        raise BadInput(f"{field}.reason", "ระบุเหตุที่ประเมินไม่ได้", "say why it can't be judged")
    if found.verdict == "met" and not found.evidence:
        raise BadInput(f"{field}.evidence", "ระบุหลักฐานที่ใช้ประเมิน", "say by what evidence it is met")


def _income_not_shown(tested: IncomeTested) -> Refused:
    if tested.result == "unknown":
        return refuse(
            "H6.criteria",
            "ยังเทียบรายได้ไม่ได้: ต้องมีรายได้แรกเข้า รายได้ปัจจุบัน จำนวนสมาชิก และเส้นความยากจน",
            "the income can't be compared: it takes the income at joining and now, the members, and a poverty line",
        )
    return refuse(
        "H6.criteria",
        f"รายได้ยังไม่ผ่านเกณฑ์: เดิม {tested.joining} ปัจจุบัน {tested.now} บาทต่อเดือน สมาชิก {tested.members} คน "
        f"เส้นความยากจน {tested.line} บาทต่อคน (ปี {tested.year_be})",
        f"the income doesn't pass: {tested.joining} baht a month at joining, {tested.now} now, "
        f"{tested.members} members, poverty line {tested.line} baht a person ({tested.year_be} BE)",
    )


def _help(case: HouseholdCase, versions: tuple[int, ...], done: Mapping[int, object]) -> tuple[int, ...]:
    for place, version in enumerate(versions):
        among(f"help[{place}]", str(version), map(str, case.help))
    return tuple(version for version in dict.fromkeys(versions) if version not in done)
