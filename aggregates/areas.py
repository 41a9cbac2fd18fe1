"""The areas people look after, and where in them a case lies (U5)."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import msgspec

from engine.refusal import BadInput

Level = Literal["program", "district", "province", "zone", "country"]
"""The narrowest first."""


class Place(NamedTuple):
    """Where a case belongs. ``district`` is the province's code and the district's name: "56/เมืองพะเยา"."""

    program: str | None = None
    district: str | None = None
    province: str | None = None
    zone: int | None = None
    everywhere: bool = False
    """Belongs to no area, such as the reference data: whoever is known may read it."""

    @property
    def level(self) -> Level:
        """The narrowest area that it lies in."""
        if self.program is not None:
            return "program"
        if self.district is not None:
            return "district"
        if self.province is not None:
            return "province"
        return "country" if self.zone is None else "zone"


class Area(msgspec.Struct, frozen=True):
    """What a person looks after."""

    level: Level
    code: str = ""
    """The number of a zone, the code of a province, "56/เมืองพะเยา" for a district, the id of a program."""

    def covers(self, place: Place) -> bool:
        """Whether ``place`` lies in it."""
        if self.level == "country":
            return True
        found = getattr(place, self.level)
        return found is not None and str(found) == self.code

    def oversees(self, place: Place) -> bool:
        """Whether it is an area above the one ``place`` lies in: a zone or the country above a province (S3.2b)."""
        levels = get_args(Level)
        return self.covers(place) and levels.index(self.level) > levels.index(place.level)

    def __str__(self) -> str:
        return f"{self.level}:{self.code}" if self.code else self.level


COUNTRY = Area("country")


def read_area(text: str) -> Area:
    """An area as people write it: "country", "zone:8", "province:56", "district:56/เมืองพะเยา" or "program:<id>".

    Raises BadInput.
    """
    level, _, code = text.partition(":")
    if level not in get_args(Level) or bool(code) == (level == "country"):
        raise BadInput(
            "area",
            "เขียนเป็น country, zone:8, province:56, district:56/ชื่ออำเภอ หรือ program:รหัส",
            f"{text!r} is not an area; write country, zone:8, province:56, district:56/name or program:id",
        )
    return msgspec.convert({"level": level, "code": code}, Area)
