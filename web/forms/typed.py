"""What was typed into a form, as the inputs of a command; what can't be read stays as it was typed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Protocol

from werkzeug.datastructures import FileStorage, MultiDict

from engine.thai import parse_number, to_arabic
from engine.unreadable import Unreadable
from web.forms.shapes import Shape

YES, NO = "yes", "no"


class Nothing:
    """Nothing was typed here."""


NOTHING = Nothing()


class Posted(Protocol):
    """A form as it was sent."""

    @property
    def form(self) -> MultiDict[str, str]: ...
    @property
    def files(self) -> MultiDict[str, FileStorage]: ...


def typed(shapes: Iterable[Shape], posted: Posted, path: str = "inputs") -> dict[str, Any]:
    """Field -> what was typed into it, without the fields that were left empty."""
    found = ((shape.field, _value(shape, posted, f"{path}.{shape.field}")) for shape in shapes)
    return {field: value for field, value in found if value is not NOTHING}


def _value(shape: Shape, posted: Posted, path: str) -> Any:
    form = posted.form
    match shape.sort:
        case "yes":
            sent = form.getlist(path)
            return YES in sent if sent else NOTHING
        case "several":
            codes = form.getlist(path)
            return ([_whole(code) for code in codes] if shape.whole else codes) or NOTHING
        case "lines":
            lines = [line for text in form.getlist(path) for line in text.splitlines() if line.strip()]
            return lines or NOTHING
        case "group":
            inner = typed(shape.parts, posted, path)
            return inner if shape.required or not _empty(shape, inner) else NOTHING
        case "rows":
            (row,) = shape.parts
            rows = (typed(row.parts, posted, f"{path}[{place}]") for place in _places(form, path))
            return [one for one in rows if not _empty(row, one)] or NOTHING
        case "table":
            return _table(shape, posted, path)
        case "file" | "files":
            files = _files(posted, path)
            return NOTHING if not files else files if shape.sort == "files" else files[-1]
    # Browsers send every line end as two signs.
    text = form.get(path, "").replace("\r\n", "\n").strip()
    if not text:
        return NOTHING
    return _whole(text) if shape.sort == "whole" else text


def _table(shape: Shape, posted: Posted, path: str) -> Any:
    (value,) = shape.parts
    found = {key: _value(value, posted, f"{path}.{key}") for key in _keys(posted.form, path)}
    kept = {
        key: one
        for key, one in found.items()
        if one is not NOTHING and not (value.sort == "group" and _empty(value, one))
    }
    return kept or NOTHING


def _empty(group: Shape, values: dict[str, Any]) -> bool:
    """Whether nothing in a group differs from what stands there unasked."""
    unasked = {part.field: False if part.default is None else part.default for part in group.parts}
    return all(value == unasked[field] for field, value in values.items())


def _whole(text: str) -> Any:
    try:
        number = parse_number(to_arabic(text))
    except Unreadable:
        return text
    return int(number) if number == number.to_integral_value() else text


def _places(form: MultiDict[str, str], path: str) -> list[int]:
    found = re.compile(re.escape(path) + r"\[([0-9]{1,4})\]\.")
    return sorted({int(match[1]) for name in form if (match := found.match(name))})


def _keys(form: MultiDict[str, str], path: str) -> list[str]:
    found = re.compile(re.escape(path) + r"\.([^.\[\]]+)")
    return list(dict.fromkeys(match[1] for name in form if (match := found.match(name))))


def _files(posted: Posted, path: str) -> list[dict[str, str]]:
    """Those sent before, and those that came with this form; only their fingerprints are kept."""
    names, prints = posted.form.getlist(f"{path}.name"), posted.form.getlist(f"{path}.sha256")
    before = [{"name": name, "sha256": sha256} for name, sha256 in zip(names, prints, strict=False)]
    new = [
        {"name": file.filename, "sha256": hashlib.file_digest(file.stream, "sha256").hexdigest()}  # type: ignore[arg-type]
        for file in posted.files.getlist(path)
        if file.filename
    ]
    return [*before, *new]
