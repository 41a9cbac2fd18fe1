"""The register of personal data: whose it is, what it is for, and which of it is sensitive."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose key closes a box, and what its content is for."""

    subject: str
    purpose: str
    sensitive: tuple[str, ...] = ()
    """The fields of its content that tell of health, disability and the like."""


@cache
def purposes() -> Mapping[str, Purpose]:
    """``topic.box`` -> what is said of it."""
    text = (files("web") / "docs" / "personal_data.toml").read_text(encoding="utf-8")
    return msgspec.convert(
        {f"{topic}.{box}": said for topic, boxes in tomllib.loads(text).items() for box, said in boxes.items()},
        dict[str, Purpose],
    )
