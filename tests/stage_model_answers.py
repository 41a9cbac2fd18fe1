"""What asking for something comes to, once more and from the guideline's words alone: said, or refused for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tests.stage_model import FIXES, ORDERED, STAGES, Case, Said, View
from tests.stage_model_rules import EX_OFFICIO, RULES, SEATS, SINGLE, WAIVER_BARS, World

TWO_PEOPLE = {("program", "planned")}
"""Stages that the rule set of these tests enters by two people."""
BY_TWO = ("waived", "lapsed")
"""What nobody corrects alone."""
MOVES = ("advance", "confirm_move", "return", "suspend")
FIXING = ("correct", "retract", "confirm_fix", "decline_fix")
NEXT_YEAR = date(2021, 10, 1)
"""From this day on a program of fiscal year 2564 is selected too late (P1.2)."""
BIG_INCOME = 40_000
"""Above every poverty line, for as many as live in these households."""

New = tuple[str, Mapping[str, Any]]


class No(Exception):
    """Refused for these requirements; "input" stands for what can't even be asked."""

    def __init__(self, *ids: str) -> None:
        super().__init__(", ".join(ids))
        self.ids = frozenset(ids)


class Answers:
    """Decides what the world's rules let happen, and keeps it."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today

    def ask(self, case: Case, what: str, on: date, by: str, data: Mapping[str, Any]) -> list[Said]:
        """What is newly said of the case. Raises No, and then nothing is."""
        if on > self.today:
            raise No("input")
        now = case.at()
        if now.status == "closed" and what not in (*FIXING, "reopen"):
            raise No("W4")
        if now.status == "suspended" and what in MOVES:
            raise No("W4")
        return self.keep(case, self._news(case.at(on), what, on, by, data), on, by)

    def open_household(self, case: Case, on: date, by: str, code: str, *, notice: bool) -> None:
        """Put a household on record; its program must be running then, and its house code nobody else's."""
        assert case.program is not None
        if on > self.today:
            raise No("input")
        self._running(case.program, on)
        news: list[New] = [("opened", {"house_code": code}), ("member", {})]
        self.keep(case, iter([*news, ("notice", {})] if notice else news), on, by)
        self.world.cases[case.id] = case

    def _running(self, program: Case, on: date) -> None:
        """Refused for a program that is closed, on that day or now."""
        if "closed" in (program.at(on).status, program.at().status):
            raise No("W4")

    def keep(self, case: Case, news: Iterator[New], on: date, by: str) -> list[Said]:
        """Add to the case, unless moves would be out of order or two cases would hold the same."""
        before = list(case.said)
        for what, data in news:
            case.said.append(Said(len(case.said) + 1, on, by, what, data))
        try:
            if not case.in_order():
                raise No("W1")
            others = {held for other in self.world.cases.values() if other is not case for held in other.at().held}
            for held in case.at().held:
                if held in others:
                    raise No(f"claim.{held[0]}")
                others.add(held)
        except No:
            case.said = before
            raise
        return case.said[len(before) :]

    def _news(self, view: View, what: str, on: date, by: str, data: Mapping[str, Any]) -> Iterator[New]:
        match what:
            case "advance" | "confirm_move" | "return" | "suspend" | "resume" | "close" | "reopen" | "decline_move":
                yield from self._moved(view, what, by, data)
            case "ask_waiver" | "confirm_waiver" | "decline_waiver":
                yield from self._waived(view, what, by, data)
            case "correct" | "retract" | "confirm_fix" | "decline_fix":
                yield from self._fixed(view, what, by, data)
            case _:
                yield from self._recorded(view, what, data)

    # Moves (W1, W4)

    def _moved(self, view: View, what: str, by: str, data: Mapping[str, Any]) -> Iterator[New]:
        here = STAGES.index(view.stage)
        match what:
            case "advance" if data["to"] != view.stage:
                to = self._gate(view, data["to"])
                if (view.case.kind, to) not in TWO_PEOPLE:
                    yield from self._lapsing(view)
                    yield "reached", {"to": to}
                elif not any(one.what == "move_asked" and one.data["to"] == to for one in view.asked.values()):
                    yield "move_asked", {"to": to}
            case "confirm_move":
                to = self._gate(view, self._second(view, data["of"], "move_asked", by).data["to"])
                yield from self._lapsing(view)
                yield "reached", {"to": to}
            case "decline_move":
                self._second(view, data["of"], "move_asked", by)
                yield "move_declined", data
            case "return" if data["to"] != view.stage:
                if not 0 < STAGES.index(data["to"]) < here:
                    raise No("W4")
                yield from self._lapsing(view)
                yield "returned", {"to": data["to"]}
            case "suspend":
                yield "suspended", {}
            case "resume" if view.status == "suspended":
                yield "resumed", {}
            case "reopen" if view.status == "closed":
                if view.case.program is not None:
                    self._running(view.case.program, view.day)
                yield "reopened", {}
            case "close":
                own = [case for case in self.world.cases.values() if case.program is view.case]
                if any(case.at(view.day).status != "closed" for case in own):
                    raise No("W4")
                program = view.case.program
                if data["reason"] == "not_adopted" and program is not None and view.case.id in program.at().adopted:
                    raise No("W4")
                yield "closed", {"reason": data["reason"]}

    def _gate(self, view: View, to: str) -> str:
        if STAGES.index(to) != STAGES.index(view.stage) + 1:
            raise No("W1")
        if view.case.kind == "program" and to == "selected" and view.day >= NEXT_YEAR:
            raise No("P1.2")
        lacking = self.world.missing(view, to) - view.waived.keys()
        if lacking:
            raise No(*lacking)
        return to

    def _lapsing(self, view: View) -> Iterator[New]:
        for id in RULES:
            if id in view.granted and self.world.meets(view, id):
                yield "lapsed", {"requirement": id, "of": view.granted[id]}

    def _second(self, view: View, version: int, what: str, by: str) -> Said:
        asked = view.asked.get(version)
        if asked is None or asked.what != what or asked.by == by:
            raise No("U5")
        return asked

    # Waivers (W3)

    def _waived(self, view: View, what: str, by: str, data: Mapping[str, Any]) -> Iterator[New]:
        if what == "ask_waiver":
            id = data["requirement"]
            if id not in RULES and id not in WAIVER_BARS:
                raise No("input")
            if id.startswith(("P3.3", "H3.order", "P7.1")) or id in WAIVER_BARS or self.world.meets(view, id):
                raise No("W3")
            pending = [one.data["requirement"] for one in view.asked.values() if one.what == "waiver_asked"]
            if id not in view.waived and id not in pending:
                yield "waiver_asked", {"requirement": id}
        elif what == "decline_waiver":
            self._second(view, data["of"], "waiver_asked", by)
            yield "waiver_declined", data
        elif data["of"] not in (*view.waived.values(), *view.lapsed):
            asked = self._second(view, data["of"], "waiver_asked", by)
            yield "waived", {"of": data["of"], "requirement": asked.data["requirement"]}

    # Corrections (W5)

    def _fixed(self, view: View, what: str, by: str, data: Mapping[str, Any]) -> Iterator[New]:
        if what in ("confirm_fix", "decline_fix"):
            fix = self._second(view, data["of"], "fix_proposed", by).data
            if what == "confirm_fix":
                self._still_right(view.case, data["of"], fix)
            yield ("fix_confirmed" if what == "confirm_fix" else "fix_declined"), data
            return
        fix = {"on": None, "data": {}, "gone": what == "retract", **data}
        found = [one for one in view.case.counting() if one.version == fix["of"] and one.what not in FIXES]
        if not found:
            raise No("W5")
        if fix["on"] is not None and fix["on"] > self.today:
            raise No("input")
        if found[0].what in ORDERED and (fix["gone"] or fix["data"]):
            raise No("W5")
        self._held(view.case, found[0], fix)
        yield ("corrected" if found[0].by == by and found[0].what not in BY_TWO else "fix_proposed"), fix

    def _still_right(self, case: Case, proposal: int, fix: Mapping[str, Any]) -> None:
        """Nothing else came of the corrected fact since the proposal."""
        for one in case.said[proposal:]:
            settled = case.said[one.data["of"] - 1].data if one.what == "fix_confirmed" else one.data
            if one.what in ("corrected", "fix_confirmed") and settled["of"] == fix["of"]:
                raise No("W5")
        self._held(case, next(one for one in case.counting() if one.version == fix["of"]), fix)

    def _held(self, case: Case, step: Said, fix: Mapping[str, Any]) -> None:
        """A step is moved only to a day on which its gate held."""
        if step.what == "reached" and fix["on"] is not None:
            before = [one for one in case.at(fix["on"]).said if one.version != step.version]
            view = View(case, before, fix["on"])
            if self.world.missing(view, step.data["to"]) - view.waived.keys():
                raise No("W1")

    # Evidence (W2)

    def _recorded(self, view: View, what: str, data: Mapping[str, Any]) -> Iterator[New]:
        match what:
            case "notice" | "example" if view.every(what):
                return
            case "officer" if (now := view.last("officer").get("name")) is not None:
                if now != data["name"]:
                    raise No("H3")
            case "no_help" if view.every("no_help", fresh=True, dimension=data["dimension"]):
                return
            case "tpmap" | "no_tpmap":
                help = {one.version for one in view.every("helped")}
                if not set(data["help"]) <= help:
                    raise No("input")
                new = set(data["help"]) - view.help_in(what)
                if new:
                    yield what, {"help": tuple(new)}
            case "goal_dropped":
                goals = [one.version for one in view.every("goal", fresh=True)]
                if data["of"] not in goals:
                    raise No("input")
                if data["of"] in [one.version for one in view.standing("goal", "goal_dropped", fresh=True)]:
                    yield what, data
            case "activity_dropped":
                if data["of"] in [one.version for one in view.standing("activity", "activity_dropped", fresh=True)]:
                    yield what, data
            case "criteria":
                incomes = [one.data["baht"] for one in view.every("income")]
                risen = len(incomes) > 1 and BIG_INCOME == incomes[-1] > incomes[0]
                # Nobody on record (the only member retracted): no income a head to compare.
                if data["out"] and not (risen and view.every("member")):
                    raise No("H6.criteria")
                yield what, data
            case "adopted":
                yield from self._adopted(view, data)
            case "proposed" | "seated" | "vacated":
                yield from self._seated(view, what, data)
            case _:
                yield what, data

    def _adopted(self, view: View, data: Mapping[str, Any]) -> Iterator[New]:
        for id in data["households"]:
            household = self.world.cases[id].at(view.day)
            tier = household.every("assessed", whole=True)
            decided = tier and (tier[-1].data["fails"] or data["despite"])
            if household.case.program is not view.case or household.status == "closed" or not decided:
                raise No("P4.1")
        held = {**data, "households": tuple(dict.fromkeys(data["households"]))}
        if not any(one.on == view.day and one.data == held for one in view.every("adopted")):
            yield "adopted", held

    def _seated(self, view: View, what: str, data: Mapping[str, Any]) -> Iterator[New]:
        holders = [one.data["seat"] for one in view.standing("seated", "vacated")]
        if what == "vacated":
            if data["of"] not in [one.version for one in view.every("seated")]:
                raise No("input")
            if data["of"] in [one.version for one in view.standing("seated", "vacated")]:
                yield what, data
            return
        new = [data["seat"]] if what == "seated" else [seat for seat in SEATS if seat not in data["without"]]
        taken = any(seat in SINGLE and seat in holders for seat in new)
        if taken or (view.every("signed") and not set(new) <= set(EX_OFFICIO)):
            raise No("P3.4")
        yield from (("seated", {"seat": seat}) for seat in new)
        if what == "proposed":
            yield "proposed", {}
