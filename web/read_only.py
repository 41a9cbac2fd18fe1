"""Requests that decide nothing may be answered from a replica; what it lacked is then said on every page and answer."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import NamedTuple

from flask import Flask, Response, g, request

from engine.bilingual import Text
from engine.casework import Casework
from engine.clock import EPOCH, MICROSECOND
from engine.sources import ReadOnly

OF_THE_STORE = ("bundles.", "login.", "operations.")
"""Doors that go by the store alone: proofs against its checkpoints, who may come in, and how it is."""
HEADER = "Chumchon-As-Of"
GONE = Text(
    "ขณะนี้ติดต่อฐานข้อมูลหลักไม่ได้ จึงยังไม่แสดงสิ่งที่บันทึกหลังจากนั้น และยังบันทึกเพิ่มไม่ได้",
    "The main database can't be reached: what was recorded after that isn't shown, and nothing can be recorded now.",
)


class AsOf(NamedTuple):
    """Up to which fact an answer knows, when that was recorded, and how many it lacks; None if nobody can tell."""

    fact: int
    recorded: datetime
    lacking: int | None

    @property
    def without(self) -> Text:
        """What isn't in it."""
        if self.lacking is None:
            return GONE
        return Text(
            f"ยังไม่รวมรายการที่ใหม่กว่านั้นอีก {self.lacking:,} รายการ", f"Not included: {self.lacking:,} recorded since."
        )


def add_read_only(app: Flask, casework: Casework) -> None:
    """Let a replica answer who only reads. Before anything of ``app`` that asks who they are."""

    @app.before_request
    def begin() -> None:
        if request.method in ("GET", "HEAD") and not (request.endpoint or "").startswith(OF_THE_STORE):
            g.read_only_ends = ExitStack()
            g.read_only = g.read_only_ends.enter_context(casework.read_only(_asker))

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        if "read_only_ends" in g:
            g.pop("read_only_ends").close()

    @app.context_processor
    def around() -> dict[str, AsOf | None]:
        return {"as_of": as_of()}

    @app.after_request
    def say(response: Response) -> Response:
        if (known := as_of()) is not None:
            lacking = "" if known.lacking is None else f", lacking={known.lacking}"
            response.headers[HEADER] = f'fact={known.fact}, recorded="{known.recorded.isoformat()}"{lacking}'
        return response


def as_of() -> AsOf | None:
    """How current the answer to the present request is, where it isn't as current as it could be."""
    asking: ReadOnly | None = g.get("read_only")
    if asking is None or asking.position is None or asking.lacking == 0:
        return None
    size, at = asking.position
    return AsOf(size, EPOCH + at * MICROSECOND, asking.lacking)


def _asker() -> str | None:
    person = g.get("person")
    return None if person is None else person.id
