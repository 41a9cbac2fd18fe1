"""The press: a template and its data become a PDF that can be kept for decades (PDF/A-2a) and read aloud (PDF/UA-1).

Data reaches a template as JSON, never as part of its text, so that whatever somebody wrote in a note is only text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from workflows.labels import codes, groups, label

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
STANDARDS: list[Any] = ["a-2a", "ua-1"]
DRAWN = " -~\u00a0-\u00ac\u00ae-\u017e\u0e01-\u0e3a\u0e3f-\u0e5b\u1ea0-\u1ef9‐–—‘’‚“”„†‡•…‰€←↑→↓−≈≠≤≥"
NOT_DRAWN = re.compile(f"[^{DRAWN}]")
"""Signs the typeface lacks; PDF/A allows no empty boxes in their place."""
A_SPACE = re.compile(r"\s")


def press(template: str, paper: Mapping[str, Any]) -> bytes:
    """The PDF of a paper. The same template and paper give the same bytes."""
    made = _compiled(template, paper, format="pdf", pdf_standards=STANDARDS, timestamp=0)
    assert isinstance(made, bytes)
    return made


def proof(template: str, paper: Mapping[str, Any], ppi: float = 110) -> list[bytes]:
    """Its pages as PNG, for eyes."""
    made = _compiled(template, paper, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else made or []


def _compiled(template: str, paper: Mapping[str, Any], **how: Any) -> bytes | list[bytes] | None:
    made: bytes | list[bytes] | None = typst.compile(
        HERE / template,
        root=HERE,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(drawable(paper), ensure_ascii=False), "terms": _terms(paper["lang"])},
        **how,
    )
    return made


def drawable(value: Any) -> Any:
    """A tree of texts with what the typeface lacks named by its code, as in [U+6F22]."""
    match value:
        case str():
            return NOT_DRAWN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", A_SPACE.sub(" ", value))
        case Mapping():
            return {key: drawable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [drawable(inner) for inner in value]
    return value


@cache
def _terms(lang: str) -> str:
    """What pages and papers call the same thing, by group and code."""
    return json.dumps({group: {code: label(group, code, lang) for code in codes(group)} for group in groups()})


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
