"""The story of a community and a household, walked through casework and told as the audit trail tells it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import msgspec

from aggregates.zone_review_state import review_case
from engine.bilingual import Text
from engine.calendar import BANGKOK, show_date
from engine.casework import Casework
from engine.command import Command
from engine.facts import Recorded
from engine.refusal import Refused
from web.answers.sentences import Teller
from web.docs.markdown import code, page, table
from web.showing import record_shown
from web.wiring import open_casework, prepare
from workflows.rules import Rules

NEIGHBOURS = "neighbours"
HEADERS = ("วันที่ · date", "โดย · by", "เรื่อง · case", "ลำดับ · entry", "ข้อเท็จจริง", "fact")
INTRODUCTION = """\
เรื่องของชุมชนหนึ่งและครัวเรือนหนึ่ง ตั้งแต่เปิดเรื่องจนเป็นต้นแบบ บุคคลและสถานที่สมมติ

The story of one community and one household in it, from opening to best practice. People and places are made up.
Everything below really ran: the sentences are those the audit trail shows to somebody who may open personal data."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of a case, by whom and when."""

    case: str
    do: str
    on: date
    by: str
    because: str | None = None
    inputs: dict[str, Any] = {}
    keep: str | None = None
    refused: bool = False


class Chapter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the story, and its steps."""

    th: str
    en: str
    text_th: str
    text_en: str
    steps: tuple[Step, ...]


class Character(Text, frozen=True, forbid_unknown_fields=True):
    """A case of the story, and what it is called there."""

    kind: str


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole story as it stands in the file beside this module."""

    zone: int
    people: dict[str, Text]
    cases: dict[str, Character]
    chapters: tuple[Chapter, ...]


def script() -> Script:
    """The story as data."""
    return msgspec.convert(tomllib.loads((files("web.docs") / "story.toml").read_text(encoding="utf-8")), Script)


def story_page(folder: Path, told: Script, rules: Rules) -> str:
    """Walk through the story in an empty data folder, and tell it."""
    walk = Walk(folder, told, rules)
    try:
        who = "\n".join(f"- `{id}`: {text.th} · {text.en}" for id, text in told.people.items())
        chapters = (walk.chapter(number, chapter) for number, chapter in enumerate(told.chapters, 1))
        return page("One community, one household · ชุมชนหนึ่ง ครัวเรือนหนึ่ง", INTRODUCTION, who, *chapters)
    finally:
        walk.casework.close()


class Walk:
    """Asks casework what the script says, on the day it says, and tells what came of it."""

    def __init__(self, folder: Path, told: Script, rules: Rules) -> None:
        self.told, self.rules = told, rules
        self.today = told.chapters[0].steps[0].on
        self.casework: Casework = open_casework(folder, self._clock)
        prepare(self.casework)
        household, *neighbours = (f"a{number:031}" for number in range(1, rules.program.min_households + 1))
        self.neighbours = neighbours
        self.ids = {"program": f"a{0:031}", "household": household, "review": review_case(told.zone, rules.fiscal_year)}
        self.names: dict[str, Any] = {**self.ids, "zone": told.zone, "households": [household, *neighbours]}
        self.asked = 0

    def chapter(self, number: int, chapter: Chapter) -> str:
        """One chapter: what it is about, and what went on record."""
        parts = [f"## {number}. {chapter.th} · {chapter.en}", chapter.text_th, chapter.text_en]
        rows: list[tuple[str, ...]] = []
        for step in chapter.steps:
            if step.refused:
                parts += [table(HEADERS, rows), self._refusal(step)]
                rows = []
            else:
                rows += self._rows(step)
        return "\n\n".join(filter(None, (*parts, table(HEADERS, rows))))

    def _rows(self, step: Step) -> Iterator[tuple[str, ...]]:
        if step.case == NEIGHBOURS:
            facts, *_ = [
                self._ask(step, neighbour, {**self.names, "number": str(number)})
                for number, neighbour in enumerate(self.neighbours, 2)
            ]
            among = Text(f"อีก {len(self.neighbours)} ครัวเรือน", f"{len(self.neighbours)} neighbours")
            yield from (self._row(fact, among) for fact in facts)
        else:
            yield from (self._row(fact, self.told.cases[step.case]) for fact in self._ask(step, self.ids[step.case]))

    def _ask(self, step: Step, case: str, names: Mapping[str, Any] | None = None) -> list[Recorded]:
        """The facts a step records."""
        self.today, self.asked = step.on, self.asked + 1
        kind = self.told.cases["household" if step.case == NEIGHBOURS else step.case].kind
        inputs = _filled(step.inputs, self.names if names is None else names)
        command = Command(
            id=f"story/{self.asked}",
            kind=kind,
            name=step.do,
            by=step.by,
            case=case,
            inputs=inputs,
            on=step.on,
            because=step.because,
        )
        receipt = self.casework.do(command)
        if step.keep is not None:
            self.names[step.keep] = receipt.version
        return self.casework.facts(case)[receipt.version - receipt.facts :]

    def _refusal(self, step: Step) -> str:
        """What stands in the way of a step that the story expects to be refused."""
        try:
            self._ask(step, self.ids[step.case])
        except Refused as refused:
            told = [(f.needed or f.label, f) for f in refused.findings]
            missing = "\n".join(f"- `{f.id}` {text.th} · {text.en}{_supplier(f.supplier)}" for text, f in told)
            day = f"{show_date(step.on, 'th')} · {show_date(step.on, 'en')}"
            return f"**{day}: `{step.by}` ยังทำไม่ได้ · is refused `{step.do}`**\n\n{missing}"
        raise LookupError(f"the story expects {step.do} on {step.on} to be refused")

    def _row(self, record: Recorded, case: Text) -> tuple[str, ...]:
        with self.casework.reading() as reader:
            told = Teller(reader, self.casework.vault).told(record)
        because = record_shown(record, self.casework.vault)["because"]
        why = f" ({because})" if because else ""
        day = f"{show_date(record.on, 'th')} · {show_date(record.on, 'en')}"
        return day, code(record.by), f"{case.th} · {case.en}", str(record.version), told["th"] + why, told["en"] + why

    def _clock(self) -> datetime:
        return datetime.combine(self.today, time(9), BANGKOK)


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    """``value`` with every ``$name`` in it filled; one that stands alone keeps its type."""
    match value:
        case str() if value.removeprefix("$") in names and value.startswith("$"):
            return names[value[1:]]
        case str():
            return Template(value).substitute(names)
        case dict():
            return {key: _filled(inner, names) for key, inner in value.items()}
        case list():
            return [_filled(inner, names) for inner in value]
    return value


def _supplier(supplier: Text | None) -> str:
    return "" if supplier is None else f" ({supplier.th} · {supplier.en})"
