"""What the households of a community lack, requirement by requirement, so that it can be supplied for all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from workflows.household_action import without_goal, without_help
from workflows.rule_terms import Term
from workflows.rules import Rules

BY_DIMENSION: Mapping[str, Callable[[HouseholdCase, Rules], list[Term]]] = {
    "H4.goals": without_goal,
    "H5.dimensions": without_help,
}
"""Requirements that each failed dimension must meet: their gaps are told dimension by dimension."""


class Lack(NamedTuple):
    """One thing that is missing before the next stage."""

    requirement: str
    number: str
    label: Text
    dimension: str | None = None
    place: int = 0
    """Where its dimension stands among the rules'."""

    @property
    def key(self) -> str:
        """What names it in an address."""
        return self.requirement if self.dimension is None else f"{self.requirement}.{self.dimension}"


class Group(NamedTuple):
    """All households that lack the same; or, without a lack, those that may enter the same stage."""

    lack: Lack | None
    to: str | None
    cases: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"to.{self.to}" if self.lack is None else self.lack.key


class Standing(Protocol):
    """A household in a table, as far as it is grouped by."""

    @property
    def case(self) -> str: ...
    @property
    def to(self) -> str | None: ...
    @property
    def lacks(self) -> tuple[Lack, ...]: ...
    @property
    def open(self) -> bool: ...


def lacks(gate: Mapping[str, Any], state: HouseholdCase, rules: Rules) -> tuple[Lack, ...]:
    """What a gate of ``web.answers.gate`` finds missing of a household."""
    missing = (item for item in gate["items"] if not item["met"] and item["waived"] is None)
    return tuple(lack for item in missing for lack in _told(item, state, rules))


def grouped(rows: Iterable[Standing]) -> list[Group]:
    """Open households by what they lack, in the order of the gates; those that lack nothing, by where they may go."""
    found: dict[str, tuple[Lack | None, str | None, list[str]]] = {}
    for row in rows:
        if not row.open or row.to is None:
            continue
        for lack in row.lacks:
            found.setdefault(lack.key, (lack, None, []))[2].append(row.case)
        if not row.lacks:
            found.setdefault(f"to.{row.to}", (None, row.to, []))[2].append(row.case)
    groups = [Group(lack, to, tuple(cases)) for lack, to, cases in found.values()]
    return sorted(groups, key=_in_order)


def _in_order(group: Group) -> tuple[bool, str, int]:
    assert HOUSEHOLD.workflow is not None
    if group.lack is None:
        return True, "", HOUSEHOLD.workflow.position(group.to or "")
    return False, group.lack.requirement, group.lack.place


def _told(item: Mapping[str, Any], state: HouseholdCase, rules: Rules) -> list[Lack]:
    whole = Lack(item["id"], item["number"], Text(**item["label"]))
    by_dimension = BY_DIMENSION.get(item["id"])
    lacking = () if by_dimension is None else by_dimension(state, rules)
    return [
        whole._replace(
            label=Text(f"{whole.label.th}: {one.th}", f"{whole.label.en}: {one.en}"), dimension=one.code, place=place
        )
        for place, one in enumerate(rules.household.dimensions)
        if one in lacking
    ] or [whole]
