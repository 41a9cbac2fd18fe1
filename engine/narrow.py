"""Histories read narrowly: the facts that count and the marks they leave, without the rest of their envelopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.facts import Fact
from engine.history import CORRECTING, Mark, counted
from engine.mapper import FactMapper, day

Line = tuple[Any, ...]
"""A row of the store: leaf, case, version, topic, state, by, on, at, because."""


def in_order(lines: Sequence[Line]) -> bool:
    """Whether no fact was late or corrected, so that nothing was ever said differently."""
    latest = ""
    for line in lines[1:]:
        if line[6] < latest or line[3] in CORRECTING:
            return False
        latest = line[6]
    return True


def marked(lines: Sequence[Line], mapper: FactMapper) -> list[tuple[Fact, Mark]]:
    """The facts of a case that count, in the order they happened, each with its mark."""
    if not in_order(lines):
        found = counted([mapper.from_row(line) for line in lines])
        return [(item.fact, Mark(item.version, item.on, item.record.by)) for item in found]
    decode = mapper.registry.decode
    return [
        (decode(topic, state, case, version), Mark(version, day(on), by))
        for _, case, version, topic, state, by, on, _, _ in lines
    ]
