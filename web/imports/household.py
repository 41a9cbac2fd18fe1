"""A household as a list tells it, before the system knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from engine.thai import search_key
from web.imports.options import Dimension


@dataclass(frozen=True, kw_only=True, repr=False)
class Person:
    """A member of a household (H1). What isn't known is None or empty."""

    name: str = ""
    """Title and name in one spelling, as it is shown."""
    national_id: str | None = None
    birth_date: date | None = None
    sex: Literal["male", "female"] | None = None
    relation: str = ""
    disability: str = ""
    occupation: str = ""


class Income(NamedTuple):
    """Baht a month, for each person or for the whole household."""

    amount: Decimal
    per: Literal["person", "household"]


class Keys(NamedTuple):
    """What the same household is recognised by elsewhere; None where the list doesn't say."""

    house_code: str | None
    national_id: str | None
    name_and_address: str | None
    """Head's name, house number and moo: unique within one subdistrict at most."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Household:
    """One household of a list (P2.3, H1, H2): its address, head, other members, dimensions and income."""

    house_code: str | None = None
    house_number: str = ""
    moo: str = ""
    village: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    head: Person = Person()
    members: tuple[Person, ...] = ()
    """The members other than the head."""
    member_count: int | None = None
    """As the list says; ``members`` may be shorter."""
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    """Every dimension of the rule set, with what the list says of it."""
    monthly_income: Income | None = None
    problem: str = ""
    note: str = ""

    @property
    def keys(self) -> Keys:
        """What to look for the household by."""
        name = search_key(self.head.name)
        located = name and self.house_number
        name_and_address = f"{name}|{search_key(self.house_number)}|{self.moo}" if located else None
        return Keys(self.house_code, self.head.national_id, name_and_address)
