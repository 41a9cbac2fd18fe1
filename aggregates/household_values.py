"""What a household case keeps sealed, and the small values its commands take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec

Dimension = Literal["passes", "fails", "not_assessed"]
CriterionVerdict = Literal["met", "not_met", "not_applicable", "cannot_judge"]
Source = Literal["tpmap", "survey"]
Sex = Literal["female", "male", "other", "unknown"]
Baht = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
"""Whole baht."""
People = Annotated[int, msgspec.Meta(ge=1, le=100)]
Words = Annotated[str, msgspec.Meta(min_length=2)]
Short = Annotated[str, msgspec.Meta(min_length=2, max_length=80)]
FamilyLabel = Annotated[str, msgspec.Meta(max_length=20)]
"""Tells apart the families of one house, such as "1" or "ก"; never a name."""
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]

# The sealed contents below are a storage format: what is written stays for ever.


class Sealable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Content of a box. An empty field is one that isn't known."""


class HouseDetails(Sealable, frozen=True):
    """Where a household lives, as exactly as nobody but its helpers may know (H1)."""

    house_code: str = ""
    house_number: str = ""
    moo: str = ""
    village: str = ""


class PersonDetails(Sealable, frozen=True):
    """Who a member is (H1)."""

    name: str = ""
    search_name: str = ""
    national_id: str = ""
    birth_date: date | None = None
    sex: Sex = "unknown"
    relation: str = ""
    disability: str = ""
    occupation: str = ""
    name_and_address: str = ""
    """Of the head: what a list without codes is matched by."""


class Indicators(Sealable, frozen=True):
    """What stands behind each verdict: dimension -> words (H2)."""

    words: Mapping[str, str] = {}


class Evidenced(Sealable, frozen=True):
    """A note and the names of the files beside it: SHA-256 -> file name."""

    text: str = ""
    files: Mapping[str, str] = {}


class Agreement(Sealable, frozen=True):
    """Who agreed for the household, where it is none of the members on record (H4)."""

    name: str = ""


class VisitNote(Sealable, frozen=True):
    """Who came and what was seen (H5)."""

    visitor: str = ""
    seen: str = ""


class CriteriaNotes(Sealable, frozen=True):
    """Reasons and evidence by criterion, and what the extra criteria of the area are (H6)."""

    reasons: Mapping[str, str] = {}
    evidence: Mapping[str, str] = {}
    extra: tuple[str, ...] = ()
    """Names of the extra criteria, in the order of their verdicts."""
    extra_evidence: tuple[str, ...] = ()


# What commands take


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a command's inputs."""


class Person(Given, frozen=True):
    """A member of the household (H1)."""

    name: Words
    national_id: str | None = None
    birth_date: date | None = None
    sex: Sex = "unknown"
    relation: str = ""
    disability: str = ""
    occupation: str = ""
    family: FamilyLabel = ""
    head: bool = False


class StatedIncome(Given, frozen=True):
    """Baht a month of the whole household, and where the figure comes from (H1)."""

    baht: Baht
    source: Source
    note: str = ""


class EarlierHelp(Given, frozen=True):
    """Help the household had before this case (P2.2)."""

    agency: Short
    kind: Short
    baht: Baht | None = None
    note: str = ""


class Problem(Given, frozen=True):
    """A problem of the rule set's list by its code, or another one in words (P2.6)."""

    code: str | None = None
    text: str = ""


class File(Given, frozen=True):
    """A document cited by its name and content."""

    name: Short
    sha256: Sha256


class Verdict(Given, frozen=True):
    """How one criterion was found, and by what (H6)."""

    verdict: CriterionVerdict
    reason: str = ""
    evidence: str = ""
    part_applies: bool = True
    """False where the part of a criterion that may not apply (such as pupils' uniforms) concerns nobody here."""


class ExtraVerdict(Given, frozen=True):
    """A criterion the area adds, in words, and how it was found (H6)."""

    name: Words
    verdict: CriterionVerdict
    evidence: str = ""
