"""Dates as they are typed on the command line, in either era."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from web.fields import Day, Form, Known, bad_form


class Days(Form):
    """The dates these commands take, in either era."""

    on = Day()
    known = Known()
    since = Day()
    until = Day()


def days(given: Mapping[str, str | None]) -> dict[str, Any]:
    """Dates of either era. Raises BadForm."""
    try:
        read: dict[str, Any] = Days().load({name: text for name, text in given.items() if text is not None})
    except ValidationError as error:
        raise bad_form(error) from None
    return read
