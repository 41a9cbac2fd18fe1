"""Sentences of pages with numbers in them, and the English words that go by those numbers."""

from __future__ import annotations

import re

PLACE = re.compile(r"%s|\[(?P<one>[^|\]]*)\|(?P<many>[^|\]]*)\]")
"""Where a value stands, or words that go by the last value before them."""


def counted(pattern: str, *values: object) -> str:
    """A value at each ``%s`` of the pattern; of ``[case|cases]`` the first word after a one, the second after others.

    Thai words stay as they are whatever the number, so only English patterns offer a choice.
    """
    left, shown = iter(values), ""

    def put(place: re.Match[str]) -> str:
        nonlocal shown
        if place["one"] is not None:
            return place["one"] if shown == "1" else place["many"]
        shown = str(next(left))
        return shown

    return PLACE.sub(put, pattern)
