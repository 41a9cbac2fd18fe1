"""What the codes in facts are called: by the rule set, else by the labels, else as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.bilingual import Text
from engine.sealed import Sealed
from workflows import labels
from workflows.community_program import PROGRAM_WORKFLOW
from workflows.household_case import HOUSEHOLD_WORKFLOW
from workflows.rule_terms import Term
from workflows.rules import Rules
from workflows.zone_review import ZONE_REVIEW_WORKFLOW

Opened = Callable[[Sealed[Any]], Mapping[str, Any]]
"""Opens a box; an empty mapping for one that can't be opened, such as that of an erased person."""

Named = Callable[[str, str], Text | None]
"""The name of an ``agency``, ``province`` or ``program`` (first argument) by its code or case id, if it is known."""

TERMS: Mapping[str, Callable[[Rules], Iterable[Term]]] = {
    "dimension": lambda rules: rules.household.dimensions,
    "household_criterion": lambda rules: rules.household.criteria,
    "criterion": lambda rules: rules.program.criteria,
    "problem": lambda rules: rules.program.problems,
    "mission": lambda rules: rules.program.area.missions,
    "plan_topic": lambda rules: rules.program.area.plan_topics,
    "concept": lambda rules: rules.program.concepts,
    "partner": lambda rules: rules.program.network_partners,
    "report_part": lambda rules: rules.program.report_parts,
    "recipient": lambda rules: rules.program.report_recipients,
    "agenda": lambda rules: rules.committee.agenda,
    "seat": lambda rules: rules.committee.seats,
    "indicator": lambda rules: rules.scores.indicators,
    "sheet": lambda rules: (Term(code=one.code, th=one.th, en=one.en) for one in rules.scores.sheets),
    "document": lambda rules: rules.attachments.sorts,
    "closing_reason": lambda rules: rules.process.closing_reasons,
}
"""The lists of the rule set, by the name a sentence asks for."""

WORKFLOWS = (PROGRAM_WORKFLOW, HOUSEHOLD_WORKFLOW, ZONE_REVIEW_WORKFLOW)


class Names:
    """Names and contents for the reader of a sentence, as far as this reader may have them."""

    def __init__(self, rules: Rules | None, opened: Opened | None, named: Named | None) -> None:
        self._rules, self._opened, self._named = rules, opened, named

    def term(self, group: str, code: str) -> Text:
        """What a code of a list is called."""
        listed = TERMS[group](self._rules) if group in TERMS and self._rules is not None else ()
        found = next((term.text for term in listed if term.code == code), None)
        if found is None and group in labels.groups() and code in labels.codes(group):
            found = labels.text(group, code)
        return found or Text(code, code)

    def terms(self, group: str, codes: Iterable[str]) -> tuple[Text, ...]:
        """What several codes of a list are called."""
        return tuple(self.term(group, code) for code in codes)

    def within(self, group: str, code: str) -> Text:
        """What a code is called inside an English sentence, where it doesn't begin one."""
        found = self.term(group, code)
        return Text(found.th, found.en[:1].lower() + found.en[1:])

    def bodies(self, codes: Iterable[str]) -> tuple[Text, ...]:
        """Who took part or called a meeting."""
        return self.terms("body", codes)

    def agency(self, given: str) -> Text:
        """An agency or partner that is given by its code, or by its name."""
        return self.known("agency", given) or self.term("partner", given)

    def known(self, kind: str, code: str) -> Text | None:
        """The name of an agency, a province or a program, if the reader's door knows it."""
        return None if self._named is None else self._named(kind, code)

    def requirement(self, id: str) -> Text:
        """A requirement by its number and label, such as P4.1 and what its part of P4.1 asks for."""
        found = next(filter(None, (workflow.requirement(id) for workflow in WORKFLOWS)), None)
        number = ".".join(part for part in id.split(".") if not part.isalpha())
        return Text(id, id) if found is None else Text(f"{number} {found.label.th}", f"{number} {found.label.en}")

    def box(self, box: Sealed[Any] | None) -> Mapping[str, Any]:
        """What is in a box, as far as the reader may see it."""
        return {} if box is None or self._opened is None else self._opened(box)
