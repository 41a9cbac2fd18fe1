"""What is said of a file that is sent; the same for every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from web.fields import Day, Form, Words, bad_form


class Described(Form):
    """What a file is. It stands in the form beside the file, never in the address: a title may tell of people."""

    sort = Words(required=True, metadata={"description": "A code of the rule set's list of documents."})
    title = Words(load_default="")
    person = Words(load_default=None, metadata={"description": "The member of the household it is about."})
    on = Day(load_default=None, metadata={"description": "The day it shows; today if left out."})


def described(given: Mapping[str, str | None]) -> dict[str, Any]:
    """What was said of a file; what is left empty wasn't said. Raises BadForm naming every wrong field."""
    try:
        found: dict[str, Any] = Described().load({name: text for name, text in given.items() if text})
    except ValidationError as error:
        raise bad_form(error) from None
    return found
