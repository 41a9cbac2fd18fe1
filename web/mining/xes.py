"""XES (IEEE 1849): the cases of one kind as traces, each with its moves or with every fact that counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Literal
from xml.sax.saxutils import quoteattr

from projections.happenings import Happening
from web.mining.history import History, Mined

Detail = Literal["moves", "facts"]
EXTENSIONS = (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"))
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<log xes.version="1849.2016" xes.features="">',
    *(f'<extension name="{n}" prefix="{p}" uri="http://www.xes-standard.org/{p}.xesext"/>' for n, p in EXTENSIONS),
    '<global scope="trace"><string key="concept:name" value=""/></global>',
    '<global scope="event"><string key="concept:name" value=""/>'
    '<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>'
    '<string key="lifecycle:transition" value="complete"/></global>',
    '<classifier name="Activity" scope="event" keys="concept:name"/>',
)


def write_xes(out: IO[bytes], history: History, detail: Detail) -> int:
    """Write the log; returns the number of events."""
    count = 0
    _put(out, (*HEAD, _string("concept:name", history.name)))
    for case in history:
        told = [one for one in case.happened if one.move or detail == "facts"]
        _put(out, ("<trace>", *_about(case)))
        for one in told:
            _put(out, (f"<event>{''.join(_event(history, case, one))}</event>",))
        _put(out, ("</trace>",))
        count += len(told)
    _put(out, ("</log>",))
    return count


def _about(case: Mined) -> Iterator[str]:
    yield _string("concept:name", case.case)
    said = {"kind": case.kind, "program": case.program, "province": case.province, "zone": case.zone}
    yield from (_string(name, str(value)) for name, value in said.items() if value is not None)


def _event(history: History, case: Mined, one: Happening) -> Iterator[str]:
    yield _string("concept:name", one.activity)
    yield f'<date key="time:timestamp" value="{one.at.isoformat(timespec="microseconds")}"/>'
    yield _string("lifecycle:transition", "complete")
    said = {"org:role": history.role(case.kind, one.topic), "stage": one.stage, "waived": " ".join(one.waived)}
    yield from (_string(name, value) for name, value in said.items() if value)
    recorded = datetime.combine(one.recorded_on, datetime.min.time(), one.at.tzinfo)
    yield f'<date key="recorded_on" value="{recorded.isoformat(timespec="microseconds")}"/>'


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(value)}/>'


def _put(out: IO[bytes], lines: tuple[str, ...]) -> None:
    out.write("".join(f"{line}\n" for line in lines).encode())
