"""The fields of a form as words, side by side: what somebody typed, and what stands in the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.bilingual import Text
from web.forms.controls import Control
from web.forms.shapes import Shape
from web.showing import SEALED

YES_NO = {True: Text("ใช่", "Yes"), False: Text("ไม่ใช่", "No")}


class Beside(NamedTuple):
    """One field: mine and theirs; None where there is none."""

    label: Text
    mine: Text | None
    theirs: Text | None

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


def beside(mine: Iterable[Control], theirs: Iterable[Control]) -> list[Beside]:
    """Two fillings of one form, field by field; fields that neither filled are left out."""
    here, there = _read_out(mine), _read_out(theirs)
    labels = {name: label for name, (label, _) in (*there.items(), *here.items())}
    found = (
        Beside(label, here.get(name, (label, None))[1], there.get(name, (label, None))[1])
        for name, label in labels.items()
    )
    return [one for one in found if one.mine is not None or one.theirs is not None]


def recorded(entry: Mapping[str, Any], shapes: Iterable[Shape]) -> dict[str, Any]:
    """What a fact says as it counts now, under the names of its decision's fields, as far as they are the same."""
    says = (entry["counts_as"] or entry)["fact"]
    boxes = [inner for inner in says.values() if isinstance(inner, Mapping) and "sealed" not in inner]
    return _filled(shapes, (says, *boxes))


def _filled(shapes: Iterable[Shape], parts: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for shape in shapes:
        if shape.sort == "group":
            found[shape.field] = _filled(shape.parts, parts)
            continue
        said = (part[shape.field] for part in parts if part.get(shape.field) is not None)
        value = next((one for one in said if one != SEALED), None)
        if value is not None:
            found[shape.field] = value
    return found


def _read_out(controls: Iterable[Control]) -> dict[str, tuple[Text, Text | None]]:
    found: dict[str, tuple[Text, Text | None]] = {}
    for one in controls:
        if one.parts:
            for name, (label, value) in _read_out(one.parts).items():
                found[name] = (Text(f"{one.label.th}: {label.th}", f"{one.label.en}: {label.en}"), value)
        else:
            found[one.name] = (one.label, _worded(one))
    return found


def _worded(control: Control) -> Text | None:
    if control.sort == "yes":
        return YES_NO[bool(control.value)]
    if control.value in (None, "", []):
        return None
    if control.sort in ("file", "files"):
        files = control.value if isinstance(control.value, list) else [control.value]
        return _joined([Text(str(file["name"]), str(file["name"])) for file in files])
    labels = {option.code: option.label for option in control.options or ()}
    return _joined([labels.get(code, Text(code, code)) for code in control.chosen])


def _joined(found: list[Text]) -> Text:
    return Text(", ".join(one.th for one in found), ", ".join(one.en for one in found))
