"""The controls of a form: each with its label, what stands in it, its choices, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from engine.bilingual import Text
from web.forms.choices import SUGGESTED, offered, part_asked
from web.forms.ground import Ground, Option
from web.forms.labels import choice_labels, field_label, hint, is_long
from web.forms.shapes import Shape

BLANK_ROWS = 1
"""Empty rows of a list that nothing has been typed into yet."""
Problems = Mapping[str, list[Text]]
"""Path of a field, as the checks name it -> what is wrong there."""


class Control(msgspec.Struct, kw_only=True):
    """One field as it is drawn, or a group, a row or a table of them."""

    sort: str
    name: str
    """The name it is sent under."""
    label: Text
    required: bool = False
    hint: Text | None = None
    value: Any = None
    options: list[Option] | None = None
    suggested: bool = False
    long: bool = False
    parts: list[Control] = []
    problems: list[Text] = []

    @property
    def id(self) -> str:
        """The same name as an id of the page."""
        return re.sub(r"[^0-9A-Za-z_-]", "-", self.name)

    @property
    def chosen(self) -> list[str]:
        """The codes that are chosen, as text."""
        values = self.value if isinstance(self.value, list) else [] if self.value is None else [self.value]
        return [str(value) for value in values]

    def claims(self) -> set[str]:
        """The paths whose problems are shown here or further inside."""
        return {self.name}.union(*(part.claims() for part in self.parts))


def controls(
    shapes: Iterable[Shape],
    ground: Ground,
    values: Mapping[str, Any],
    problems: Problems,
    more: Mapping[str, int],
    path: str = "inputs",
) -> list[Control]:
    """The controls of a form with what stands in it; ``more`` says how many rows were asked for, by path."""
    drawing = _Drawing(ground, problems, more)
    return [drawing.control(shape, f"{path}.{shape.field}", values.get(shape.field)) for shape in shapes]


class _Drawing:
    def __init__(self, ground: Ground, problems: Problems, more: Mapping[str, int]) -> None:
        self._ground, self._problems, self._more = ground, problems, more

    def control(self, shape: Shape, path: str, value: Any, label: Text | None = None, free: bool = False) -> Control:
        """``free``: without choices, as the values of a table are, whose choices are its rows."""
        made = Control(
            sort=shape.sort,
            name=path,
            label=label or field_label(shape.owner, shape.field),
            required=shape.required,
            hint=hint(shape.field),
            value=shape.default if value is None else value,
            long=is_long(shape.field),
            problems=list(self._problems.get(path, ())),
        )
        match shape.sort:
            case "group":
                made.parts = self._parts(shape, path, value)
            case "rows":
                made.parts = self._rows(shape, path, value)
            case "table":
                made.parts = self._table(shape, path, value)
            case "choice":
                made.options = [Option(code, said) for code, said in choice_labels(shape.codes).items()]
            case "several" if shape.codes:
                made.options = [Option(code, said) for code, said in choice_labels(shape.codes).items()]
            case "words" | "whole" | "lines" | "several" if not free:
                self._offer(made, shape)
        return made

    def _offer(self, made: Control, shape: Shape) -> None:
        made.options = offered(self._ground, shape.owner, shape.field)
        if made.options is None:
            return
        made.suggested = shape.field in SUGGESTED
        if not made.suggested:
            made.sort = "several" if shape.sort in ("lines", "several") else "choice"
        if made.required and made.sort == "choice" and len(made.options) == 1 and made.value is None:
            made.value = made.options[0].code

    def _parts(self, shape: Shape, path: str, value: Any) -> list[Control]:
        given = value if isinstance(value, Mapping) else {}
        return [self.control(part, f"{path}.{part.field}", given.get(part.field)) for part in shape.parts]

    def _rows(self, shape: Shape, path: str, value: Any) -> list[Control]:
        (row,) = shape.parts
        rows = value if isinstance(value, list) else []
        count = max(len(rows) + self._more.get(path, 0), BLANK_ROWS if not rows else 0)
        label = field_label(shape.owner, shape.field)
        drawn: list[Control] = []
        for place in range(count):
            given = rows[place] if place < len(rows) else None
            said = Text(f"{label.th} {place + 1}", f"{label.en} {place + 1}")
            drawn.append(self.control(row, f"{path}[{place}]", given, said))
        return drawn

    def _table(self, shape: Shape, path: str, value: Any) -> list[Control]:
        (one,) = shape.parts
        given = value if isinstance(value, Mapping) else {}
        rows = offered(self._ground, shape.owner, shape.field) or []
        drawn = [self.control(one, f"{path}.{row.code}", given.get(row.code), row.label, free=True) for row in rows]
        for row, entry in zip(rows, drawn, strict=True):
            entry.parts = [part for part in entry.parts if self._asked(row.code, part)]
        return drawn

    def _asked(self, code: str, part: Control) -> bool:
        """Whether a row of a table has this part: not every criterion has one that may not apply (H6)."""
        if not part.name.endswith(".part_applies"):
            return True
        said = part_asked(self._ground, code)
        part.label = said or part.label
        return said is not None


def placed(errors: Iterable[tuple[str, Text]], fields: Iterable[str]) -> dict[str, list[Text]]:
    """Errors of a command by the path of its form's fields: those of the envelope keep their name."""
    known = set(fields)
    found: dict[str, list[Text]] = {}
    for field, said in errors:
        name = field.removeprefix("inputs.")
        first = re.split(r"[.\[]", name, maxsplit=1)[0]
        found.setdefault(f"inputs.{name}" if first in known else name, []).append(said)
    return found


def unplaced(problems: Problems, drawn: Iterable[Control]) -> list[tuple[str, Text]]:
    """The problems that stand beside no control."""
    shown = {"on", "because"}.union(*(control.claims() for control in drawn))
    return [(path, said) for path, found in problems.items() if path not in shown for said in found]
