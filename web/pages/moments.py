"""As of which day and as known when a page is shown: read from its address, with what is wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import request
from marshmallow import ValidationError
from marshmallow.fields import Field

from engine.bilingual import Text
from engine.kind import Cases
from engine.reader import Reader
from engine.refusal import BadInput
from projections.as_of import AsKnown, as_known
from web.fields import Day, Known, bad_form


class Moment(NamedTuple):
    """The moment asked for; with a problem, the present."""

    on: date | None
    known: int | datetime | None
    typed: Mapping[str, str]
    problems: tuple[Text, ...]
    cases: Cases
    """All cases as they stood then."""
    size: int
    """The ledger's size then."""

    @property
    def away(self) -> bool:
        """Whether this is another moment than now."""
        return self.on is not None or self.known is not None

    @property
    def asked(self) -> dict[str, str]:
        """What an address needs to say for the same moment."""
        return {name: value for name, value in self.typed.items() if value}


def asked_moment(reader: Reader) -> Moment:
    """The moment that ``?on=`` and ``?known=`` of the present request ask for."""
    typed = {name: request.args.get(name, "").strip() for name in ("on", "known")}
    try:
        on, known = read_typed(Day(), "on"), read_typed(Known(), "known")
        then = None if on is None and known is None else as_known(reader, on, known)
    except BadInput as error:
        return Moment(None, None, typed, (error.text,), reader, reader.size)
    if then is None:
        return Moment(None, None, typed, (), reader, reader.size)
    return Moment(on, known, typed, (), then, then.size)


def state_then(moment: Moment, reader: Reader, kind: Any, case: str) -> Any:
    """The state of a case at the moment; None while nothing was known of it, or before it was opened."""
    if not isinstance(moment.cases, AsKnown):
        return reader.state(kind, case)
    state = moment.cases.found(kind, case)
    return None if state is None or state.life.opened.on > moment.cases.on else state


def read_typed(field: Field[Any], name: str) -> Any:
    """What was typed into a field of the present request; None for nothing. Raises BadInput naming the field."""
    typed = request.values.get(name, "").strip()
    try:
        return field.deserialize(typed) if typed else None
    except ValidationError as error:
        raise bad_form(ValidationError({name: error.messages})) from None
