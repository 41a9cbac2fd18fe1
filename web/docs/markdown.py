"""Markdown as the generated pages need it: tables, links, code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

GENERATED = "*Written by `chumchon docs` from the code; a change made here is lost, and a test notices.*"


def page(title: str, *parts: str) -> str:
    """A whole generated page; empty parts are left out."""
    return "\n\n".join((f"# {title}", GENERATED, *filter(None, parts))) + "\n"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, or nothing when there are no rows."""
    lines = [_row(cells) for cells in rows]
    return "\n".join((_row(headers), _row(["---"] * len(headers)), *lines)) if lines else ""


def code(text: object) -> str:
    """A name as it stands in code."""
    return f"`{text}`" if str(text) else ""


def listed(items: Iterable[str]) -> str:
    """Things in one cell or sentence."""
    return ", ".join(items)


def anchor(heading: str) -> str:
    """Where a link to a heading of the same page leads."""
    return "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def flowing(text: str) -> str:
    """A docstring as Markdown: one line a paragraph, single backquotes."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(paragraphs).replace("``", "`")


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(_cell(str(cell)) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
