"""The clocks of people's rights over their data (PDPA B.E. 2562): days to answer, alarms, how long is remembered."""

from __future__ import annotations

from typing import Literal

from workflows.rule_terms import Part, Positive, expect

Right = Literal["access", "correction", "erasure", "objection"]


class RightsRules(Part, frozen=True, kw_only=True):
    """What the law gives holds unless a rule set says otherwise. Days count from the day of receipt."""

    access_days: Positive = 30
    """s.30."""
    correction_days: Positive = 30
    """s.35, 36: without delay; no number is given."""
    erasure_days: Positive = 90
    """s.33, with the notice of B.E. 2567."""
    objection_days: Positive = 30
    """s.32: without delay; no number is given."""
    extension_days: Positive = 30
    """A deadline is extended once, with a reason, by so many days at most."""
    alarms: tuple[Positive, ...] = (50, 80, 100)
    """Percent of the days at which the desk raises its voice, in rising order."""
    remembered_days: Positive = 1_825
    """How long a keyed value keeps an erased person from being recorded again unnoticed."""
    key_backup_days: Positive = 30
    """How long a backup of keys may be kept: in it the erased can still be opened."""

    def __post_init__(self) -> None:
        expect(
            list(self.alarms) == sorted(set(self.alarms)), "alarms", "ต้องเรียงจากน้อยไปมาก", "percents in rising order"
        )

    def days(self, right: Right) -> int:
        """Days from receipt to the deadline of a request."""
        found: int = getattr(self, f"{right}_days")
        return found
