"""Imports a household list into a community program, or rehearses it: the same commands, rolled back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from engine.casework import Casework
from web.imports.options import Options
from web.imports.outcome import ImportedRow, ImportReport, outcome
from web.imports.planning import Source, planned, what_holds
from web.imports.reading import read_list

ROWS_AT_ONCE = 200


def import_households(
    casework: Casework,
    source_file: Path | bytes,
    filename: str,
    *,
    program: str,
    by: str,
    source: Source | None = None,
    on: date | None = None,
    options: Options | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Read the list and put its households on record, row by row; neither doubts nor refusals stop the others.

    ``source`` is what the list stands for; when not given, a list that calls itself TPMAP in its name is one,
    any other is a survey. Raises FileRefused for a file that is no list, CaseNotFound for an unknown program.
    """
    meant = source or ("tpmap" if "tpmap" in filename.lower() else "survey")
    with casework.reading() as reader:
        given = what_holds(reader, program, meant, by, on)
        dimensions = [dimension.code for dimension in given.rules.household.dimensions]
        reading = read_list(source_file, filename, dimensions, options)
        before = reader.size
        listed: dict[str, int] = {}
        plans = [planned(reader, given, row, listed) for row in reading.rows]
    done: dict[int, ImportedRow] = {}
    for start in range(0, len(plans), ROWS_AT_ONCE):
        part = plans[start : start + ROWS_AT_ONCE]
        commands = [command for plan in part for command in plan.commands]
        answers = casework.rehearse(commands) if dry_run else list(casework.do_many(commands))
        told = {command.id: answer for command, answer in answers}
        for plan in part:
            done[plan.row.number] = outcome(plan, told, done, before)
        progress(len(done), len(plans))
    return ImportReport(reading, meant, dry_run, tuple(done.values()))
