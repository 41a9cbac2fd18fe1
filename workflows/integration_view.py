"""What KPI 2.2 looks at: the national record, every province's reports, every zone's pick, as of one moment (S2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.bilingual import Text
from engine.refusal import Cite
from workflows.program_view import Delivery, Known, Marked


class YearItems(Protocol):
    """The national year record (P8): what it holds so far."""

    @property
    def model_lessons(self) -> Marked | None: ...
    @property
    def plan(self) -> Marked | None: ...
    @property
    def proposal(self) -> Marked | None: ...
    @property
    def submission(self) -> Marked | None: ...


class ReportingProgram(Protocol):
    """A community program that ran in the year, and the reports it delivered in the year (P6.2)."""

    @property
    def case(self) -> str: ...
    @property
    def deliveries(self) -> Sequence[Known[Delivery]]: ...
    @property
    def repeats(self) -> bool:
        """Whether it was newly selected in an area that is barred, such as one of the year before (P1.2c)."""
        ...


class Province(Protocol):
    """A province of the programme."""

    @property
    def name(self) -> Text: ...
    @property
    def programs(self) -> Sequence[ReportingProgram]: ...


class Zone(Protocol):
    """A zone; its pick holds the written reason, the presentation and the results (P7)."""

    @property
    def name(self) -> Text: ...
    @property
    def pick(self) -> Cite | None: ...


class NationalYear(Protocol):
    """Everything KPI 2.2 looks at, as of one moment."""

    @property
    def record_case(self) -> str: ...
    @property
    def record(self) -> YearItems | None: ...
    @property
    def mission_case(self) -> str: ...
    @property
    def results(self) -> Mapping[str, Marked]: ...
    @property
    def provinces(self) -> Sequence[Province]: ...
    @property
    def zones(self) -> Sequence[Zone]: ...
