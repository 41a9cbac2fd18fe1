"""What a household is called where people speak of it: by its head, as far as names are open to the reader."""

from __future__ import annotations

from typing import Any

from aggregates.household_record import HouseholdCase
from engine.bilingual import Text
from engine.sealed import Sealed
from web.showing import Opens, instead, shown

SHORT = 6
"""Letters of a case's id that tell it apart where nobody's name may be shown."""


def household_named(household: HouseholdCase, case: str, opens: Opens | None) -> Text:
    """The household of so-and-so; without a name that is open: by the beginning of its id."""
    head = household.members.get(household.head or "")
    boxes = [member.details.get("name") for member in (head, *household.present) if member is not None]
    for box in boxes:
        if name := content(box, "name", opens):
            return Text(f"ครัวเรือน{name}", f"Household of {name}")
    gone = next(filter(None, (instead(shown(box, opens)) for box in boxes if box is not None)), None)
    if gone is not None:
        return Text(f"ครัวเรือน {case[:SHORT]} ({gone.th})", f"Household {case[:SHORT]} ({gone.en})")
    return Text(f"ครัวเรือน {case[:SHORT]}", f"Household {case[:SHORT]}")


def content(box: Sealed[Any] | None, field: str, opens: Opens | None) -> str:
    """A text in a box as far as it is open: empty where it is sealed or isn't known."""
    if box is None:
        return ""
    value = shown(box, opens).get(field)
    return value if isinstance(value, str) else ""
