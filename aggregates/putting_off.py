"""Putting off a reminder, with a reason: for a while, or until something else is recorded of the case (U1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from aggregates.asking import reason_of
from aggregates.lifecycle import L, Living, PutOff
from aggregates.lifecycle_facts import Pressing, ReminderPutOff
from engine.calendar import show_date
from engine.kind import Act, Kind
from engine.refusal import BadInput


def putting_off(kind: Kind[L]) -> None:
    """Give ``kind`` the way to put off its reminders."""

    @kind.decides(ReminderPutOff, th="เลื่อนการเตือน", en="Put off a reminder")
    def put_off(case: L, act: Act, *, about: Pressing, until: date | None = None) -> Iterator[ReminderPutOff]:
        """Leave the case out of mailed reminders, with a reason: until a day, else until something else is recorded.

        Lists and figures go on counting it. No longer than the days after which silence makes a case stuck.
        """
        reason_of(act)
        latest = act.today + timedelta(act.rules.process.stuck_days)
        if until is not None and not act.today < until <= latest:
            th, en = (show_date(latest, lang) for lang in ("th", "en"))
            raise BadInput("until", f"ต้องเป็นวันหลังวันนี้และไม่เกิน {th}", f"must be after today and not after {en}")
        yield ReminderPutOff(about=about, until=until)


def put_off_by(case: Living, version: int, about: str, on: date) -> PutOff | None:
    """What keeps a case with ``version`` facts from being reminded of something on a day, if anything does."""
    for later, one in enumerate(reversed(case.life.put_off)):
        if one.about == about:
            quiet = version - one.mark.version == later
            return one if (quiet if one.until is None else on < one.until) else None
    return None
