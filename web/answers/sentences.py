"""Tells facts in one sentence each, with the names the reference data knows and no more than the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from aggregates.late_record import recorded_late
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.rules_in_force import pin_in_force, reference, rules_for, rules_of
from engine.bilingual import Text
from engine.facts import Recorded
from engine.kind import Kind
from engine.reader import Reader, bangkok_day
from engine.refusal import CaseNotFound
from engine.sealed import Sealed
from projections.sentences import sentence
from web.showing import SEALED, Opens, history_shown, instead, record_shown, shown

PINNED = "SELECT rules FROM caseload WHERE case_id = ?"


class Teller:
    """Tells facts to one reader; with ``vault`` also what is in their boxes."""

    def __init__(self, reader: Reader, vault: Opens | None = None) -> None:
        self._reader, self._vault = reader, vault
        self._gone: Text | None = None
        """What stands for somebody in the present sentence who can't be named any more."""
        self._cases = dict[str, tuple[Kind[Any], Any]]()
        """Every case told of: its kind and its rules, so that it is opened once, however many its facts."""

    def told(self, record: Recorded) -> dict[str, str]:
        """The sentence of a fact in both languages; of a fact without one, the name of its command."""
        rules, self._gone = self._rules(record.case), None
        try:
            said = sentence(record, rules, self._opened, self._named)
        except LookupError:
            said = self._command(record)
        gone: Text | None = self._gone
        if gone is not None:
            said = Text(f"{said.th} ({gone.th})", f"{said.en} ({gone.en})")
        return {"th": said.th, "en": said.en}

    def late(self, record: Recorded) -> bool:
        """Whether it was recorded late, by the days of the rules of its case, else of those in force (S3.4)."""
        rules = self._rules(record.case) or self._in_force
        return recorded_late(record.on, bangkok_day(record.at), rules.process.late_days)

    @cached_property
    def _in_force(self) -> Any:
        return rules_of(self._reader, pin_in_force(self._reader, self._reader.on).sha256)

    def kind(self, case: str) -> Kind[Any]:
        """What kind of case it is."""
        return self._known(case)[0]

    def _rules(self, case: str) -> Any:
        return self._known(case)[1]

    def _known(self, case: str) -> tuple[Kind[Any], Any]:
        if case not in self._cases:
            kind = self._reader.kind_of(case)
            self._cases[case] = kind, self._pinned(kind, case)
        return self._cases[case]

    def _pinned(self, kind: Kind[Any], case: str) -> Any:
        """The rules of a case: as its row says, where they are what it is pinned to, so that it isn't folded."""
        if kind.rules is rules_for:
            row = self._reader.connection.execute(PINNED, (case,)).fetchone()
            if row is not None:
                return rules_of(self._reader, self._pins[row[0]])
        state = self._reader.open_file(kind.name, case).state
        return kind.rules(state, self._reader, self._reader.on)

    @cached_property
    def _pins(self) -> Mapping[str, str]:
        """Each rule set's name, as the caseload has it, and the hash of its text."""
        pins = (activation.rules for activation in reference(self._reader).activations)
        return {str(pin): pin.sha256 for pin in pins}

    def _command(self, record: Recorded) -> Text:
        cls, topic = type(record.fact), record.fact.spec.name
        decisions = self.kind(record.case).decisions.values()
        return next((d.label for d in decisions if cls in d.records), Text(topic, topic))

    def _opened(self, box: Sealed[Any]) -> Mapping[str, Any]:
        found = shown(box, self._vault)
        self._gone = self._gone or instead(found)
        return {} if found.get("sealed") is True else {name: value for name, value in found.items() if value != SEALED}

    def _named(self, kind: str, code: str) -> Text | None:
        if kind == "program":
            try:
                return self._reader.state(PROGRAM, code).community
            except CaseNotFound:
                return None
        reference = self._reader.state(REFERENCE, REFERENCE_CASE)
        if kind == "province":
            province = reference.province(code, self._reader.on)
            return None if province is None else Text(province.th, province.en)
        agency = reference.agencies.get(code)
        return None if agency is None else Text(agency.th, agency.en)


def history_told(reader: Reader, case: str, vault: Opens | None, size: int | None = None) -> list[dict[str, Any]]:
    """A case's history among the ledger's first ``size`` facts, each fact with its sentence; late ones marked."""
    teller, records = Teller(reader, vault), reader.facts(case, size)
    items = history_shown(records, vault)
    return [
        {**item, "late": teller.late(record), "sentence": teller.told(record)}
        for item, record in zip(items, records, strict=True)
    ]


def trail_told(reader: Reader, records: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Facts of many cases, each with its kind and its sentence, late ones marked; personal data stays sealed."""
    return facts_told(Teller(reader), records)


def facts_told(teller: Teller, records: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The same, by a teller who goes on with others."""
    return [
        {
            **record_shown(record, None),
            "kind": teller.kind(record.case).name,
            "late": teller.late(record),
            "sentence": teller.told(record),
        }
        for record in records
    ]
