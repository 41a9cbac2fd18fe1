"""The register of personal data: whose it is, what it is for, on what basis and how long, which of it is sensitive."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from engine.bilingual import Text


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose key closes a box, what its content is for, on what basis of the law it is kept, and how long."""

    subject: str
    purpose: str
    basis: str
    retention: str
    sensitive: tuple[str, ...] = ()
    """The fields of its content that tell of health, disability and the like."""


class Register(msgspec.Struct, frozen=True):
    """Everything said of personal data. Facts are named by their topic, boxes ``topic.box``."""

    boxes: Mapping[str, Purpose]
    basis: Mapping[str, Text]
    retention: Mapping[str, Text]
    sensitive_basis: str
    in_clear: Mapping[str, str]
    """Name of a field of the kinds of case about people -> why a text may stand there in clear."""
    beside: Mapping[str, Purpose]
    """What tells of people outside the boxes, by where it lies."""

    def unknown_terms(self) -> list[str]:
        """Boxes whose basis or retention isn't one of the register's."""
        return [
            name
            for name, said in {**self.boxes, **self.beside}.items()
            if said.basis not in self.basis or said.retention not in self.retention
        ]


@cache
def register() -> Register:
    """The register as it is written."""
    text = (files("web") / "docs" / "personal_data.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    topics = [key for key in told if "." in key]
    boxes = {f"{topic}.{box}": said for topic in topics for box, said in told.pop(topic).items()}
    return msgspec.convert({**told, "boxes": boxes}, Register)


def purposes() -> Mapping[str, Purpose]:
    """``topic.box`` -> what is said of it."""
    return register().boxes
