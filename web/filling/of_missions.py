"""The sheet of the year's mission results: one row for each indicator (S1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from aggregates.mission_year import MISSION_YEAR, Unit
from aggregates.rules_in_force import rules_of
from engine.bilingual import Text
from engine.calendar import show_date
from web.filling.sheet import ON, Asks, Field, FillSheet, Ground, Values, choice, exact
from web.forms.labels import choice_labels
from web.imports import cells
from workflows.rules import Rules


def _rules(ground: Ground) -> Rules:
    return rules_of(ground.reader, ground.reader.state(MISSION_YEAR, ground.case).life.rules.sha256)


def _fields(ground: Ground) -> Mapping[str, Field]:
    indicators = {one.code: one.text for one in _rules(ground).scores.indicators}
    units = choice_labels(get_args(Unit))
    return {
        "indicator": choice(indicators, Text("ตัวชี้วัด", "Indicator"), needed=True, names_row=True),
        "on": ON,
        "actual": Field(Text("ผลงาน", "Actual"), exact, needed=True),
        "target": Field(Text("เป้าหมาย", "Target"), exact, needed=True),
        "unit": choice(units, Text("หน่วย", "Unit")),
        "source": Field(Text("แหล่งข้อมูล", "Source"), cells.text, needed=True),
    }


def _begins(ground: Ground) -> Iterator[Sequence[Text | None]]:
    """Every indicator, with the result on record where there is one."""
    results, units = ground.reader.state(MISSION_YEAR, ground.case).results, choice_labels(get_args(Unit))
    for one in _rules(ground).scores.indicators:
        found = results.get(one.code)
        if found is None:
            yield one.text, None, None, None, None, None
            continue
        day, fact = found.mark.on, found.fact
        said = (Text(str(value), str(value)) for value in (fact.actual, fact.target))
        source = Text(fact.source, fact.source)
        yield one.text, Text(show_date(day, "th"), show_date(day, "en")), *said, units[fact.unit], source


def _asks(ground: Ground, values: Values) -> Asks:
    given = ("indicator", "actual", "target", "unit", "source")
    return Asks(ground.case, {name: values[name] for name in given if name in values}, values["on"])


MISSION_RESULTS = FillSheet(
    Text("ผลตัวชี้วัดภารกิจ", "Mission results"),
    Text(
        "หนึ่งแถวต่อหนึ่งตัวชี้วัด ผลที่บันทึกไว้แล้วแสดงอยู่ ถ้าผิดให้แก้ที่รายการนั้น ไม่ใช่ในไฟล์",
        "One row an indicator. Results on record stand there already; a wrong one is corrected on record, not here.",
    ),
    *(MISSION_YEAR, MISSION_YEAR, "record_result", _fields, _begins, _asks),
)
