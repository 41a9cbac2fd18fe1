"""A small believable store for journeys: two provinces, a community with 35 households, kept at three moments."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from aggregates.account_facts import Role
from tests.people import PASSWORD, admit, front_desk
from tests.served import Clock
from tests.story import Story
from tests.story_community import OFFICES
from tests.story_doors import CaseworkDoor
from web.wiring import open_casework, prepare

PEOPLE: Mapping[str, tuple[Role, str]] = {
    "kanda": ("case_manager", "province:56"),
    "malee": ("supervisor", "zone:9"),
    "somchai": ("supervisor", "country"),
    "pranee": ("auditor", "country"),
    "wichai": ("administrator", "country"),
}
ELSEWHERE = {
    "name_th": "บ้านดอยน้ำริน",
    "name_en": "Ban Doi Nam Rin",
    "subdistricts": ["แม่ยาว"],
    "district": "เมืองเชียงราย",
    "province": "57",
}
LATE = "officer-57"
"""Who records what happened in March only in May, and so lifts a province by one level."""
BACKDATED = (
    ("summarise_issues", date(2021, 3, 18), {"participants": OFFICES, "findings": "ขาดน้ำทำเกษตร"}),
    (
        "set_approach",
        date(2021, 3, 20),
        {
            "participants": ["community", "partners"],
            "partners": [{"name": "วัดดอยน้ำริน", "kind": "temple"}],
            "solutions": ["ฝายชะลอน้ำ"],
        },
    ),
)
TUESDAY, MARCH, JULY = date(2021, 1, 19), date(2021, 3, 31), date(2021, 7, 6)


class Moment(NamedTuple):
    """The village on a day: where its data lies, and the cases of its community."""

    folder: Path
    day: date
    program: str
    households: tuple[str, ...]

    def copied(self, folder: Path) -> Moment:
        """The same in a folder of its own, to write in."""
        shutil.copytree(self.folder, folder)
        return self._replace(folder=folder)


class Village:
    """The village's story told into one store, and copied as it stood on the days the journeys begin."""

    def __init__(self, root: Path) -> None:
        self._root, self._here = root, root / "told"
        self._clock = Clock(date(2020, 10, 1))
        self._casework = open_casework(self._here, self._clock)
        self.moments: dict[date, Moment] = {}
        self._tell()
        self._casework.close()
        self._casework.vault.close()

    def _tell(self) -> None:
        prepare(self._casework)
        self._casework.check()
        desk = front_desk(self._here, self._casework)
        for name, grant in PEOPLE.items():
            admit(desk, name, grant, password=PASSWORD)
        desk.close()
        door = Dated(CaseworkDoor(self._casework), self._clock)
        story = Story(door).walk("appoint")
        elsewhere, _ = door.do("program", None, "open_program", ELSEWHERE, on=date(2021, 1, 6), by=LATE)
        self._keep(TUESDAY, story)
        story.adopt()
        story.plan_with_families()
        story.plan()
        self._keep(MARCH, story)
        story.help_families()
        self._clock.reach(date(2021, 5, 4))
        for command, on, inputs in BACKDATED:
            door.do("program", elsewhere, command, inputs, on=on, by=LATE)
        story.intervene()
        self._keep(JULY, story)

    def _keep(self, day: date, story: Story) -> None:
        folder = self._root / day.isoformat()
        # SQLite writes all of its log into the database when the last connection closes.
        self._casework.close()
        self._casework.vault.close()
        shutil.copytree(self._here, folder)
        self.moments[day] = Moment(folder, day, story.program, tuple(story.families.cases))
        self._casework = open_casework(self._here, self._clock)
        story.door.of.casework = self._casework


class Dated:
    """A door whose clock goes on to the day of each command: what happens is recorded the same day."""

    def __init__(self, of: CaseworkDoor, clock: Clock) -> None:
        self.of, self._clock = of, clock

    def do(self, *args: Any, on: date, **named: Any) -> tuple[str, int]:
        self._clock.reach(on)
        return self.of.do(*args, on=on, **named)
