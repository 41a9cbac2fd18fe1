"""Casts a community's story: its calendar, its officers, its households and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from web.demo.accounts import DEMO_PEOPLE
from web.demo.communities import Community
from web.demo.dates import Days, days
from web.demo.notebook import Notebook
from web.demo.people import Home, home
from web.demo.words import Activity

Fate = Literal[
    "keen",  # becomes an example
    "steady",
    "slow",  # is carried over to the next year
    "resting",  # is suspended for a while or for good
    "moved",
    "deceased",
    "no_longer_in_need",
    "declined",
    "duplicate",
    "not_adopted",
]
WEIGHTS: dict[Fate, int] = {
    "steady": 80,
    "keen": 8,
    "slow": 4,
    "resting": 4,
    "moved": 2,
    "deceased": 1,
    "no_longer_in_need": 1,
}
"""How many of a hundred adopted households meet each fate."""
EARLY: tuple[Fate, ...] = ("declined", "duplicate", "not_adopted")
"""Ends before the working group chooses; it can happen only to households beyond the number that is needed."""
NEEDED = 35


@dataclass(eq=False)
class Target:
    """A household, and what is known by now of what its story needs: versions of its goals and help."""

    case: str
    home: Home
    fate: Fate
    manager: str
    book: Notebook
    rng: Random
    goals: list[int] = field(default_factory=list)
    help: list[int] = field(default_factory=list)
    failing: tuple[str, ...] = ()
    """The dimensions that still fail by the latest assessment."""
    out: bool = False
    """Whether the criteria say that it is out of poverty."""
    waived: bool = False

    @property
    def adoptable(self) -> bool:
        return self.fate not in EARLY


@dataclass(eq=False)
class Cast:
    """A community's program and everybody in its story."""

    community: Community
    zone: int
    case: str
    days: Days
    rng: Random
    officer: str
    zone_officer: str
    supervisor: str
    managers: tuple[str, ...]
    first_holder: int = 0
    """The version at which the district chief was seated."""
    activities: dict[int, Activity] = field(default_factory=dict)
    """The community plan, by the versions of its facts."""
    targets: list[Target] = field(default_factory=list)

    def reaches(self, stage: str) -> bool:
        return self.community.reaches(stage)

    def has(self, trait: str) -> bool:
        return trait in self.community.traits

    @property
    def chosen(self) -> list[Target]:
        """Those the working group adopts: where the story stops soon after, not yet enough of them."""
        found = [target for target in self.targets if target.adoptable]
        if self.reaches("planned"):
            return found
        return found[:20] if self.reaches("committee_appointed") and not self.has("slow") else []

    def target(self, serial: int, home: Home, fate: Fate, case: str | None = None) -> Target:
        """Another household, looked after by one of the case managers in turn."""
        rng = Random(self.rng.getrandbits(64))
        case = case or random_case(rng)
        manager = self.managers[serial % len(self.managers)]
        found = Target(case, home, fate, manager, Notebook("household", case, manager), rng)
        self.targets.append(found)
        return found


def cast(community: Community, zone: int, seed: int) -> Cast:
    """The story of a community; the same seed gives the same one, whatever other communities there are."""
    rng = Random(f"{seed}/{community.province}")
    province = community.province
    return Cast(
        community=community,
        zone=zone,
        case=random_case(rng),
        days=days(rng, community.traits),
        rng=rng,
        officer=f"officer-{province}",
        zone_officer=f"officer-zone-{zone}",
        supervisor=f"supervisor-zone-{zone}",
        managers=_managers(province),
    )


def surveyed(found: Cast) -> None:
    """Give the story 35 to 37 households."""
    spare = found.rng.randint(0, 2)
    for serial in range(1, NEEDED + spare + 1):
        early = serial > NEEDED and found.rng.random() < 0.7
        fate = found.rng.choice(EARLY) if early else fate_of(found.rng)
        found.target(serial, home(found.rng, found.community.province, serial), fate)


def fate_of(rng: Random) -> Fate:
    """What becomes of a household that is adopted."""
    return rng.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))[0]


def _managers(province: str) -> tuple[str, ...]:
    """Two case managers; first whoever has an account in the demo, so that their worklist isn't empty."""
    known = [id for id, _, role, area in DEMO_PEOPLE if (role, area) == ("case_manager", f"province:{province}")]
    return (*known, f"manager-{province}-1", f"manager-{province}-2")[:2]


def random_case(rng: Random) -> str:
    """An id that says nothing of the case, yet the same one for the same seed."""
    return f"{rng.getrandbits(128):032x}"
