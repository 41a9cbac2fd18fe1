"""The households of the story: who lives there, what they lack, the plan, the help, what came of it (H1-H7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.story_doors import Door

DIMENSIONS = ("health", "education", "income", "living", "access")
BASICS = ("income", "housing", "food", "clothing", "health", "education")
FIRST = ("นายคำปัน", "นางบัวผัน", "นายก๋ำ", "นางสาวน้ำค้าง", "นายเสรี", "นางจั๋นทร์", "นายอิ่นแก้ว")
LAST = ("ใจซื่อ", "กันทะ", "น้ำเงิน", "วงศ์ใหญ่", "ปัญโญ")
FAILED = (0, 1, 2, 3, 4, 5, 2)


class Family(NamedTuple):
    """A household as the story tells it; ``rises``: whether its income passes the test at the end."""

    number: int
    head: str
    fails: tuple[str, ...]
    rises: bool

    @property
    def answers(self) -> Sequence[dict[str, str]]:
        """What goals and help are for: each failed dimension, or the household as a whole."""
        return [{"dimension": dimension} for dimension in self.fails] or [{}]


def family(number: int) -> Family:
    """The household of a number: one in seven fails nothing, two in three rise out of poverty."""
    head = f"{FIRST[number % 7]} {LAST[number // 7 % 5]}"
    return Family(number, head, DIMENSIONS[: FAILED[number % 7]], number % 3 != 0)


class Families:
    """The household cases of one program, in the hands of one case manager."""

    def __init__(self, door: Door, households: int, subdistrict: str, officer: str) -> None:
        self.door, self.subdistrict, self.officer = door, subdistrict, officer
        self.families = [family(number) for number in range(households)]
        self.cases: list[str] = []
        self.help: dict[str, list[int]] = {}

    @property
    def each(self) -> Iterator[tuple[str, Family]]:
        return zip(self.cases, self.families, strict=True)

    def say(self, case: str, command: str, on: date, because: str | None = None, /, **inputs: Any) -> int:
        """A command for a household; returns its version."""
        return self.door.do("household", case, command, inputs, on=on, by=self.officer, because=because)[1]

    def advance(self, to: str, on: date) -> None:
        """Every household takes the step."""
        for case in self.cases:
            self.say(case, "advance", on, to=to)

    def open(self, program: str) -> None:
        """Put the next household on record."""
        told = self.families[len(self.cases)]
        inputs = {
            "program": program,
            "province": "56",
            "district": "เมืองพะเยา",
            "subdistrict": self.subdistrict,
            "sources": ["tpmap"] if told.number % 4 else ["tpmap", "survey"],
            "member_count": 2,
            "house_number": f"{told.number + 1}/2",
            "moo": "3",
            "members": [{"name": told.head, "head": True}, {"name": f"เด็กหญิงก้อย {told.head.split()[1]}"}],
            "notice_given": True,
            "income": {"baht": 3_000, "source": "survey"},
        }
        on = date(2020, 10, 20)
        case, _ = self.door.do("household", None, "open_household", inputs, on=on, by=self.officer)
        self.cases.append(case)

    def assess(self, case: str, on: date, fails: Sequence[str]) -> int:
        """Judge all five dimensions (H2)."""
        verdicts = {dimension: "fails" if dimension in fails else "passes" for dimension in DIMENSIONS}
        return self.say(case, "assess_dimensions", on, verdicts=verdicts)

    def analyse(self) -> None:
        """Assess each and take it through selected to analyzed (H1, H2)."""
        for case, told in self.each:
            self.assess(case, date(2020, 11, 5), told.fails)
        self.advance("selected", date(2020, 11, 6))
        self.advance("analyzed", date(2020, 11, 6))

    def take_on(self) -> None:
        """The case manager takes charge (H3)."""
        for case in self.cases:
            self.say(case, "assign_manager", date(2021, 1, 18), officer=self.officer)
        self.advance("committee_appointed", date(2021, 1, 18))

    def plan(self) -> None:
        """A goal for all that fails, and the household's agreement (H4)."""
        goal = {"action": "ฝึกอาชีพและหาตลาดให้", "agency": "dsdw", "due": date(2021, 8, 31), "concepts": ["targeted"]}
        for case, told in self.each:
            for answer in told.answers:
                self.say(case, "set_goal", date(2021, 2, 1), **goal, **answer)
            self.say(case, "agree_plan", date(2021, 2, 3), name=told.head)
        self.advance("planned", date(2021, 2, 4))

    def receive_help(self) -> None:
        """An intervention for all that fails (H5)."""
        help = {"agency": "dsdw", "kind": "เงินทุนประกอบอาชีพ", "baht": 3_000}
        for case, told in self.each:
            days = [date(2021, 3, 15) + timedelta(days=place) for place in range(len(told.answers))]
            answers = zip(days, told.answers, strict=True)
            self.help[case] = [self.say(case, "deliver_help", day, **help, **answer) for day, answer in answers]
        self.advance("intervened", date(2021, 4, 1))

    def come_out(self) -> None:
        """Assessed again, the income tested, the basic criteria judged (H6)."""
        on = date(2021, 7, 15)
        for case, told in self.each:
            self.assess(case, on, () if told.rises else told.fails)
            self.say(case, "state_income", on, baht=9_000 if told.rises else 2_800, source="survey")
            self.judge(case, told)
        self.advance("evaluated", date(2021, 7, 21))

    def judge(self, case: str, told: Family) -> None:
        """The six basic criteria; whoever hasn't risen fails the first (H6)."""
        verdicts: dict[str, Any] = {code: {"verdict": "met", "evidence": "เยี่ยมบ้าน"} for code in BASICS}
        if not told.rises:
            verdicts["income"] = {"verdict": "not_met"}
        self.say(case, "judge_criteria", date(2021, 7, 20), verdicts=verdicts)

    def record_in_tpmap(self) -> None:
        """The help of each stands in the national system (H7)."""
        for case, told in self.each:
            reference = f"TPMAP-64-{told.number:03}"
            self.say(case, "record_in_tpmap", date(2021, 8, 20), help=self.help[case], reference=reference)
