"""The audit trail in words: one plain sentence for every fact, rendered when it is read (U3)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bilingual import Text
from engine.facts import Fact, Recorded
from projections import (
    sentences_account,
    sentences_case,
    sentences_household,
    sentences_household_help,
    sentences_program,
    sentences_program_work,
    sentences_reference,
    sentences_rights,
    sentences_round,
    sentences_year,
)
from projections.names import Named, Names, Opened
from projections.telling import Tellings
from workflows.rules import Rules

TOLD = Tellings(
    sentences_account.TOLD,
    sentences_case.TOLD,
    sentences_household.TOLD,
    sentences_household_help.TOLD,
    sentences_program.TOLD,
    sentences_program_work.TOLD,
    sentences_reference.TOLD,
    sentences_rights.TOLD,
    sentences_round.TOLD,
    sentences_year.TOLD,
)
"""How every class of facts is told. A new kind of case adds its own here."""


def sentence(
    record: Recorded,
    rules: Rules | None = None,
    opened: Opened | None = None,
    named: Named | None = None,
) -> Text:
    """What a fact says. Raises LookupError for a class without a sentence.

    Codes are called what ``rules`` call them. Personal content stands only where ``opened`` opens it, the
    names of agencies, provinces and programs only where ``named`` knows them; without, the sentence does
    without them. A correction also says what the corrected fact says now.
    """
    names = Names(rules, opened, named)
    now = {} if record.replacement is None else {"now": _told(record.replacement, names, {})}
    return _told(record.fact, names, now)


def _told(fact: Fact, names: Names, beside: Mapping[str, Text]) -> Text:
    return TOLD.of(type(fact)).of(fact, names, beside)
