"""The rule sets the product is delivered with, as text; using one begins with activating its text (W6)."""

from __future__ import annotations

from importlib.resources import files


def delivered(id: str) -> str:
    """The TOML text of a delivered rule set; FileNotFoundError if there is none of that id."""
    return (files(__package__) / f"{id}.toml").read_text(encoding="utf-8")
