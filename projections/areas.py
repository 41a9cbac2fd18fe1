"""Areas that figures are given for: from a community up to the country (S5, P6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Level = Literal["country", "zone", "province", "district", "community"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the whole to its parts."""

Path = tuple[str, ...]
"""The areas something lies in, one for each level; empty where it lies in none of that level."""


class Home(NamedTuple):
    """Where a case lies: that of its community program, or of the case itself where it belongs to none."""

    program: str | None
    district: str
    province: str
    zone: int | None = None
    """Of a case that belongs to a zone and to no province of it."""

    def path(self, zones: Mapping[str, int | None]) -> Path:
        """Its area at each level; ``zones`` maps province codes to zones."""
        zone = self.zone or zones.get(self.province)
        return (
            "TH",
            "" if zone is None else f"{zone:02}",
            self.province,
            f"{self.province}/{self.district}" if self.province else "",
            self.program or "",
        )
