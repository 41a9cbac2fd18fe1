"""What the map of the provinces can show: one figure for each province, and the step of a scale it falls on (S5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.reader import Reader
from web.access import Person
from web.answers.counting import progress_shown
from web.answers.quota import quota_shown
from web.answers.score_board import board_shown
from web.answers.success import success_shown

STEPS = 5


class Asking(NamedTuple):
    """For whom, of which fiscal year, at which moment."""

    reader: Reader
    person: Person
    fiscal_year: int
    on: date | None
    known: int | datetime | None

    @property
    def moment(self) -> dict[str, Any]:
        return {"on": self.on, "known": self.known, "person": self.person}


class Figure(NamedTuple):
    """A province's figure: as it is read, and on which of the steps 0 to 4 it lies."""

    shown: Text
    step: int


class Measure(NamedTuple):
    """Something that can be shown for each province."""

    label: Text
    steps: tuple[Text, ...]
    """What each step of the scale stands for."""
    ask: Callable[[Asking], Mapping[str, Figure]]


def _stage(asking: Asking) -> Mapping[str, Figure]:
    """The earliest stage that an open community program of the province stands at."""
    found = progress_shown(asking.reader, PROGRAM.name, "province", **asking.moment)
    workflow = PROGRAM.workflow
    assert workflow is not None
    here = {
        item["area"]: [workflow.stage(one["stage"]) for one in item["stages"] if one["present"] + one["suspended"]]
        for item in found["items"]
    }
    return {
        area: Figure(stages[0].label, _of(workflow.position(stages[0].name), len(workflow.stages)))
        for area, stages in here.items()
        if stages
    }


def _tier(asking: Asking) -> Mapping[str, Figure]:
    found = success_shown(asking.reader, "province", **asking.moment)
    figures = {}
    for item in found["items"]:
        red = sum(move["households"] for move in item["tier_moves"] if move["latest"] == "red")
        whole = sum(move["households"] for move in item["tier_moves"])
        if whole:
            figures[item["area"]] = _percent(Fraction(red, whole))
    return figures


def _out(asking: Asking) -> Mapping[str, Figure]:
    found = success_shown(asking.reader, "province", **asking.moment)
    return {
        item["area"]: _percent(Fraction(item["out_of_poverty"], item["targets"]))
        for item in found["items"]
        if item["targets"]
    }


def _late(asking: Asking) -> Mapping[str, Figure]:
    found = progress_shown(asking.reader, "household", "province", **asking.moment)
    return {
        item["area"]: _percent(Fraction(item["overdue"], item["total"])) for item in found["items"] if item["total"]
    }


def _level(asking: Asking) -> Mapping[str, Figure]:
    found = board_shown(asking.reader, "province-12m", asking.fiscal_year, **asking.moment)
    means = {item["office"]: item["level_mean"] for item in found["items"]}
    return {
        area: Figure(Text(f"ระดับ {mean['shown']}", f"level {mean['shown']}"), min(4, int(Fraction(mean["exact"]))))
        for area, mean in means.items()
    }


def _quota(asking: Asking) -> Mapping[str, Figure]:
    found = quota_shown(asking.reader, asking.fiscal_year, **asking.moment)
    return {
        item["province"]: Figure(
            Text(f"{item['running']}/{item['needed']} ชุมชน", f"{item['running']} of {item['needed']} communities"),
            4 if not item["shortfall"] else 2 if item["running"] else 0,
        )
        for item in found["provinces"]
    }


def _percent(share: Fraction) -> Figure:
    text = f"{round(share * 100)}%"
    return Figure(Text(text, text), min(STEPS - 1, int(share * STEPS)))


def _of(place: int, places: int) -> int:
    return min(STEPS - 1, place * STEPS // places)


_FIFTHS = tuple(Text(f"{low}–{low + 20}%", f"{low}–{low + 20}%") for low in range(0, 100, 20))
_LEVELS = tuple(Text(f"ระดับ {low} ถึง {low + 1}", f"level {low} to {low + 1}") for low in range(5))


def _stage_steps() -> tuple[Text, ...]:
    assert PROGRAM.workflow is not None
    stages = PROGRAM.workflow.stages
    found = [[s.label for i, s in enumerate(stages) if _of(i, len(stages)) == step] for step in range(STEPS)]
    return tuple(Text(" / ".join(x.th for x in one), " / ".join(x.en for x in one)) for one in found)


MEASURES: Mapping[str, Measure] = {
    "stage": Measure(Text("ขั้นของชุมชนที่ช้าที่สุด", "Stage of the slowest community"), _stage_steps(), _stage),
    "out": Measure(Text("ครัวเรือนที่พ้นความยากจน", "Households out of poverty"), _FIFTHS, _out),
    "tier": Measure(Text("ครัวเรือนที่ยังอยู่ระดับแดง", "Households still in the red tier"), _FIFTHS, _tier),
    "overdue": Measure(Text("ครัวเรือนที่เกินกำหนด", "Households overdue"), _FIFTHS, _late),
    "level": Measure(Text("ระดับคะแนน พมจ. รอบ 12 เดือน", "Provincial score, 12 months"), _LEVELS, _level),
    "quota": Measure(
        Text("ชุมชนตามเป้าหมาย", "Quota of communities"),
        (Text("ยังไม่มี", "none"), Text("", ""), Text("ยังขาด", "too few"), Text("", ""), Text("ครบ", "met")),
        _quota,
    ),
}
"""By the name in the address; the first one is shown unless asked."""
