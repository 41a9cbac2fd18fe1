"""OCEL 2.0 in its JSON form, written as it is read: events first, the objects kept aside in a file meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

import msgspec

from projections.happenings import Happening
from web.mining.history import History, Mined
from web.mining.ocel import (
    BELONGS_TO,
    EVENT_ATTRIBUTES,
    OBJECT_ATTRIBUTES,
    event_attributes,
    event_relations,
    object_attributes,
)


def write_ocel_json(out: IO[bytes], history: History) -> int:
    """Write the log; returns the number of events."""
    kinds, activities, count = dict[str, None](), dict[str, None](), 0
    with TemporaryFile() as objects:
        out.write(b'{"events":[')
        for case in history:
            objects.write((b",\n" if kinds else b"\n") + msgspec.json.encode(_object(case)))
            kinds[case.kind] = None
            for one in case.happened:
                out.write((b",\n" if count else b"\n") + msgspec.json.encode(_event(history, case, one)))
                activities[one.activity] = None
                count += 1
        out.write(b'\n],"objects":[')
        objects.seek(0)
        copyfileobj(objects, out)
    types = {
        "objectTypes": list(_types(kinds, OBJECT_ATTRIBUTES)),
        "eventTypes": list(_types(activities, EVENT_ATTRIBUTES)),
    }
    out.write(b"\n]," + msgspec.json.encode(types)[1:] + b"\n")
    return count


def _types(names: Mapping[str, None], attributes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in sorted(names):
        yield {"name": name, "attributes": [{"name": named, "type": form} for named, form in attributes.items()]}


def _object(case: Mined) -> dict[str, Any]:
    belongs = [] if case.program is None else [{"objectId": case.program, "qualifier": BELONGS_TO}]
    values = [one._asdict() for one in object_attributes(case)]
    return {"id": case.case, "type": case.kind, "attributes": values, "relationships": belongs}


def _event(history: History, case: Mined, one: Happening) -> dict[str, Any]:
    said = event_attributes(history, case, one).items()
    return {
        "id": one.id,
        "type": one.activity,
        "time": one.at.isoformat(timespec="microseconds"),
        "attributes": [{"name": name, "value": value} for name, value in said],
        "relationships": [{"objectId": other, "qualifier": how} for other, how in event_relations(case, one)],
    }
