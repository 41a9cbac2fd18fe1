"""The spellings of headers and words that lists use, kept as data beside this module."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from engine.thai import canonical, to_arabic

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_LETTER = re.compile(r"[^\w\u0e31\u0e33-\u0e3a\u0e47-\u0e4e#]|_")
_SPACE_OR_DOT = re.compile(r"[ .](?=.)|(?<=.)[ .]$")


def header_key(header: str) -> str:
    """What two spellings of one column header have in common."""
    text = to_arabic(canonical(header)).casefold()
    return _NO_LETTER.sub("", _BRACKETED.sub("", text))


def word_key(word: str) -> str:
    """What two spellings of one word in a cell have in common."""
    return _SPACE_OR_DOT.sub("", to_arabic(canonical(word)).casefold())


def _data(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("web.imports").joinpath(name).read_text("utf-8"))


FIELD_OF_HEADER: dict[str, dict[str, str]] = {
    kind: {header_key(header): field for field, headers in fields.items() for header in headers}
    for kind, fields in _data("columns.toml").items()
}
"""For a list and for a sheet of members: the field that a header's key stands for."""

_WORDS = _data("words.toml")

MEANING: dict[str, dict[str, str]] = {
    topic: {word_key(word): meaning for meaning, words in meanings.items() for word in words}
    for topic, meanings in _WORDS.items()
    if topic != "place"
}
"""For each topic (dimension, nothing, sex, relation): what a word's key means."""

BEFORE_PLACE: dict[str, tuple[str, ...]] = {
    field: tuple(sorted(words, key=len, reverse=True)) for field, words in _WORDS["place"].items()
}
"""For each part of an address: the words that may stand before the name, longest first."""
