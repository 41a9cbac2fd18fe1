"""Which figures to hide so that nobody is recognised, not even by subtracting what is shown (P6.4).

Figures are counts of people by area, from the smallest areas up to the whole, in total and by the classes of
one or more partitions. A count from 1 to below the least is hidden, and with it as many others as it takes: for
every hidden figure there is another table, with no negative count, that agrees with everything shown and differs
in that figure by one. Zeros are hidden only where no other figure serves. Publications for different days are not
protected against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from projections.areas import Path

Key = tuple[str, Hashable]
"""A partition and one of its classes."""
Figure = tuple[Path, Key]
TOTAL: Key = ("total", None)


def hidden_figures(
    leaves: Mapping[Path, Mapping[Key, int]], partitions: Mapping[str, Sequence[Hashable]], least: int
) -> frozenset[Figure]:
    """The figures to hide, of the ``leaves`` and of every area around them (each leading part of their paths).

    A leaf counts people under ``TOTAL``, and each of them again in one class of every partition.
    """
    table = _Table(leaves, partitions)
    for area in table.areas:
        for key in table.keys:
            if 0 < table.values[area, key] < least and table.loss[area, key]:
                for figure in min(table.alternatives(area, key), key=table.cost):
                    table.loss[figure] = 0
    return frozenset(figure for figure, loss in table.loss.items() if not loss)


class _Table:
    """All figures, and what hiding each would take away: nothing once it is hidden."""

    def __init__(self, leaves: Mapping[Path, Mapping[Key, int]], partitions: Mapping[str, Sequence[Hashable]]) -> None:
        self.classes = {name: [(name, one) for one in classes] for name, classes in partitions.items()}
        self.keys = [TOTAL, *(key for keys in self.classes.values() for key in keys)]
        self.values: Counter[Figure] = Counter()
        self.parts: dict[Path, dict[Path, None]] = {}
        for leaf, counts in sorted(leaves.items()):
            for depth in range(1, len(leaf) + 1):
                area = leaf[:depth]
                self.parts.setdefault(area[:-1], {})[area] = None
                for key in self.keys:
                    self.values[area, key] += counts.get(key, 0)
        self.areas = sorted({area for area, _ in self.values}, key=lambda area: (len(area), area))
        # A zero is often one that could be nothing else, so it protects worse than any other figure.
        self.loss = {(area, key): 1 + (value or self.values[area, TOTAL]) for (area, key), value in self.values.items()}

    def cost(self, figures: Iterable[Figure]) -> int:
        """What hiding these takes away beyond what is hidden already."""
        return sum(map(self.loss.__getitem__, figures))

    def alternatives(self, area: Path, key: Key) -> Iterator[set[Figure]]:
        """Sets of figures, this one among them, that may all differ by one together with nothing else.

        An area without others beside it has the figures of the one around it, which was hidden before.
        """
        others = [part for part in self.parts[area[:-1]] if part != area]
        leaf = self._leaf(area, (key,), key)
        somebody = self._counted_in(leaf, key)
        gone = _way(area, leaf, somebody)
        if not others:
            yield gone
        for other in others:
            yield gone | _way(other, self._leaf(other, somebody), somebody)
        for beside in self.classes.get(key[0], ()):
            if beside != key:
                yield from self._exchanges(area, others, (key, beside))

    def _exchanges(self, area: Path, others: Sequence[Path], pair: tuple[Key, Key]) -> Iterator[set[Figure]]:
        """Somebody here changes class; somebody in another area changes the other way, where there is one."""
        if not others:
            yield _way(area, self._leaf(area, pair, pair[0]), pair)
        for here, there in (pair, pair[::-1]):
            able = [other for other in others if self.values[other, there]]
            if able and self.values[area, here]:
                changed = _way(area, self._leaf(area, pair, here), pair)
                ways = (_way(other, self._leaf(other, pair, there), pair) for other in able)
                yield changed | min(ways, key=self.cost)

    def _counted_in(self, leaf: Path, key: Key) -> tuple[Key, ...]:
        """What one of the people under ``key`` is counted in: the total, and a class of every partition."""
        classes = ([key] if key[0] == name else keys for name, keys in self.classes.items())
        held = ([one for one in keys if self.values[leaf, one]] for keys in classes)
        return (TOTAL, *(min(keys, key=lambda one: self.cost([(leaf, one)])) for keys in held))

    def _leaf(self, area: Path, keys: Sequence[Key], need: Key | None = None) -> Path:
        """A smallest area within, with somebody under ``need``, on whose way down little is shown of ``keys``."""
        while area in self.parts:
            parts = (part for part in self.parts[area] if need is None or self.values[part, need])
            area = min(parts, key=lambda part: self.cost((part, key) for key in keys))
        return area


def _way(area: Path, leaf: Path, keys: Sequence[Key]) -> set[Figure]:
    """The figures of ``keys`` from an area down to a smallest one within it."""
    return {(leaf[:depth], key) for depth in range(len(area), len(leaf) + 1) for key in keys}
