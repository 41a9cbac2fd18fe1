"""Decisions: a command by name, the form its inputs take, and whose it is to give."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from engine.bilingual import Text
from engine.facts import Fact
from engine.inputs import canonical_inputs, in_thai
from engine.refusal import BadInput

Verbatim = Annotated[str, "verbatim"]
"""Text that is kept letter by letter, such as a rule set whose hash counts."""

Standing = Literal["open", "suspended", "closed"]
"""How far towards its end a case may be for a decision: only while open, also while suspended, even when closed."""

Authority = Literal["casework", "charge", "supervision", "oversight", "rules", "administration", "apart"]
"""Whose a decision is: of whoever works with the case, of those and of whoever keeps the accounts of those who are in
charge, of whoever supervises that, of whoever supervises the area above the case's own, of whoever answers for the
rules, of whoever says who may do all this. What stands apart is given at a door of its own, which keeps something
beside the facts."""


@dataclass(frozen=True)
class Decision:
    """A command by name: the pure function behind it, the form of its inputs, the facts it may record."""

    name: str
    function: Callable[..., Iterable[Any] | None]
    form: type[msgspec.Struct]
    records: tuple[type[Fact], ...]
    """The first one is the fact the decision is about: a correction of it takes this decision again."""
    opens: bool
    label: Text
    standing: Standing
    authority: Authority
    verbatim: frozenset[str]
    """Inputs that are kept letter by letter."""

    @classmethod
    def of(
        cls,
        function: Callable[..., Any],
        name: str,
        label: Text,
        records: tuple[type[Fact], ...],
        *,
        opens: bool,
        standing: Standing,
        authority: Authority,
    ) -> Decision:
        """The decision that ``function`` takes; its keyword arguments are the inputs."""
        verbatim = frozenset(n for n, hint in _hints(function).items() if hint is Verbatim)
        return cls(name, function, _form(name, function), records, opens, label, standing, authority, verbatim)

    @property
    def summary(self) -> str:
        return inspect.getdoc(self.function) or ""

    def read(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Check ``inputs`` against the form. Text becomes canonical. Raises BadInput naming the field."""
        clean = canonical_inputs(inputs, self.verbatim)
        try:
            given = msgspec.convert(clean, self.form, str_keys=True)
        except msgspec.ValidationError as error:
            raise _bad_input(str(error)) from None
        return msgspec.structs.asdict(given)


def _form(name: str, function: Callable[..., Any]) -> type[msgspec.Struct]:
    hints = _hints(function)
    fields: list[Any] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        if parameter.default is inspect.Parameter.empty:
            fields.append((parameter.name, hints[parameter.name]))
        else:
            fields.append((parameter.name, hints[parameter.name], parameter.default))
    title = "".join(part.title() for part in name.split("_"))
    return msgspec.defstruct(title, fields, frozen=True, kw_only=True, forbid_unknown_fields=True)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    return typing.get_type_hints(function, include_extras=True)


def _bad_input(message: str) -> BadInput:
    """msgspec says what is wrong and, after " - at", where; an unknown or absent field stands in backquotes."""
    what, _, where = message.partition(" - at ")
    path = where.strip("`").removeprefix("$").removeprefix(".")
    named = what.split("`")[-2] if what.count("`") >= 2 and "field" in what else ""
    field_name = ".".join(part for part in (path, named) if part) or "body"
    return BadInput(field_name, in_thai(what), what)
