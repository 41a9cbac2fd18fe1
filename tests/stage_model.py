"""Cases once more, small and slow, from the guideline's words alone: what the product is held against.

A case is a list of what was said of it; every question goes through the list again (W1-W5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def __repr__(self) -> str:
        return f"{self.kind} {self.id[:6]}"

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
        return View(self, [opened, *(one for one in later if one.on <= day)], day)

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

    def __init__(self, case: Case, said: list[Said], day: date) -> None:
        self.case, self.said, self.day, self.fresh = case, said, day, list[Said]()
        self.stage, self.status, self.closed_as, self.cycle = "opened", "open", "", 1
        self.planned: Said | None = None
        self.to_answer: tuple[str, ...] | None = None
        self.waived: dict[str, int] = {}
        self.granted: dict[str, int] = {}
        self.lapsed: set[int] = set()
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
                    self.planned = one if here else None
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
                self.granted[one.data["requirement"]] = one.version
                self.asked.pop(one.data["of"], None)
            case "lapsed" if self.granted.get(one.data["requirement"]) == one.data["of"]:
                del self.granted[one.data["requirement"]]
                self.lapsed.add(self.waived.pop(one.data["requirement"]))
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

    def standing(self, what: str, ended_by: str, *, fresh: bool = False) -> list[Said]:
        """What was said and has not been ended since."""
        kept: dict[int, Said] = {}
        for one in self.fresh if fresh else self.said:
            if one.what == what:
                kept[one.version] = one
            elif one.what == ended_by:
                kept.pop(one.data["of"], None)
        return list(kept.values())

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
