"""What became of each row of a list, and of the list as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from engine.bilingual import Text
from engine.casework import Answer
from engine.command import Receipt
from engine.refusal import BadInput, CommandReused, Refused
from web.imports.findings import RowFinding
from web.imports.planning import Plan, Source, row_finding
from web.imports.reading import ListReading

Action = Literal["create", "merge", "complete", "unchanged", "refuse"]
"""create: a household new on record. merge: of the same household as an earlier row of the list. complete: something
was added to a household on record. unchanged: everything was on record. refuse: nothing was recorded."""


@dataclass(frozen=True)
class ImportedRow:
    """What became of one row of the list: the case it is in, and every finding about it."""

    number: int
    action: Action
    case: str | None
    findings: tuple[RowFinding, ...]

    @property
    def doubtful(self) -> bool:
        return any(finding.severity == "doubtful" for finding in self.findings)


@dataclass(frozen=True)
class ImportReport:
    """The outcome of an import, or of its rehearsal."""

    reading: ListReading
    source: Source
    dry_run: bool
    rows: tuple[ImportedRow, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each action befell; and how many of them are doubtful."""
        counted = Counter(row.action for row in self.rows)
        doubtful = sum(row.doubtful for row in self.rows)
        return {action: counted[action] for action in get_args(Action)} | {"doubtful": doubtful}

    @property
    def findings(self) -> tuple[RowFinding, ...]:
        return tuple(f for row in self.rows for f in row.findings) + self.reading.member_findings


def outcome(plan: Plan, told: Mapping[str, Answer], done: Mapping[int, ImportedRow], before: int) -> ImportedRow:
    """What became of a row; a receipt of the ledger's first ``before`` facts is that of an earlier import."""
    row = plan.row
    if row.merges_into is not None:
        first = done[row.merges_into]
        return ImportedRow(row.number, "refuse" if first.action == "refuse" else "merge", first.case, plan.findings)
    refusals = [answer for command in plan.commands if not isinstance(answer := told[command.id], Receipt)]
    findings = (*plan.findings, *(row_finding(row, "refused", "refused", why_not(answer)) for answer in refusals))
    if any(finding.severity == "refused" for finding in findings) and (not plan.match or not plan.commands):
        return ImportedRow(row.number, "refuse", None, findings)
    if plan.match is None:
        receipts = [answer for command in plan.commands if isinstance(answer := told[command.id], Receipt)]
        if not receipts:
            return ImportedRow(row.number, "refuse", None, findings)
        action: Action = "create" if _is_new(receipts[0], before) else "unchanged"
        return ImportedRow(row.number, action, receipts[0].case, findings)
    changed = any(isinstance(answer := told[c.id], Receipt) and _is_new(answer, before) for c in plan.commands)
    return ImportedRow(row.number, "complete" if changed else "unchanged", plan.match.case, findings)


def _is_new(receipt: Receipt, before: int) -> bool:
    return receipt.leaf is not None and receipt.leaf >= before


def why_not(answer: Answer) -> Text:
    """Why a command of an import wasn't carried out."""
    match answer:
        case Refused(findings=findings):
            return Text(
                "; ".join((f.needed or f.label).th for f in findings),
                "; ".join((f.needed or f.label).en for f in findings),
            )
        case BadInput():
            return Text(f"{answer.field}: {answer.text.th}", f"{answer.field}: {answer.text.en}")
        case CommandReused():
            return Text(
                "แถวนี้เคยนำเข้าแล้วโดยผู้อื่นหรือในวันอื่น", "this row was imported before by somebody else or for another day"
            )
    return Text("มีการเปลี่ยนแปลงระหว่างนำเข้า ให้นำเข้าอีกครั้ง", f"something changed meanwhile, import again: {answer}")
