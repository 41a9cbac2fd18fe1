"""The reference data the product is delivered with: provinces, zones, agencies and poverty lines."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TypeVar

import msgspec

from aggregates.reference_facts import Agency, PovertyLine, Province, Zone

Row = TypeVar("Row")


class ReferenceRows(msgspec.Struct, frozen=True, kw_only=True):
    """All delivered reference data, to be recorded as dated facts that an administrator can change."""

    provinces: tuple[Province, ...]
    zones: tuple[Zone, ...]
    agencies: tuple[Agency, ...]
    poverty_lines: tuple[PovertyLine, ...]


def reference_rows() -> ReferenceRows:
    """Read the delivered files; msgspec.ValidationError if a row has the wrong form."""
    return ReferenceRows(
        provinces=_rows("provinces.csv", Province),
        zones=_rows("tpso.csv", Zone),
        agencies=_rows("agencies.csv", Agency),
        poverty_lines=_rows("poverty_line.csv", PovertyLine),
    )


def _rows(name: str, row: type[Row]) -> tuple[Row, ...]:
    lines = (files("web") / "data" / "reference" / name).read_text(encoding="utf-8").splitlines()
    filled = ({field: value for field, value in line.items() if value} for line in csv.DictReader(lines))
    return tuple(msgspec.convert(line, row, strict=False) for line in filled)
