"""What each stage asks for, once more and from the guideline's words alone (W1, W3, P1-P7, H1-H7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from tests.stage_model import STAGES, Case, View

SINGLE = ("district_chief", "zone_director", "local_mayor", "volunteer_chair", "local_social_officer")
EX_OFFICIO = (*SINGLE, "one_home_heads")
SEATS = (
    *EX_OFFICIO,
    *("government", "local_leaders", "civil_society"),
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
            *("P7.1.pick", "P7.2.waivers", "P7.2.criteria"),
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
WAIVER_BARS = ("P7.2.waivers", "H7.waivers")


class World:
    """All cases, and the least number of households a program needs."""

    def __init__(self, min_households: int) -> None:
        self.min_households = min_households
        self.cases: dict[str, Case] = {}

    def households(self, program: View) -> dict[str, View]:
        """Those of the program, and those it adopted, as they stood on the day of the view."""
        own = [case.id for case in self.cases.values() if case.program is program.case]
        return {id: self.cases[id].at(program.day) for id in dict.fromkeys((*own, *program.adopted))}

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
    holders = [one.data["seat"] for one in view.standing("seated", "vacated")]
    return all(holders.count(seat) == 1 if seat in SINGLE else seat in holders for seat in SEATS)


def _delivered(view: View) -> bool:
    return {one.data["to"] for one in view.every("delivered", fresh=True, whole=True)} == {"governor", "zone_office"}


def _judged(view: View) -> dict[str, bool]:
    return {code: holds for one in view.every("judged", fresh=True) for code, holds in one.data["found"].items()}


def _goals(view: View) -> bool:
    goals = view.standing("goal", "goal_dropped", fresh=True)
    return bool(goals) and set(view.failed) <= {one.data["dimension"] for one in goals}


def _helped(view: View) -> bool:
    answered = [*view.every("helped", fresh=True), *view.every("no_help", fresh=True)]
    return set(view.failed) <= {one.data["dimension"] for one in answered}


def _reassessed(view: View) -> bool:
    """A whole assessment of this cycle, later than planning began, on or after the last help H5 relies on: the first
    of all and of each kind."""
    helped = view.every("helped", fresh=True)
    relied = helped[:1]
    for dimension in view.failed:
        relied += [one for one in helped if one.data["dimension"] == dimension][:1]
    since = max((one.on for one in relied), default=date.min)
    began = (view.planned.on, view.planned.version) if view.planned else (date.min, 0)
    whole = view.every("assessed", fresh=True, whole=True)
    return bool(whole) and whole[-1].on >= since and (whole[-1].on, whole[-1].version) > began


def _of_program(view: View) -> View:
    assert view.case.program is not None
    return view.case.program.at(view.day)


RULES: Mapping[str, Callable[[View, World], object]] = {
    "P1.1": lambda v, w: v.every("briefed"),
    "P1.2": lambda v, w: v.last("area").get("whole"),
    "P1.3": lambda v, w: v.every("integrated"),
    "P2.1": lambda v, w: v.every("situation"),
    "P2.2": lambda v, w: v.every("studied", whole=True),
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
    "P4.3": lambda v, w: v.standing("activity", "activity_dropped", fresh=True),
    "P5.3.households": lambda v, w: not w.behind(v, "intervened"),
    "P5.3.activity": lambda v, w: v.every("done", fresh=True),
    "P5.3.visit": lambda v, w: v.every("visit", fresh=True),
    "P6.1": lambda v, w: v.every("lessons", fresh=True, whole=True),
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
