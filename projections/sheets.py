"""Score sheets of the offices: each community's level by which facts, places short of the quota counted 0 (S3, S4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from aggregates.program_record import Evidence, Program
from aggregates.rules_in_force import reference
from aggregates.zone_review_facts import BestPracticePicked, PickWithdrawn
from aggregates.zone_review_state import REVIEW, review_case
from engine.bilingual import Text
from engine.refusal import BadInput, Cite
from projections.as_of import CitedFact
from projections.scored_communities import CommunityFacts, community_facts, counted_programs
from projections.scored_households import ScoredHouseholds
from projections.sheet_moment import SheetMoment
from workflows.milestones import Seen, ZoneFound, asks_the_zone, milestones_found, zone_found
from workflows.sheet_scores import CommunityScore, SheetScore


class ProvinceFacts(msgspec.Struct, frozen=True):
    """A province and its communities of the year."""

    name: Text
    seen: tuple[Seen, ...]
    communities: tuple[CommunityFacts, ...]
    """As the scored year alone shows them."""


class ZoneFacts(msgspec.Struct, frozen=True):
    """A zone in the scored year."""

    provinces: tuple[ProvinceFacts, ...]
    review: str
    pick: Evidence[BestPracticePicked] | None
    withdrawn: tuple[Evidence[PickWithdrawn], ...]


class Sheets:
    """One sheet at one moment, for any office of its kind. What several offices share is read once."""

    def __init__(self, moment: SheetMoment) -> None:
        self.moment = moment
        known, day = reference(moment.asked), moment.then.on
        listed = ((code, known.province(code, day)) for code in known.provinces)
        places = {code: found for code, found in listed if found is not None and found.zone is not None}
        self._names = {code: Text(found.th, found.en) for code, found in places.items()}
        self._zones = {code: found.zone for code, found in places.items() if found.zone is not None}
        self._zone_names = {number: Text(zone.th, f"Zone {number}") for number, zone in known.zones.items()}
        self._households: list[ScoredHouseholds] = []
        self._provinces: dict[str, ProvinceFacts] = {}
        self._of_zone: dict[int, ZoneFound] = {}

    @property
    def offices(self) -> Mapping[str, Text]:
        """The offices scored on this sheet, by code: a zone's number in two digits, or a province's code."""
        if self.moment.sheet.office == "province":
            return self._names
        return {f"{number:02}": self._zone_names[number] for number in sorted(set(self._zones.values()))}

    def scores(self, offices: Iterable[str]) -> Iterator[tuple[str, SheetScore]]:
        """How several offices stand, whose communities are gathered in one go. Raises BadInput as ``score``."""
        asked = list(offices)
        self._read(dict.fromkeys(province for office in asked for province in self._provinces_of(office)))
        for office in asked:
            yield office, self.score(office)

    def score(self, office: str) -> SheetScore:
        """How an office stands. Raises BadInput for one that isn't there, naming those that are."""
        sheet, provinces = self.moment.sheet, self._provinces_of(office)
        self._read(provinces)
        return SheetScore(
            sheet=sheet.code,
            office=office,
            fiscal_year=self.moment.year,
            weight=sheet.weight,
            communities=tuple(score for province in provinces for score in self._scored(province)),
        )

    def cited(self, cites: Iterable[Cite]) -> dict[Cite, CitedFact]:
        """The facts that a score of these sheets cites, as they counted at the moment."""
        asked = list(cites)
        found: dict[Cite, CitedFact] = {}
        for households in self._households:
            found |= households.cited(cite for cite in asked if cite in households)
        found |= self.moment.then.cited(cite for cite in asked if cite not in found)
        return {cite: found[cite] for cite in asked}

    def _provinces_of(self, office: str) -> tuple[str, ...]:
        if office not in self.offices:
            listed = ", ".join(self.offices)
            raise BadInput("office", f"ไม่มีหน่วยงานนี้ ให้ใช้: {listed}", f"must be one of: {listed}")
        return (office,) if self.moment.sheet.office == "province" else self._of(int(office))

    def _scored(self, province: str) -> Iterator[CommunityScore]:
        moment, found = self.moment, self._provinces[province]
        of_zone = self._zone_found(self._zones[province])
        for seen in found.seen:
            milestones = tuple(milestones_found(moment.sheet, seen, of_zone, moment.rules))
            level = sum(milestone.reached for milestone in milestones)
            yield CommunityScore(seen.ever.case, province, seen.ever.name, level, milestones)
        short = moment.rules.program.area.quota(moment.year) - len(found.seen)
        for _ in range(short):
            name = Text(f"{found.name.th} (ยังขาดชุมชนตามเป้าหมาย)", f"{found.name.en} (short of the quota)")
            yield CommunityScore(None, province, name, 0, ())

    def _zone_found(self, zone: int) -> ZoneFound:
        if zone not in self._of_zone:
            asked = asks_the_zone(self.moment.sheet)
            self._of_zone[zone] = zone_found(self.moment.sheet, self._zone(zone), self.moment.rules) if asked else {}
        return self._of_zone[zone]

    def _zone(self, zone: int) -> ZoneFacts:
        provinces, case = self._of(zone), review_case(zone, self.moment.year)
        self._read(provinces)
        review = self.moment.then.found(REVIEW, case)
        pick = None if review is None else review.pick
        return ZoneFacts(
            provinces=tuple(self._provinces[code] for code in provinces),
            review=case,
            pick=pick if pick and pick.mark.on >= self.moment.since else None,
            withdrawn=() if review is None else review.withdrawn,
        )

    def _of(self, zone: int) -> tuple[str, ...]:
        return tuple(code for code, of in self._zones.items() if of == zone)

    def _read(self, provinces: Iterable[str]) -> None:
        """Gather the communities of these provinces, unless they were gathered before."""
        then, rules = self.moment.then, self.moment.rules
        new = [code for code in provinces if code not in self._provinces]
        if not new:
            return
        programs = {code: dict(counted_programs(then, code, self.moment.year, rules)) for code in new}
        cases = [case for found in programs.values() for case in found]
        households = ScoredHouseholds(then, self.moment.since, cases, rules)
        self._households.append(households)
        for code, found in programs.items():
            both = [self._facts(case, program, households) for case, program in found.items()]
            seen = tuple(Seen(ever, this_year) for ever, this_year in both)
            self._provinces[code] = ProvinceFacts(self._names[code], seen, tuple(this_year for _, this_year in both))

    def _facts(
        self, case: str, program: Program, households: ScoredHouseholds
    ) -> tuple[CommunityFacts, CommunityFacts]:
        """What a community ever showed, and what it showed in the year."""
        adopted = {household: adoption.mark for household, adoption in program.adopted.items()}
        known, of = self.moment.then.facts(case)[1:], households.of(case, adopted)
        since = self.moment.since
        this_year = [item for item in known if item.on >= since]
        ever = community_facts(case, program, known, of)
        return ever, ever if len(this_year) == len(known) else community_facts(case, program, this_year, of)
