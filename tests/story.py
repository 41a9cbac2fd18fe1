"""One community's way from opening to best practice, in the order of the guideline, through any door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from tests.story_community import Community
from tests.story_doors import Door
from tests.story_families import Families

ZONE = 9
"""The zone of the story's province, Phayao."""


class People(NamedTuple):
    """Who acts: the officer of the community, the zone office, and the second person of its pick."""

    officer: str = "kanda"
    zone: str = "malee"
    supervisor: str = "somchai"


PEOPLE = People()


class Story:
    """A program and its households; each chapter records its evidence and takes the step that it leads to."""

    def __init__(
        self,
        door: Door,
        *,
        households: int = 35,
        name: tuple[str, str] = ("บ้านแม่ก๋ำ", "Ban Mae Kam"),
        subdistrict: str = "แม่กา",
        order: str = "๑๒/๒๕๖๔",
        people: People = PEOPLE,
    ) -> None:
        self.door, self.people = door, people
        self.community = Community(door, name, subdistrict, order, people.officer)
        self.families = Families(door, households, subdistrict, people.officer)
        self.review = ""

    @property
    def program(self) -> str:
        return self.community.case

    @property
    def chapters(self) -> Sequence[Callable[[], None]]:
        """The order that works from start to end."""
        return (
            self.open,
            self.select,
            self.analyse_households,
            self.analyse,
            self.appoint,
            self.adopt,
            self.plan_with_families,
            self.plan,
            self.help_families,
            self.intervene,
            self.assess_again,
            self.evaluate,
            self.record_in_tpmap,
            self.become_best_practice,
        )

    def walk(self, until: str = "become_best_practice") -> Story:
        """Every chapter up to and including ``until``."""
        names = [chapter.__name__ for chapter in self.chapters]
        for chapter in self.chapters[: names.index(until) + 1]:
            chapter()
        return self

    def open(self) -> None:
        self.community.open()

    def select(self) -> None:
        self.community.brief()
        self.community.choose_area()
        self.community.integrate()
        self.community.advance("selected", date(2020, 10, 16))

    def analyse_households(self) -> None:
        for _ in self.families.families:
            self.families.open(self.program)
        self.families.analyse()

    def analyse(self) -> None:
        self.community.study()
        self.community.summarise(date(2020, 11, 20))
        self.community.advance("analyzed", date(2020, 11, 25))

    def appoint(self) -> None:
        self.community.meet()
        self.community.propose()
        self.community.summarise(date(2020, 12, 20), "working_group")
        self.community.sign()
        self.community.advance("committee_appointed", date(2021, 1, 5))

    def adopt(self) -> None:
        self.community.adopt(self.families.cases)
        self.families.take_on()

    def plan_with_families(self) -> None:
        self.families.plan()

    def plan(self) -> None:
        self.community.plan()
        self.community.advance("planned", date(2021, 2, 12))

    def help_families(self) -> None:
        self.families.receive_help()

    def intervene(self) -> None:
        self.community.act()
        self.community.advance("intervened", date(2021, 5, 15))

    def assess_again(self) -> None:
        self.families.come_out()

    def evaluate(self) -> None:
        self.community.conclude()
        self.community.advance("evaluated", date(2021, 8, 15))

    def record_in_tpmap(self) -> None:
        self.families.record_in_tpmap()

    def become_best_practice(self) -> None:
        self.open_review()
        self.draw_lessons(self.program)
        self.rank(self.program)
        self.confirm_pick(self.request_pick(self.program))
        self.community.advance("best_practice", date(2021, 9, 8))

    # The zone's review (P7)

    def in_review(self, command: str, on: date, by: str, /, **inputs: Any) -> int:
        return self.door.do("zone_review", self.review, command, inputs, on=on, by=by)[1]

    def open_review(self) -> None:
        inputs = {"zone": ZONE, "fiscal_year": 2564}
        on = date(2021, 9, 1)
        self.review, _ = self.door.do("zone_review", None, "open_review", inputs, on=on, by=self.people.zone)

    def draw_lessons(self, program: str) -> None:
        self.in_review("draw_lessons", date(2021, 9, 2), self.people.zone, program=program, lessons="กลุ่มอาชีพนำชุมชน")

    def rank(self, *programs: str) -> None:
        self.in_review("rank", date(2021, 9, 3), self.people.zone, programs=programs)

    def request_pick(self, program: str, on: date = date(2021, 9, 6)) -> int:
        """Returns the version of the request."""
        panel = {"reason": "ครัวเรือนพ้นความยากจนมากที่สุด", "presented_on": date(2021, 9, 5)}
        return self.in_review("request_pick", on, self.people.zone, program=program, **panel)

    def confirm_pick(self, request: int, by: str | None = None, on: date = date(2021, 9, 7)) -> None:
        self.in_review("confirm_pick", on, by or self.people.supervisor, request=request)

    def request_withdrawal(self) -> int:
        """Returns the version of the request."""
        return self.in_review("request_withdrawal", date(2021, 9, 10), self.people.zone, reason="ข้อมูลคลาดเคลื่อน")

    def confirm_withdrawal(self, request: int, by: str | None = None) -> None:
        self.in_review("confirm_withdrawal", date(2021, 9, 10), by or self.people.supervisor, request=request)
