"""A case's facts as they are stored, over HTTP: whoever has them can hash them again, and opens nothing (T4, U3)."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from engine.bundle.verify import leaf_hash
from engine.bundle.writing import Contents, write_bundle
from tests.doors import Doors, problem


@pytest.fixture
def household(doors: Doors) -> str:
    """One whose head is known by name, and where somebody came to see the house."""
    case = doors.household(doors.program())
    version = doors.get(f"/household/{case}").get_json()["version"]
    said = {"inputs": {"visitor": "มาลี", "seen": "น้ำดื่มสะอาด กำแพงผุ"}}
    assert doors.post(f"/household/{case}/visit", said, seen=version).status_code == 200
    return case


def test_every_stored_fact_gives_its_own_hash_again_t4_u3(doors: Doors, household: str) -> None:
    items = doors.get(f"/household/{household}/stored", "pranee").get_json()["items"]
    assert [item["version"] for item in items] == list(range(1, len(items) + 1))
    assert len(items) > 1
    assert [leaf_hash(item).hex() for item in items] == [item["hash"] for item in items]
    items[0]["state"] += " "
    assert leaf_hash(items[0]).hex() != items[0]["hash"], "the control: one sign more is another fact"


def test_nothing_is_opened_and_the_facts_are_those_of_a_bundle_u3_u5(doors: Doors, household: str) -> None:
    answer = doors.get(f"/household/{household}/stored", "pranee")
    assert "กำแพงผุ" in doors.get(f"/household/{household}/history", "kanda").text, "the control: there it is opened"
    assert "กำแพงผุ" not in answer.text
    assert "มาลี" not in answer.text
    taken = BytesIO()
    with doors.casework.reading() as reader:
        write_bundle(taken, reader.connection, Contents("one", [household], [], [], doors.casework.ledger.inclusion))
    lines = ZipFile(taken).read("rows.jsonl").decode().splitlines()
    bundled = [{**json.loads(line), "proofs": None} for line in lines]
    assert bundled == [{**item, "proofs": None} for item in answer.get_json()["items"]]


def test_only_auditors_take_them_of_their_area_and_it_is_noted_u3_u5(doors: Doors, household: str) -> None:
    problem(doors.get(f"/household/{household}/stored", "kanda"), 403, "not-allowed")
    problem(doors.get(f"/household/{household}/stored", "somchai"), 403, "not-allowed")
    problem(doors.get(f"/household/{'0' * 32}/stored", "pranee"), 404, "not-found")
    noted = doors.get(f"/looks?subject={household}", "pranee").get_json()["items"]
    assert doors.get(f"/household/{household}/stored", "pranee").status_code == 200
    now = doors.get(f"/looks?subject={household}", "pranee").get_json()["items"]
    assert len(now) == len(noted) + 1
    assert (now[0]["by"], now[0]["act"]) == ("pranee", "household.get_stored")
