"""The outcome of an import as JSON-ready data, without what the cells hold: that is personal."""

from __future__ import annotations

from typing import Any

from web.imports.findings import RowFinding
from web.imports.outcome import ImportReport
from web.showing import text_shown


def report_shown(report: ImportReport) -> dict[str, Any]:
    """Counts, what became of each row, and every finding with its row, column and reason."""
    return {
        "dry_run": report.dry_run,
        "source": report.source,
        "counts": report.counts,
        "rows": [
            {"row": row.number, "action": row.action, "doubtful": row.doubtful, "case": row.case} for row in report.rows
        ],
        "findings": [_finding_shown(finding) for finding in report.findings],
    }


def _finding_shown(finding: RowFinding) -> dict[str, Any]:
    return {
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "severity": finding.severity,
        "code": finding.code,
        "reason": text_shown(finding.reason),
    }
