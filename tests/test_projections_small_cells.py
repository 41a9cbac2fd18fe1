"""Hidden small cells stay hidden: no figure can be found by subtracting what is shown (P6.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import product
from operator import add

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.areas import Path
from projections.small_cells import TOTAL, Figure, Key, hidden_figures

LEAST = 3
PARTITIONS = {"out": (True, False), "tier": ("green", "yellow", "red")}
CLASSES = [(name, one) for name, classes in PARTITIONS.items() for one in classes]
KEYS = [TOTAL, *CLASSES]
Leaves = Mapping[Path, Counter[Key]]
Differences = tuple[int, ...]
"""How far another table lies from the true one in each of ``KEYS`` of one area."""
NEAR = {
    (total, *out, *tier)
    for total in (-1, 0, 1)
    for out, tier in product(*(product((-1, 0, 1), repeat=len(classes)) for classes in PARTITIONS.values()))
    if sum(out) == sum(tier) == total
}

people = st.lists(st.tuples(st.sampled_from((True, False)), st.sampled_from(("green", "yellow", "red"))), max_size=7)
countries = st.lists(st.lists(people, min_size=1, max_size=2), min_size=1, max_size=3)


def leaves(country: list[list[list[tuple[bool, str]]]]) -> Leaves:
    """Communities in their provinces, with the counts of their people."""
    return {
        ("TH", f"{p}", f"{p}.{c}"): Counter(key for out, tier in found for key in (TOTAL, ("out", out), ("tier", tier)))
        for p, province in enumerate(country)
        for c, found in enumerate(province)
    }


def figures(counts: Leaves) -> Counter[Figure]:
    return Counter(
        {
            (area, key): sum(found[key] for leaf, found in counts.items() if leaf[: len(area)] == area)
            for area in {leaf[:depth] for leaf in counts for depth in (1, 2, 3)}
            for key in KEYS
        }
    )


@given(countries)
@settings(max_examples=50)
def test_every_small_cell_is_hidden_and_for_each_hidden_one_another_table_fits_what_is_shown(
    country: list[list[list[tuple[bool, str]]]],
) -> None:
    counts = leaves(country)
    hidden = hidden_figures(counts, PARTITIONS, LEAST)
    small = {figure for figure, value in figures(counts).items() if 0 < value < LEAST}
    assert small <= hidden
    attack = Attack(counts, hidden)
    assert [figure for figure in hidden if not attack.differs(figure)] == []


class Attack:
    """All tables without negative counts that agree with what is shown and lie near the true one."""

    def __init__(self, counts: Leaves, hidden: frozenset[Figure]) -> None:
        self.counts, self.hidden = counts, hidden
        self.known: dict[Path, set[Differences]] = {}

    def differs(self, figure: Figure) -> bool:
        """Whether one of them has another value for this figure."""
        area, key = figure
        found = {difference for difference in self.tables(area) if difference[KEYS.index(key)]}
        while len(area) > 1:
            beside = (part for part in self.parts(area[:-1]) if part != area)
            area = area[:-1]
            found = self.fitting(area, sums(found, *map(self.tables, beside)))
        return bool(found)

    def tables(self, area: Path) -> set[Differences]:
        if area not in self.known:
            parts = self.parts(area)
            found = sums(*map(self.tables, parts)) if parts else of_a_leaf(self.counts[area])
            self.known[area] = self.fitting(area, found)
        return self.known[area]

    def parts(self, area: Path) -> list[Path]:
        depth = len(area)
        return sorted({leaf[: depth + 1] for leaf in self.counts if leaf[:depth] == area and leaf != area})

    def fitting(self, area: Path, found: set[Differences]) -> set[Differences]:
        shown = [place for place, key in enumerate(KEYS) if (area, key) not in self.hidden]
        return {difference for difference in found if not any(difference[place] for place in shown)}


def sums(first: set[Differences], *others: set[Differences]) -> set[Differences]:
    for other in others:
        first = {tuple(map(add, a, b)) for a, b in product(first, other)}
    return first


def of_a_leaf(found: Counter[Key]) -> set[Differences]:
    """Differences of at most one in each figure of a community that leave the sums of its partitions right."""
    return {near for near in NEAR if all(found[key] + d >= 0 for key, d in zip(KEYS, near, strict=True))}


def test_the_attack_finds_what_one_hidden_cell_leaves_open() -> None:
    """So that the property above can fail: hiding small cells alone protects nothing."""
    counts = leaves([[[(True, "green")] * 2 + [(False, "red")] * 4]])
    alone = frozenset((area, key) for area, key in figures(counts) if key == ("out", True))
    assert not Attack(counts, alone).differs((("TH",), ("out", True)))


def test_nothing_is_hidden_where_no_cell_is_small() -> None:
    assert (
        hidden_figures(leaves([[[(True, "green")] * 3, []], [[(False, "red")] * 5]]), PARTITIONS, LEAST) == frozenset()
    )


def test_a_small_cell_takes_along_a_cell_beside_it_and_the_same_two_of_another_area() -> None:
    """Not the totals, and not the zeros."""
    here = [(True, "green")] * 2 + [(True, "red")] * 6
    there = [(True, "green")] * 5 + [(True, "red")] * 4
    hidden = hidden_figures(leaves([[here], [there]]), PARTITIONS, LEAST)
    cells = {("tier", "green"), ("tier", "red")}
    assert hidden == {
        (area, key) for area in (("TH", "0"), ("TH", "1"), ("TH", "0", "0.0"), ("TH", "1", "1.0")) for key in cells
    }
