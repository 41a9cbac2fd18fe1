"""What the choices of a form are drawn from: the case, its rules, the reference data, and who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from aggregates.reference import REFERENCE, REFERENCE_CASE, Reference
from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader
from engine.sealed import Sealed
from web.access import Person
from web.answers.called import content
from web.showing import Opens
from workflows.rule_terms import Term


class Option(NamedTuple):
    """A code that may be chosen, and what people call it."""

    code: str
    label: Text


class Ground(NamedTuple):
    """A case, or none when one is being opened, as one person may see it."""

    reader: Reader
    person: Person
    kind: Kind[Any]
    case: str | None
    state: Any
    rules: Any
    opens: Opens | None

    @property
    def reference(self) -> Reference:
        return self.reader.state(REFERENCE, REFERENCE_CASE)

    def said(self, box: Sealed[Any] | None, field: str) -> str:
        """A field of a box, as far as it is open to whoever asks."""
        return content(box, field, self.opens)


def ground(reader: Reader, person: Person, kind: Kind[Any], case: str | None, opens: Opens | None) -> Ground:
    """The present ground of a case's forms. Raises CaseNotFound, Refused where no rules are in force."""
    state = None if case is None else reader.open_file(kind.name, case).state
    return Ground(reader, person, kind, case, state, kind.rules(state, reader, reader.on), opens)


def terms(found: Iterable[Term]) -> list[Option]:
    """The terms of a list of the rule set."""
    return [Option(one.code, Text(one.th, one.en)) for one in found]


def same(codes: Iterable[object]) -> list[Option]:
    """Codes that are their own names."""
    return [Option(str(code), Text(str(code), str(code))) for code in codes]
