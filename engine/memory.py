"""What was worked out before, kept under everything it depends on: never out of date, only forgotten."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, TypeVar, cast

T = TypeVar("T")

KEPT = 128
"""Answers, and questions whose answers are kept by group."""
_NOTHING: Any = object()


class Memory:
    """Shared by the readers of one casework. Nobody changes what they get; nothing of what is sealed is kept here."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._groups: OrderedDict[Hashable, tuple[int, Mapping[str, Any]]] = OrderedDict()
        # Made one at a time: sixteen people who ask the same at once wait for one answer.
        self._making = threading.RLock()

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What stands under ``key``, which names all that it depends on; made if it isn't there."""
        found = self._answers.get(key, _NOTHING)
        if found is _NOTHING:
            with self._making:
                found = self._answers.get(key, _NOTHING)
                if found is _NOTHING:
                    found = make()
                    _put(self._answers, key, found)
        return cast(T, found)

    def by_group(
        self,
        key: Hashable,
        size: int,
        changed: Callable[[int], Collection[str] | None],
        ask: Callable[[Collection[str] | None], Mapping[str, T]],
    ) -> Mapping[str, T]:
        """An answer for each group of cases at a ledger size, where ``key`` names all else that it depends on.

        ``changed`` says which groups have new facts since an earlier size, None for all; ``ask`` answers for some
        groups, or for all. A group it doesn't mention has no answer.
        """
        with self._making:
            before, known = self._groups.get(key, (size + 1, cast("Mapping[str, T]", {})))
            if before == size:
                return known
            groups = changed(before) if before < size else None
            if groups is None:
                found = ask(None)
            else:
                kept = {group: answer for group, answer in known.items() if group not in groups}
                found = {**kept, **ask(groups)} if groups else known
            # A view older than what is kept gets its own answer and leaves the newer one.
            if before < size or key not in self._groups:
                _put(self._groups, key, (size, found))
            return found


def _put(among: OrderedDict[Hashable, T], key: Hashable, value: T) -> None:
    among[key] = value
    among.move_to_end(key)
    while len(among) > KEPT:
        among.popitem(last=False)
