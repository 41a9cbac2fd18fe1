"""What a zone's panel looks at: the table of its communities."""

from __future__ import annotations

import click

from engine.bilingual import Text
from web.answers.ranking import ranking_table
from web.cli.desk import Desk, answers, pass_desk
from web.cli.printing import say_json, say_table


@click.command()
@click.argument("review")
@answers
@pass_desk
def table(desk: Desk, /, review: str, as_json: bool, lang: str) -> None:
    """ตารางเปรียบเทียบชุมชน · The evaluated communities of a zone REVIEW, criteria and results side by side (P7.4)."""
    with desk.casework.reading() as reader:
        found = ranking_table(reader, review)
    if as_json:
        return say_json(found)
    columns = [*found["criteria"], *found["counted"]]
    headers = (
        Text("เรื่อง", "Case"),
        Text("ชุมชน", "Community"),
        Text("ลำดับ", "Rank"),
        *(Text(**column["label"]) for column in columns),
        Text("ยังขาดก่อนเลือก", "Missing for the pick"),
    )
    rows = [
        (
            item["program"],
            item["community"][lang],
            item["rank"],
            *("✓" if criterion["name"] in item["criteria"] else "✗" for criterion in found["criteria"]),
            *(item[count["name"]] for count in found["counted"]),
            ", ".join(finding["id"] for finding in item["missing"]),
        )
        for item in found["items"]
    ]
    say_table(headers, rows, lang)
