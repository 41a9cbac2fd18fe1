"""What OCEL 2.0 says of a case, whatever the form it is written in: attributes, relations and their qualifiers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import NamedTuple

from engine.calendar import BANGKOK
from projections.happenings import Happening
from web.mining.history import History, Mined

EVENT_ATTRIBUTES = {"recorded_on": "time", "role": "string", "stage": "string", "waived": "string"}
"""Names of what an event may say, and the standard's types."""
OBJECT_ATTRIBUTES = {"province": "string", "zone": "string", "stage": "string"}
ALWAYS = "1970-01-01T00:00:00.000000+00:00"
"""The time the standard gives an attribute that has always had its value."""
HAPPENED_TO, RELIES_ON, BELONGS_TO = "happened to", "relies on", "belongs to"


class Valued(NamedTuple):
    """An attribute of an object from a time on."""

    name: str
    value: str
    time: str


def event_attributes(history: History, case: Mined, one: Happening) -> dict[str, str]:
    """What an event says, by name; what it doesn't say is left out. The schema has every value as text."""
    said = {
        "recorded_on": datetime.combine(one.recorded_on, time.min, BANGKOK).isoformat(timespec="microseconds"),
        "role": history.role(case.kind, one.topic),
        "stage": one.stage,
        "waived": " ".join(one.waived),
    }
    return {name: value for name, value in said.items() if value}


def event_relations(case: Mined, one: Happening) -> Iterator[tuple[str, str]]:
    """The cases an event has to do with, each with how."""
    yield case.case, HAPPENED_TO
    for other in one.relies_on:
        if other != case.case:
            yield other, RELIES_ON


def object_attributes(case: Mined) -> Iterator[Valued]:
    """What a case is, and the stages it came to."""
    if case.province is not None:
        yield Valued("province", case.province, ALWAYS)
    if case.zone is not None:
        yield Valued("zone", str(case.zone), ALWAYS)
    for one in case.happened:
        if one.stage is not None:
            yield Valued("stage", one.stage, one.at.isoformat(timespec="microseconds"))
