"""Where in the text of a rule set a field stands, so that a mistake can be pointed at."""

from __future__ import annotations

import re

HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
KEY = re.compile(r"^\s*([A-Za-z0-9_.\-]+)\s*=\s*(.*)$")
SAID = re.compile(r"line (\d+)")
"""How a reader of TOML says where it stopped."""


def line_of(text: str, field: str, said: str = "") -> int | None:
    """The line, from 1, on which a field such as "household.tiers[1].min_failed" stands, else that of the nearest
    part around it; what the reader of the text ``said`` itself goes first.
    """
    if named := SAID.search(said):
        return int(named[1])
    wanted = tuple(re.findall(r"[^.\[\]]+", field))
    best: tuple[int, int | None] = (0, None)
    for number, path in _paths(text):
        if len(path) > best[0] and path == wanted[: len(path)]:
            best = len(path), number
    return best[1]


def _paths(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Each line that begins a table, an element or a field, with its whole path; elements are counted from 0."""
    found: list[tuple[int, tuple[str, ...]]] = []
    places: dict[tuple[str, ...], int] = {}
    header: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    element = -1
    for number, line in enumerate(text.splitlines(), 1):
        if within is not None:
            if line.lstrip().startswith("{"):
                element += 1
                found.append((number, (*within, str(element))))
            if line.lstrip().startswith("]"):
                within = None
            continue
        if started := HEADER.match(line):
            raw = tuple(started[2].split("."))
            if started[1] == "[[":
                places[raw] = places.get(raw, -1) + 1
                places = {path: place for path, place in places.items() if path[: len(raw)] != raw or path == raw}
            header = _placed(raw, places)
            found.append((number, header))
        elif key := KEY.match(line):
            path = (*header, *key[1].split("."))
            found.append((number, path))
            if key[2].startswith("[") and "]" not in key[2]:
                within, element = path, -1
    return found


def _placed(raw: tuple[str, ...], places: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """A header's path with the place of every element on the way."""
    found: list[str] = []
    for length in range(1, len(raw) + 1):
        found.append(raw[length - 1])
        if raw[:length] in places:
            found.append(str(places[raw[:length]]))
    return tuple(found)
