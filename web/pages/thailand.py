"""The map of the provinces: their outlines, and their places in a grid of tiles (web/data/map/NOTICE.md)."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Shape(NamedTuple):
    """A province on the map and in the grid."""

    code: str
    column: int
    row: int
    """Counted from 1, from the north-west."""
    outline: str
    """An SVG path within ``VIEW``."""


VIEW = "0 0 560 1025"
ABOVE_OR_BELOW = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4c\u0e4d")
"""Thai signs that sit on a letter without being marked as combining."""
LONGEST_LINE = 7


@cache
def shapes() -> tuple[Shape, ...]:
    """All provinces, in the order of their codes."""
    text = (files("web") / "data" / "map" / "thailand.csv").read_text(encoding="utf-8")
    return tuple(
        Shape(line["code"], int(line["column"]), int(line["row"]), line["outline"])
        for line in csv.DictReader(text.splitlines())
    )


def lines(name: str) -> tuple[str, ...]:
    """A province's name as it fits on a tile: in two lines when it is long, where it can be at the space between
    words, and no letter apart from the vowels and tones above and below it.
    """
    if " " in name and len(name) > LONGEST_LINE:
        spaces = [place for place, letter in enumerate(name) if letter == " "]
        middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
        return name[:middle], name[middle + 1 :]
    clusters: list[str] = []
    for letter in name:
        if clusters and (unicodedata.combining(letter) or letter in ABOVE_OR_BELOW):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    if len(clusters) <= LONGEST_LINE:
        return (name,)
    half = (len(clusters) + 1) // 2
    return "".join(clusters[:half]), "".join(clusters[half:])
