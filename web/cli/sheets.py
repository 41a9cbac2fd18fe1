"""The score sheet of an office on the command line: one command a sheet, such as ``zone-12m``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.bilingual import Text
from engine.reader import Reader
from projections.sheet_moment import Chosen
from web.answers.office_scores import sheet_shown
from web.answers.rule_choice import activated, of_text
from web.cli.dates import days
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import day, say_json, say_table
from web.wiring import RULE_SETS
from workflows.rules import decode_rules
from workflows.rulesets import delivered

COMMUNITIES = (
    Text("ชุมชน", "Community"),
    Text("ระดับ", "Level"),
    Text("เป้าหมาย", "Milestone"),
    Text("ถึงแล้ว", "Reached"),
    Text("ข้อเท็จจริง", "Facts"),
    Text("ยังขาด", "Missing"),
)


class Scores(click.Group):
    """Scores by name; a name that is no other command's is that of a sheet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        sheets = decode_rules(delivered(RULE_SETS[-1])).scores.sheets
        return [*super().list_commands(ctx), *(sheet.code for sheet in sheets)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return super().get_command(ctx, cmd_name) or _command(cmd_name)


def _command(sheet: str) -> click.Command:
    @click.command(sheet)
    @click.argument("office")
    @click.option("--fiscal-year", type=int, required=True, help="The fiscal year (BE).")
    @click.option("--on", help="As of this field date; the end of the round, or today while the year runs.")
    @click.option("--known", help="As known at the end of this day, or at this ledger size.")
    @click.option("--ruleset", help="The id of an activated rule set, or a file; those in force if left out.")
    @answers
    @pass_desk
    def show(
        desk: Desk,
        /,
        office: str,
        fiscal_year: int,
        ruleset: str | None,
        as_json: bool,
        lang: str,
        **moment: str | None,
    ) -> None:
        """ใบคะแนนของหน่วยงาน · The sheet of an OFFICE (a zone such as 08, a province such as 56) (S3, S4)."""
        with desk.casework.reading() as reader:
            chosen = None if ruleset is None else _rules(reader, ruleset)
            found = sheet_shown(reader, sheet, office, fiscal_year, **days(moment), chosen=chosen)
        if as_json:
            return say_json(found)
        mean, points = found["level_mean"]["shown"], found["points"]["shown"]
        title = (
            f"{sheet} {office}: {mean} (≥ {found['level_min']}) → {points}/{found['weight']} · {day(found['on'], lang)}"
        )
        say_table(COMMUNITIES, [row for one in found["communities"] for row in _rows(one, lang)], lang, title)

    return show


def _rules(reader: Reader, ruleset: str) -> Chosen:
    file = Path(ruleset)
    return of_text(file.read_text(encoding="utf-8")) if file.is_file() else activated(reader, ruleset)


def _rows(community: dict[str, Any], lang: str) -> list[tuple[Any, ...]]:
    name, level = community["name"][lang], community["level"]
    if not community["milestones"]:
        return [(name, level, None, None, None, None)]
    return [
        (
            name,
            level,
            milestone["id"],
            "✓" if milestone["reached"] else "✗",
            len(milestone["facts"]) or None,
            "; ".join(missing[f"label_{lang}"] for missing in milestone["missing"]),
        )
        for milestone in community["milestones"]
    ]
