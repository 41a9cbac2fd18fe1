"""What a list calls a household is kept in closed boxes: always what its facts say, and nobody's name in clear."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregates.areas import Area
from aggregates.household_state import HOUSEHOLD
from projections.household_names import name_parts, read_parts
from tests.doors import Doors
from web.access import Grant, Person
from web.answers.household_rows import household_name
from web.tables.cases import cases_table

PARTS = "SELECT parts FROM household_names WHERE case_id = ?"

SUPERVISOR = Grant("supervisor", Area(level="country", code=""))
EVERYWHERE = Person(id="somchai", account="", grants=(SUPERVISOR,))


class House:
    """A household of three with a head, and what lists call it."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        people = [{"name": "ทองดี น้ำใจ"}, {"name": "คำปัน น้ำใจ"}, {"name": "ปู่ย้อย น้ำใจ"}]
        self.case = self.doors.household(self.program, members=people, house_number="12/3", moo="7")

    def do(self, command: str, because: str | None = None, on: str | None = None, **inputs: object) -> None:
        with self.doors.casework.reading() as reader:
            seen = reader.version(self.case)
        said = {"because": because, "on": on}
        body = {"inputs": inputs, **{name: value for name, value in said.items() if value}}
        answer = self.doors.post(f"/household/{self.case}/{command}", body, seen=seen)
        assert answer.status_code == 200, (command, answer.text)

    def people(self) -> list[str]:
        with self.doors.casework.reading() as reader:
            return list(reader.state(HOUSEHOLD, self.case).members)

    def listed(self, by: str = "kanda") -> str:
        """Its name in the list taken as a file."""
        headers = {"Authorization": f"Bearer token of {by}"}
        answer = self.doors.client.get("/list/household?as=csv&lang=th", headers=headers, buffered=True)
        assert answer.status_code == 200, answer.text
        (_, row) = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
        return row[0]

    def folded(self) -> str:
        """What the fold of its facts would call it; the row must hold the very same boxes."""
        with self.doors.casework.reading() as reader:
            parts = name_parts(reader.state(HOUSEHOLD, self.case))
            (stored,) = reader.connection.execute(PARTS, (self.case,)).fetchone()
            assert read_parts(stored) == parts
            return household_name(parts, reader.parts.vault)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.doors.close()


def test_a_list_calls_a_household_what_its_facts_say_whatever_is_told_later_s5(house: House) -> None:
    assert house.listed() == house.folded() == "ทองดี น้ำใจ 12/3 ม.7"
    head, second, _ = house.people()
    house.do("complete_member", person=second, head=True)
    assert house.listed() == house.folded() == "คำปัน น้ำใจ 12/3 ม.7"
    house.do("remove_member", because="ย้ายไปอยู่กับลูก", person=second)
    assert house.listed() == house.folded() == "ทองดี น้ำใจ 12/3 ม.7", "without a head the first who is there"
    house.do("complete_details", moo="๘")
    assert house.listed() == house.folded()
    assert house.listed().startswith("ทองดี น้ำใจ 12/3 ม.")
    house.do("complete_member", person=head, name="ทองดี น้ำใจงาม")
    assert house.listed() == house.folded()


def test_a_fact_told_late_or_corrected_changes_the_name_as_it_changes_the_case_w5(house: House) -> None:
    house.do("complete_details", moo="9", on="2021-08-01")
    house.do("complete_details", moo="8", on="2021-07-01")
    assert house.listed() == house.folded() == "ทองดี น้ำใจ 12/3 ม.9", "what happened last, not what was told last"
    latest = next(record.version for record in house.doors.casework.facts(house.case) if record.on.month == 8)
    house.do("retract", because="บันทึกผิดครัวเรือน", version=latest)
    assert house.listed() == house.folded() == "ทองดี น้ำใจ 12/3 ม.8"


def test_a_rebuild_leaves_the_same_rows_f7(house: House) -> None:
    house.do("complete_details", moo="9", on="2021-08-01")
    house.do("complete_details", moo="8", on="2021-07-01")
    question = "SELECT * FROM household_names"
    with house.doors.casework.reading() as reader:
        before = reader.connection.execute(question).fetchall()
    house.doors.casework.rebuild()
    with house.doors.casework.reading() as reader:
        assert reader.connection.execute(question).fetchall() == before
        assert len(before) == 1, "of a household only"


def test_the_row_holds_closed_boxes_and_a_reader_without_people_gets_none_open_u5(house: House) -> None:
    with house.doors.casework.reading() as reader:
        (stored,) = reader.connection.execute(PARTS, (house.case,)).fetchone()
    assert "ทองดี" in house.listed()
    assert "ทองดี".encode() not in stored
    assert b"12/3" not in stored
    assert house.listed("arthit") == house.case, "an auditor of one province sees no people"


def test_who_is_erased_has_no_name_in_a_list_any_more_u4(house: House) -> None:
    head, *_ = house.people()
    house.doors.casework.vault.believe([(house.case, head)])
    assert house.listed() == "12/3 ม.7"


def test_a_list_folds_no_case_however_long_it_is_s5(house: House) -> None:
    with house.doors.casework.reading() as reader:
        table = cases_table(reader, EVERYWHERE, HOUSEHOLD, {}, "due")
        assert [row[0] for row in table.rows] == ["ทองดี น้ำใจ 12/3 ม.7"]
        assert house.case not in reader.touched
        reader.state(HOUSEHOLD, house.case)
        assert house.case in reader.touched, "the control: what is folded is noticed"
