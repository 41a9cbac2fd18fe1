"""What the facts of a scoring round say: opened, self-assessed, confirmed, closed, reopened (S3.2b)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from aggregates.score_round_facts import (
    LevelsConfirmed,
    Reminded,
    RoundClosed,
    RoundOpened,
    RoundReopened,
    SelfAssessed,
)
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, Values, count, few
from workflows.rounding import half_up
from workflows.score_round import SaidLevels, level_mean, level_min

TOLD = Tellings()

DECIMALS = 2
"""A sentence rounds; the fact has the exact ratio."""


def _office(fact: RoundOpened, names: Names) -> Text | None:
    if fact.sheet.startswith("zone-"):
        return Text(f"สสว. {int(fact.office)}", f"zone office {int(fact.office)}")
    return names.known("province", fact.office)


def _rounded(value: Fraction) -> str:
    return str(half_up(value, DECIMALS))


def _levels(said: SaidLevels) -> Values:
    return {
        "number": count(len(said.levels), "ชุมชน", "community", "communities"),
        "mean": _rounded(level_mean(said)),
        "lowest": level_min(said),
        "lacking": count(said.short, "แห่ง", "place"),
    }


def _assessed(fact: SelfAssessed, names: Names) -> Values:
    report = names.box(fact.note)
    return {
        **_levels(fact),
        "results": report.get("results"),
        "responsible": report.get("responsible"),
        "files": count(len(report.get("files", ())), "ไฟล์", "file"),
    }


def _reasons(fact: LevelsConfirmed, names: Names) -> Iterable[Text]:
    for program, reason in fact.reasons.items():
        name = names.known("program", program)
        yield (
            Text(f"“{reason}”", f"“{reason}”")
            if name is None
            else Text(f"{name.th} “{reason}”", f"{name.en} “{reason}”")
        )


TOLD.add(
    RoundOpened,
    "เปิดรอบประเมิน “{sheet}”[ ของ {office}] ปีงบประมาณ {fiscal_year}",
    "Opened the round “{sheet}”[ of {office}] for fiscal year {fiscal_year}",
    lambda fact, names: {"sheet": names.term("sheet", fact.sheet), "office": _office(fact, names)},
)
TOLD.add(
    SelfAssessed,
    "ประเมินตนเอง[ {number}] ระดับเฉลี่ย {mean} ต่ำสุด {lowest}[ ชุมชนไม่ครบเป้าหมาย {lacking}]"
    "[: “{results}”][ ผู้รับผิดชอบ {responsible}][ (หลักฐาน {files})]",
    "Assessed itself[ on {number}]: mean level {mean}, lowest {lowest}[, short of the quota by {lacking}]"
    "[; “{results}”][, responsible {responsible}][ ({files} as evidence)]",
    _assessed,
)
TOLD.add(
    LevelsConfirmed,
    "ยืนยันระดับ[ {number}] จากการประเมินตนเองในรายการที่ {assessment}: ระดับเฉลี่ย {mean} ต่ำสุด {lowest}"
    "[ ต่างจากที่คำนวณ: {reasons}]",
    "Confirmed the levels[ of {number}] after the self-assessment of entry {assessment}: mean level {mean}, "
    "lowest {lowest}[; other than computed: {reasons}]",
    lambda fact, names: {**_levels(fact), "reasons": tuple(_reasons(fact, names))},
)
TOLD.add(
    Reminded,
    "เตือน {number}ที่ยังขาดหลักฐาน[ ให้บันทึกภายใน {until}]: {communities}",
    "Reminded {number} of missing evidence[, to be recorded by {until}]: {communities}",
    lambda fact, names: {
        "number": count(len(fact.lacking), "ชุมชน", "community", "communities"),
        "communities": few(names.known("program", one.program) or Text("-", "-") for one in fact.lacking),
    },
)
TOLD.add(
    RoundClosed,
    "ปิดรอบครั้งที่ {revision}: ระดับที่คำนวณเฉลี่ย {mean} ต่ำสุด {lowest} คะแนน {points} จาก {weight} ตามข้อเท็จจริงถึง {on}",
    "Closed revision {revision} of the round: mean computed level {mean}, lowest {lowest}, {points} points of "
    "{weight}, by facts up to {on}",
    lambda fact, names: {
        "mean": _rounded(Fraction(fact.figures.level_mean)),
        "lowest": fact.figures.level_min,
        "points": _rounded(Fraction(fact.figures.points)),
        "weight": fact.figures.weight,
        "on": fact.figures.on,
    },
)
TOLD.add(RoundReopened, "เปิดรอบใหม่เป็นครั้งที่ {revision}", "Reopened the round as revision {revision}")
