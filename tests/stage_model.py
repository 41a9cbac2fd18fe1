"""The stage rules once more, small and slow, from the guideline's words alone: what the product is held against.

A case is a list of what was said of it; every question goes through the list again (W1-W5, P1-P7, H1-H7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

STAGES = (
    *("opened", "selected", "analyzed", "committee_appointed"),
    *("planned", "intervened", "evaluated", "best_practice"),
)
ORDERED = ("opened", "reached", "returned", "suspended", "resumed", "closed", "reopened")
FIXES = ("corrected", "fix_proposed", "fix_confirmed", "fix_declined")
LEAVING = ("moved", "duplicate", "transferred")
"""Closing for these reasons lets go of what the case holds."""
DIMENSIONS = ("health", "education", "income", "living", "access")
SINGLE = ("district_chief", "zone_director", "local_mayor", "volunteer_chair", "local_social_officer")
SEATS = (
    *SINGLE,
    *("one_home_heads", "government", "local_leaders", "civil_society"),
    *("private_sector", "ministry_bodies", "selected_volunteer"),
)
GATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "program": {
        "selected": ("P1.1", "P1.2", "P1.3"),
        "analyzed": ("P2.1", "P2.2", "P2.5", "P2.6", "P2.7"),
        "committee_appointed": ("P3.1", "P3.2", "P3.3.proposed", "P3.3.signed", "P3.4"),
        "planned": ("P4.1.meeting", "P4.1.households", "P4.2", "P4.3"),
        "intervened": ("P5.3.households", "P5.3.activity", "P5.3.visit"),
        "evaluated": ("P6.1", "P6.2", "P6.3"),
        "best_practice": (
            *("P7.1.pick", "P7.1.waivers", "P7.2.criteria"),
            *("P7.2.households", "P7.2.out_of_poverty", "P7.2.tpmap"),
        ),
    },
    "household": {
        "selected": ("H1.source", "H1.place", "H1.person", "H1.notice"),
        "analyzed": ("H2.dimensions",),
        "committee_appointed": ("H3.order", "H3.adoption", "H3.officer"),
        "planned": ("H4.goals", "H4.agreement"),
        "intervened": ("H5.dimensions", "H5.help"),
        "evaluated": ("H6.criteria", "H6.reassessed"),
        "best_practice": ("H7.out_of_poverty", "H7.tpmap", "H7.example", "H7.waivers"),
    },
}
AGAIN = {"program": ("P4.3",), "household": ("H4.goals", "H4.agreement")}
"""Asked once more before intervened, in a later cycle (W4)."""
WAIVER_BARS = ("P7.1.waivers", "H7.waivers")


class Said(NamedTuple):
    """One thing said of a case."""

    version: int
    on: date
    by: str
    what: str
    data: Mapping[str, Any]


class Case:
    """What was said of one case, in the order in which it was recorded."""

    def __init__(self, id: str, kind: str, program: Case | None = None) -> None:
        self.id, self.kind, self.program = id, kind, program
        self.said: list[Said] = []

    def counting(self) -> list[Said]:
        """With corrections put in place, in the order in which it happened; opening first (design rule 4, W5)."""
        fixes: dict[int, list[Mapping[str, Any]]] = {}
        for one in self.said:
            fix = one.data if one.what == "corrected" else None
            if one.what == "fix_confirmed":
                fix = self.said[one.data["of"] - 1].data
            if fix is not None:
                fixes.setdefault(fix["of"], []).append(fix)
        counting = []
        for one in self.said:
            gone = False
            for fix in fixes.get(one.version, ()):
                one = one._replace(on=fix["on"] or one.on, data={**one.data, **fix["data"]})
                gone = fix["gone"]
            if not gone:
                counting.append(one)
        return [counting[0], *sorted(counting[1:], key=lambda one: (one.on, one.version))]

    def at(self, day: date = date.max) -> View:
        """How the case stands on a field date, as known now."""
        opened, *later = self.counting()
        return View(self, [opened, *(one for one in later if one.on <= day)])

    def in_order(self) -> bool:
        """Whether moves follow each other, and none is dated before what it cites."""
        dates = {one.version: one.on for one in self.counting()}
        latest = date.min
        for one in sorted(self.counting(), key=lambda one: one.version):
            if one.what in ORDERED:
                if one.on < latest or any(dates.get(cited, one.on) > one.on for cited in one.data.get("cites", ())):
                    return False
                latest = one.on
        return True


class View:
    """A case on one day. ``fresh`` is what was said in this cycle of plan and action."""

    def __init__(self, case: Case, said: list[Said]) -> None:
        self.case, self.said, self.fresh = case, said, list[Said]()
        self.stage, self.status, self.closed_as, self.cycle = "opened", "open", "", 1
        self.planned: date | None = None
        self.to_answer: tuple[str, ...] | None = None
        self.waived: dict[str, int] = {}
        self.asked: dict[int, Said] = {}
        for place, one in enumerate(said):
            self.fresh.append(one)
            self._follow(one, said[: place + 1])

    def _follow(self, one: Said, so_far: list[Said]) -> None:
        match one.what:
            case "reached" | "returned":
                self.stage = one.data["to"]
                position = STAGES.index(self.stage)
                if one.what == "returned" and position <= STAGES.index("planned"):
                    self.cycle, self.fresh = self.cycle + 1, []
                if position <= STAGES.index("planned"):
                    whole = [a for a in so_far if a.what == "assessed" and a.data["whole"]]
                    here = self.stage == "planned"
                    self.planned = one.on if here else None
                    self.to_answer = (whole[-1].data["fails"] if whole else ()) if here else None
                if one.what == "reached":
                    self.asked = {v: r for v, r in self.asked.items() if r.what != "move_asked"}
            case "suspended" | "closed":
                self.status, self.closed_as = one.what, one.data.get("reason", "")
            case "resumed" | "reopened":
                self.status, self.closed_as = "open", ""
            case "move_asked" | "waiver_asked" | "fix_proposed":
                self.asked[one.version] = one
            case "waived":
                self.waived[one.data["requirement"]] = one.data["of"]
                self.asked.pop(one.data["of"], None)
            case "waiver_declined" | "move_declined" | "fix_confirmed" | "fix_declined":
                self.asked.pop(one.data["of"], None)

    def every(self, what: str, *, fresh: bool = False, **data: Any) -> list[Said]:
        among = self.fresh if fresh else self.said
        return [one for one in among if one.what == what and data.items() <= one.data.items()]

    def last(self, what: str, *, fresh: bool = False) -> Mapping[str, Any]:
        found = self.every(what, fresh=fresh)
        return found[-1].data if found else {}

    @property
    def failed(self) -> tuple[str, ...]:
        """The dimensions that plan and help must answer (W4)."""
        if self.to_answer is not None:
            return self.to_answer
        whole = self.every("assessed", whole=True)
        return whole[-1].data["fails"] if whole else ()

    @property
    def adopted(self) -> dict[str, None]:
        return dict.fromkeys(id for one in self.every("adopted") for id in one.data["households"])

    @property
    def seated(self) -> list[Said]:
        """Who holds a seat now."""
        left = [one.data["of"] for one in self.every("vacated")]
        return [one for one in self.every("seated") if one.version not in left]

    @property
    def goals(self) -> list[Said]:
        dropped = [one.data["of"] for one in self.every("goal_dropped")]
        return [one for one in self.every("goal", fresh=True) if one.version not in dropped]

    @property
    def planned_activities(self) -> list[Said]:
        dropped = [one.data["of"] for one in self.every("activity_dropped")]
        return [one for one in self.every("activity", fresh=True) if one.version not in dropped]

    def help_in(self, what: str) -> set[int]:
        """Help in TPMAP ("tpmap"), or with a reason why it can't be ("no_tpmap")."""
        return {version for one in self.every(what) for version in one.data["help"]}

    @property
    def tpmap_missing(self) -> set[int]:
        return {one.version for one in self.every("helped")} - self.help_in("tpmap") - self.help_in("no_tpmap")

    @property
    def held(self) -> Iterator[tuple[str, Any]]:
        """What no other case may hold at the same time."""
        if self.closed_as in LEAVING:
            return
        if self.case.kind == "household":
            yield "house_code", self.said[0].data["house_code"]
        yield from (("adopted", id) for id in self.adopted)
        yield from (("order", (one.on.year, one.data["number"])) for one in self.every("signed"))


class World:
    """All cases, and the least number of households a program needs."""

    def __init__(self, min_households: int) -> None:
        self.min_households = min_households
        self.cases: dict[str, Case] = {}

    def households(self, program: View) -> dict[str, View]:
        """Those of the program, and those it adopted, as they stand now."""
        own = [case.id for case in self.cases.values() if case.program is program.case]
        return {id: self.cases[id].at() for id in dict.fromkeys((*own, *program.adopted))}

    def adopted(self, program: View) -> list[View]:
        households = self.households(program)
        return [households[id] for id in program.adopted if households[id].closed_as != "duplicate"]

    def behind(self, program: View, stage: str) -> bool:
        """Whether an adopted household is open, not carried over, and not yet there."""
        wanted = STAGES.index(stage)
        return not program.adopted or any(
            h.status == "open" and not h.every("carried", fresh=True) and STAGES.index(h.stage) < wanted
            for h in self.adopted(program)
        )

    def missing(self, view: View, to: str) -> frozenset[str]:
        """The requirements of the gate before ``to`` that no evidence meets; waived or not (W1)."""
        kind = view.case.kind
        gate = (*GATES[kind][to], *(AGAIN[kind] if to == "intervened" and view.cycle > 1 else ()))
        return frozenset(id for id in gate if not self.meets(view, id))

    def meets(self, view: View, id: str) -> bool:
        if id in WAIVER_BARS:
            return not any(not self.meets(view, waived) for waived in view.waived if waived not in WAIVER_BARS)
        return bool(RULES[id](view, self))


def _summarised(view: View) -> bool:
    """By the three offices, and by the working group where one was proposed or appointed by then (P2.7)."""
    groups = [one.on for one in view.said if one.what in ("proposed", "signed")]
    return any(
        one.data["whole"] and (one.data["group"] or not any(on <= one.on for on in groups))
        for one in view.every("summary")
    )


def _analysed(view: View, world: World) -> bool:
    counted = [
        id
        for id, h in world.households(view).items()
        if h.every("assessed", whole=True)
        and h.closed_as != "duplicate"
        and (h.status != "closed" or id in view.adopted)
    ]
    return len(counted) >= world.min_households


def _seats(view: View) -> bool:
    holders = [one.data["seat"] for one in view.seated]
    return all(holders.count(seat) == 1 if seat in SINGLE else seat in holders for seat in SEATS)


def _delivered(view: View) -> bool:
    return {one.data["to"] for one in view.every("delivered", fresh=True, whole=True)} == {"governor", "zone_office"}


def _judged(view: View) -> dict[str, bool]:
    return {code: holds for one in view.every("judged", fresh=True) for code, holds in one.data["found"].items()}


def _goals(view: View) -> bool:
    return bool(view.goals) and set(view.failed) <= {one.data["dimension"] for one in view.goals}


def _helped(view: View) -> bool:
    answered = [*view.every("helped", fresh=True), *view.every("no_help", fresh=True)]
    return set(view.failed) <= {one.data["dimension"] for one in answered}


def _reassessed(view: View) -> bool:
    """A whole assessment of this cycle, on or after the last help that H5 relies on: the first, and the first of each."""
    helped = view.every("helped", fresh=True)
    relied = helped[:1]
    for dimension in view.failed:
        relied += [one for one in helped if one.data["dimension"] == dimension][:1]
    since = max((one.on for one in relied), default=view.planned or date.min)
    whole = view.every("assessed", fresh=True, whole=True)
    return bool(whole) and whole[-1].on >= since


def _of_program(view: View) -> View:
    assert view.case.program is not None
    return view.case.program.at()


RULES: Mapping[str, Callable[[View, World], object]] = {
    "P1.1": lambda v, w: v.every("briefed"),
    "P1.2": lambda v, w: v.last("area").get("whole"),
    "P1.3": lambda v, w: v.every("integrated"),
    "P2.1": lambda v, w: v.every("situation"),
    "P2.2": lambda v, w: v.last("studied").get("whole"),
    "P2.5": _analysed,
    "P2.6": lambda v, w: v.every("problem"),
    "P2.7": lambda v, w: _summarised(v),
    "P3.1": lambda v, w: v.every("mechanism"),
    "P3.2": lambda v, w: v.every("meeting", whole=True),
    "P3.3.proposed": lambda v, w: v.every("proposed"),
    "P3.3.signed": lambda v, w: v.every("signed"),
    "P3.4": lambda v, w: _seats(v),
    "P4.1.meeting": lambda v, w: v.every("adopted", whole=True),
    "P4.1.households": lambda v, w: len(w.adopted(v)) >= w.min_households,
    "P4.2": lambda v, w: v.every("plan"),
    "P4.3": lambda v, w: v.planned_activities,
    "P5.3.households": lambda v, w: not w.behind(v, "intervened"),
    "P5.3.activity": lambda v, w: v.every("done", fresh=True),
    "P5.3.visit": lambda v, w: v.every("visit", fresh=True),
    "P6.1": lambda v, w: v.last("lessons", fresh=True).get("whole"),
    "P6.2": lambda v, w: _delivered(v),
    "P6.3": lambda v, w: len(_judged(v)) == 4,
    "P7.1.pick": lambda v, w: False,
    "P7.2.criteria": lambda v, w: sum(_judged(v).values()) == 4,
    "P7.2.households": lambda v, w: not w.behind(v, "evaluated"),
    "P7.2.out_of_poverty": lambda v, w: any(h.last("criteria", fresh=True).get("out") for h in w.adopted(v)),
    "P7.2.tpmap": lambda v, w: not any(h.tpmap_missing for h in w.adopted(v)),
    "H1.source": lambda v, w: True,
    "H1.place": lambda v, w: True,
    "H1.person": lambda v, w: v.every("member"),
    "H1.notice": lambda v, w: v.every("notice"),
    "H2.dimensions": lambda v, w: v.every("assessed", whole=True),
    "H3.order": lambda v, w: _of_program(v).every("signed"),
    "H3.adoption": lambda v, w: v.case.id in _of_program(v).adopted,
    "H3.officer": lambda v, w: v.every("officer"),
    "H4.goals": lambda v, w: _goals(v),
    "H4.agreement": lambda v, w: v.every("agreed", fresh=True),
    "H5.dimensions": lambda v, w: _helped(v),
    "H5.help": lambda v, w: v.every("helped", fresh=True),
    "H6.criteria": lambda v, w: v.every("criteria", fresh=True),
    "H6.reassessed": lambda v, w: _reassessed(v),
    "H7.out_of_poverty": lambda v, w: v.last("criteria", fresh=True).get("out"),
    "H7.tpmap": lambda v, w: v.help_in("tpmap") & {h.version for h in v.every("helped")} and not v.tpmap_missing,
    "H7.example": lambda v, w: v.every("example"),
}
