"""The facts of a request by which somebody uses a right over the data kept about them (PDPA s.30-36)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from aggregates.household_values import Sealable
from aggregates.lifecycle_facts import RulePin
from engine.facts import Fact, fact
from engine.sealed import Note, Sealed
from workflows.rights_rules import Right

Identified = Literal["id_card", "digital_id", "known_to_officer", "representative"]
"""How it was made sure that whoever asks is the person, or may ask for them."""
Outcome = Literal["granted", "granted_in_part", "refused"]

# The names and fields below are a storage format: what is written stays for ever. Those that a deadline or a
# decision rests on are ordered, so that none is dated back behind what followed from it.


class Concerned(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom a request is about: one subject of a case, or everybody of it."""

    case: str
    person: str | None = None


class Asker(Sealable, frozen=True):
    """Who asks, how they are reached, and what they say."""

    name: str
    contact: str
    relation: str = ""
    """What they are to the person, where it is somebody else."""
    words: str = ""


@fact("rights.received", ordered=True, boxes={"asker": 1})
class RequestReceived(Fact, frozen=True, kw_only=True):
    """Somebody asked; the days run from this one. ``subject`` names the key that closes what they said."""

    right: Right
    about: tuple[Concerned, ...]
    rules: RulePin
    due: date
    subject: str
    asker: Sealed[Asker]


@fact("rights.identity_checked", boxes={"note": 1})
class IdentityChecked(Fact, frozen=True, kw_only=True):
    """It was made sure who asks."""

    by_what: Identified
    note: Sealed[Note] | None = None


@fact("rights.step_taken", boxes={"note": 1})
class StepTaken(Fact, frozen=True, kw_only=True):
    """Something was done about the request."""

    note: Sealed[Note]


@fact("rights.extended", ordered=True)
class Extended(Fact, frozen=True, kw_only=True):
    """The answer takes longer, up to this day; the envelope says why."""

    due: date


@fact("rights.decision_proposed", ordered=True, boxes={"note": 1})
class DecisionProposed(Fact, frozen=True, kw_only=True):
    """Somebody proposed how to decide on an erasure; a second person decides."""

    outcome: Outcome
    ground: str
    note: Sealed[Note] | None = None


@fact("rights.decision_declined", ordered=True)
class DecisionDeclined(Fact, frozen=True, kw_only=True):
    """A second person didn't agree with the decision proposed at version ``proposal``; the envelope says why."""

    proposal: int


@fact("rights.decided", ordered=True, boxes={"note": 1})
class Decided(Fact, frozen=True, kw_only=True):
    """The request was granted or refused, on a ground; this is the record of s.39."""

    outcome: Outcome
    ground: str = ""
    proposal: int | None = None
    """The version at which somebody else proposed it."""
    note: Sealed[Note] | None = None


@fact("rights.erasure_carried_out", ordered=True)
class ErasureCarriedOut(Fact, frozen=True, kw_only=True):
    """These subjects were erased in their cases, in the same moment."""

    erased: tuple[Concerned, ...]


@fact("rights.completed", ordered=True)
class Completed(Fact, frozen=True, kw_only=True):
    """Whoever asked was told what was decided and done. ``delivered`` is the SHA-256 of what they were given."""

    delivered: str | None = None


@fact("rights.withdrawn", ordered=True)
class Withdrawn(Fact, frozen=True, kw_only=True):
    """Whoever asked took the request back; the envelope says how that is known."""
