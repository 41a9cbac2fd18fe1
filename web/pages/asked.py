"""What a page's address asks for, read as a form: wrong parts are said beside their fields, what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from flask import request, url_for
from marshmallow import ValidationError

from engine.bilingual import Text
from engine.refusal import BadInput, Refused
from web.fields import BadForm, Form, bad_form

T = TypeVar("T")
REFUSED = "refused"
"""Beside no field: what the rules say."""


class Asked(NamedTuple):
    """The parts that could be read, everything as it was typed, and what is wrong, by field."""

    given: dict[str, Any]
    typed: Mapping[str, str]
    wrong: dict[str, Text]

    def answer(self, ask: Callable[[], T]) -> T | None:
        """What ``ask`` says; nothing when it finds something wrong, which then stands in ``wrong``."""
        try:
            return ask()
        except BadForm as error:
            self.wrong.update(error.errors)
        except BadInput as error:
            self.wrong[error.field] = error.text
        except Refused as error:
            labels = [finding.needed or finding.label for finding in error.findings]
            self.wrong[REFUSED] = Text(", ".join(x.th for x in labels), ", ".join(x.en for x in labels))
        return None

    def address(self, endpoint: str, **other: Any) -> str:
        """Where the same is asked, but for ``other`` parts."""
        values: dict[str, Any] = {**self.typed, **other}
        return url_for(endpoint, **values)

    def away(self) -> bool:
        """Whether another moment than the present is asked for."""
        return "on" in self.given or "known" in self.given


def asked(form: type[Form]) -> Asked:
    """The fields of ``form`` in the present request's address; blank ones are left out, others don't concern it."""
    names = form().fields
    typed = {name: value.strip() for name, value in request.args.items() if name in names and value.strip()}
    wrong = dict[str, Text]()
    try:
        return Asked(form().load(typed), typed, wrong)
    except ValidationError as error:
        wrong.update(bad_form(error).errors)
    return Asked(form().load({name: value for name, value in typed.items() if name not in wrong}), typed, wrong)
