"""A rule set on its way: pasted or sent, a mistake named with its line, tried on the store, put into force (U4, W6)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregates.reference import REFERENCE, REFERENCE_CASE
from tests.doors import Doors
from tests.given import TEXT
from web.answers.rule_lines import line_of

NEWER = TEXT.replace("\nversion = 1\n", "\nversion = 2\n", 1).replace("due_soon_days = 30", "due_soon_days = 10")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def tried(doors: Doors, by: str = "wichai", **data: Any) -> str:
    headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
    return doors.client.post("/what-if?lang=th", data=data, headers=headers).text


def at(text: str, words: str) -> int:
    """The line on which some words stand first."""
    return 1 + next(number for number, line in enumerate(text.splitlines()) if words in line)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("process.stuck_days", "stuck_days ="),
        ("process.closing_reasons[1].code", '{ code = "moved"'),
        ("process.phases[0].stages", '{ code = "data"'),
        ("version", "version ="),
        ("process.no_such_field", "[process]"),
    ],
)
def test_a_field_is_found_on_its_line_or_on_the_nearest_part_around_it_w6(field: str, words: str) -> None:
    assert line_of(TEXT, field) == at(TEXT, words)


def test_elements_of_tables_within_tables_are_counted_each_in_its_own_w6() -> None:
    text = "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a.b]]\ny = 2\n[[a]]\n[[a.b]]\ny = 3\n"
    assert [line_of(text, field) for field in ("a[0].b[1].y", "a[1].b[0].y", "a[1].b[7]")] == [6, 9, 7]
    assert line_of(text, "nothing") is None
    assert line_of("x = = 1", "toml", "Invalid value (at line 1, column 5)") == 1


def test_a_mistake_names_the_field_and_the_line_and_keeps_the_text_u4(doors: Doors) -> None:
    text = NEWER.replace("stuck_days = 60", 'stuck_days = "sixty"')
    page = tried(doors, text=text)
    assert f"บรรทัดที่ {at(text, 'stuck_days')} · process.stuck_days:" in page
    assert f"→{at(text, 'stuck_days'):4}  stuck_days" in page.replace("&#34;", '"')
    assert "due_soon_days = 10" in page
    assert "บรรทัดที่ 2" in tried(doors, text='id = "x"\nversion = = 2\n')
    assert "activate_rule_set" not in page


def test_what_was_tried_is_put_into_force_from_a_day_to_come_u4_w6(doors: Doors) -> None:
    page = tried(doors, file=(io.BytesIO(NEWER.encode()), "2564-2.toml"))
    form = page[page.index("activate_rule_set") :]
    hidden = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', form))
    given = {**hidden, "inputs.text": NEWER.replace("\n", "\r\n"), "because": "ประกาศกรม"}
    headers = {"Authorization": "Bearer token of wichai", "Accept": "text/html"}
    path = f"/case/reference/{REFERENCE_CASE}/do/activate_rule_set"
    early = doors.client.post(path, data={**given, "inputs.since": "1/1/2564"}, headers=headers)
    assert early.status_code == 422
    assert "ต้องไม่ก่อนวันที่ประกาศ" in early.text
    answer = doors.client.post(path, data={**given, "inputs.since": "1/10/2564"}, headers=headers)
    assert answer.status_code == 303, answer.text
    state = doors.casework.state(REFERENCE, REFERENCE_CASE)
    assert state.activations[0].since == date(2021, 10, 1)
    assert state.activations[0].text == NEWER.strip(), "line ends as they were written"
    days = (date(2021, 9, 30), date(2021, 10, 1))
    versions = [found.rules.version for day in days if (found := state.in_force(day, 2564))]
    assert versions == [1, 2]
    rules = doors.client.get("/rules?lang=th", headers=headers).text
    assert "1 ต.ค. 2564" in rules


def test_only_who_keeps_the_rules_is_offered_to_put_them_into_force_u5(doors: Doors) -> None:
    assert "do/activate_rule_set" in tried(doors, text=NEWER)
    for by in ("somchai", "pranee"):
        page = tried(doors, by, text=NEWER)
        assert "จะเปลี่ยน" in page
        assert "do/activate_rule_set" not in page
