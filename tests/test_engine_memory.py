"""What is kept is never out of date: it stands under all that it depends on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.memory import KEPT, Memory


class Ledger:
    """Groups of cases, and in which of them a fact was recorded at each size."""

    def __init__(self) -> None:
        self.facts: list[str] = []
        self.asked: list[Collection[str] | None] = []

    def changed(self, since: int) -> Collection[str] | None:
        new = self.facts[since:]
        return None if "reference" in new else set(new)

    def counts(self, size: int, only: Collection[str] | None) -> Mapping[str, int]:
        self.asked.append(only)
        known = self.facts[:size]
        return {group: known.count(group) for group in known if only is None or group in only}

    def ask(self, memory: Memory, size: int) -> Mapping[str, int]:
        return memory.by_group("counts", size, self.changed, lambda only: self.counts(size, only))


def test_an_answer_is_made_once_for_what_it_depends_on() -> None:
    memory, made = Memory(), list[int]()
    for size in (1, 1, 2, 1):
        assert memory.recall((size, "question"), lambda size=size: made.append(size) or size) == size
    assert made == [1, 2]


def test_an_answer_that_is_nothing_is_kept_too() -> None:
    memory, made = Memory(), list[int]()
    assert memory.recall("question", lambda: made.append(1)) is None
    assert memory.recall("question", lambda: made.append(2)) is None
    assert made == [1]


def test_only_groups_with_new_facts_are_asked_again() -> None:
    memory, ledger = Memory(), Ledger()
    ledger.facts = ["a", "b"]
    assert ledger.ask(memory, 2) == {"a": 1, "b": 1}
    assert ledger.ask(memory, 2) == {"a": 1, "b": 1}
    ledger.facts += ["b", "c"]
    assert ledger.ask(memory, 4) == {"a": 1, "b": 2, "c": 1}
    assert ledger.asked == [None, {"b", "c"}]


def test_all_groups_are_asked_again_once_what_they_share_has_changed() -> None:
    memory, ledger = Memory(), Ledger()
    ledger.facts = ["a"]
    ledger.ask(memory, 1)
    ledger.facts += ["reference", "b"]
    assert ledger.ask(memory, 3) == {"a": 1, "reference": 1, "b": 1}
    assert ledger.asked == [None, None]


def test_a_view_older_than_what_is_kept_gets_its_own_answer_and_leaves_the_newer_one() -> None:
    memory, ledger = Memory(), Ledger()
    ledger.facts = ["a", "a"]
    assert ledger.ask(memory, 2) == {"a": 2}
    assert ledger.ask(memory, 1) == {"a": 1}
    assert ledger.ask(memory, 2) == {"a": 2}
    assert ledger.asked == [None, None]


def test_what_was_asked_longest_ago_is_forgotten() -> None:
    memory, made = Memory(), list[int]()
    for number in (*range(KEPT + 1), 0):
        memory.recall(number, lambda number=number: made.append(number))
    assert made == [*range(KEPT + 1), 0]
