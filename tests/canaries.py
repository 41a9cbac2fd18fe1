"""Everything personal in a store, in the spellings in which it could turn up where it doesn't belong."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from engine.casework import Casework
from engine.facts import Recorded
from engine.keys import KeyMissing
from engine.sealed import Sealed

SHORTEST = 5
"""Letters of a word that is searched for: shorter ones stand everywhere."""


def personal(casework: Casework) -> set[str]:
    """Every text and every long number in any box of any fact, and every reason."""
    with casework.reading() as reader:
        cases = [row[0] for row in reader.connection.execute("SELECT DISTINCT originator_id FROM stored_events")]
        records = [record for case in cases for record in reader.facts(case)]
    return {word for record in records for word in _in_boxes(casework, record)}


def spellings(word: str) -> tuple[str, ...]:
    """A word as it would look in JSON, in an address, and in base64."""
    return word, json.dumps(word)[1:-1], quote(word), b64encode(word.encode()).decode().rstrip("=")


def expect_nothing_personal(casework: Casework, written: str) -> None:
    """Fails naming what was found, when anything personal stands in ``written``."""
    found = [word for word in personal(casework) if any(spelling in written for spelling in spellings(word))]
    assert not found, f"personal data was written down: {found}"


def _in_boxes(casework: Casework, record: Recorded) -> Iterator[str]:
    boxes = [getattr(fact, name) for fact in (record.fact, record.replacement) if fact for name in fact.spec.boxes]
    for box in (*boxes, record.because):
        if isinstance(box, Sealed):
            try:
                yield from _words(casework.vault.open_raw(box))
            except KeyMissing:
                continue


def _words(content: Any) -> Iterator[str]:
    match content:
        case dict():
            for value in content.values():
                yield from _words(value)
        case list():
            for value in content:
                yield from _words(value)
        case str() if len(content) >= SHORTEST:
            yield content
