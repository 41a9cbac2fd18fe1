"""Names facts in lists of evidence by the command that records them, and leads to the moment each was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader


def fact_words(kinds: Iterable[Kind[Any]]) -> Mapping[str, Text]:
    """Topic -> label of the command whose fact it is first of all."""
    found: dict[str, Text] = {}
    for kind in kinds:
        for decision in kind.decisions.values():
            found.setdefault(decision.records[0].spec.name, decision.label)
    return found


def kinds_cited(reader: Reader, answer: Any) -> dict[str, str]:
    """Case -> kind, of every fact cited anywhere in an answer."""
    return {case: reader.kind_of(case).name for case in dict.fromkeys(_cases(answer))}


def _cases(answer: Any) -> Iterable[str]:
    if isinstance(answer, Mapping):
        if {"case", "version", "topic"} <= answer.keys():
            yield answer["case"]
        for value in answer.values():
            yield from _cases(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _cases(value)
