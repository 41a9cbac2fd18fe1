"""The ledger's page says first whether anything was altered, and gives a checkpoint to take away (T1-T3)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.ledger.checkpoint import cosign
from engine.ledger.note import Note
from engine.refusal import UnsafeStore
from tests.sealing import rehash
from tests.test_web_ledger import WITNESSES, Sealed


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Sealed]:
    made = Sealed(tmp_path)
    yield made
    made.close()


def page(doors: Sealed, path: str = "/ledger", by: str = "pranee", lang: str = "th") -> str:
    headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
    answer = doors.client.get(f"{path}?lang={lang}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_says_first_that_nothing_was_altered(doors: Sealed) -> None:
    """T1: in Thai with the BE year, in English with the common one; the auditors' home says so too."""
    assert "ยังไม่มีจุดตรวจที่ลงนาม" in page(doors)
    checkpoint = doors.seal()
    thai, english = page(doors), page(doors, lang="en")
    assert re.search(rf"ข้อเท็จจริง {checkpoint.size:,} รายการ ไม่ถูกแก้ไขนับแต่จุดตรวจเมื่อ \d+ \S+ 25\d\d \d\d:\d\d", thai)
    assert re.search(rf"Nothing altered since the checkpoint of .* 20\d\d .* covers {checkpoint.size:,} facts", english)
    assert "ไม่ถูกแก้ไขนับแต่จุดตรวจ" in page(doors, "/trail")
    digits = checkpoint.root.hex()[:16]
    assert " ".join(re.findall("....", digits)) in thai
    assert 'class="qr"' in thai


def test_the_page_says_first_that_something_was_altered(doors: Sealed) -> None:
    """T1"""
    doors.seal()
    with closing(sqlite3.connect(doors.folder / "data" / "facts.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER stored_events_no_update")
        connection.execute("UPDATE stored_events SET by = 'somchai' WHERE rowid = 2")
        rehash(connection, 1)
    assert doors.run("seal", "--once").exit_code == 1
    for path in ("/ledger", "/trail"):
        assert "ประวัติถูกเปลี่ยน" in page(doors, path)
    assert "The history was altered" in page(doors, lang="en")
    assert 'role="alert"' in page(doors)


@pytest.mark.parametrize(
    "note", ["'rubbish'", "replace(note, 'cases', 'casez')", "replace(note, x'0a' || size, x'0a30')"]
)
def test_a_checkpoint_that_was_tampered_with_is_told_and_stops_nobody(doors: Sealed, note: str) -> None:
    """T1: the record beside the facts is as open to its administrators as the facts are."""
    doors.seal()
    assert "ไม่ถูกแก้ไขนับแต่จุดตรวจ" in page(doors)
    with closing(sqlite3.connect(doors.folder / "data" / "ledger.sqlite3", isolation_level=None)) as connection:
        connection.execute(f"UPDATE checkpoints SET note = {note}")
    for path in ("/ledger", "/trail"):
        assert "ประวัติถูกเปลี่ยน" in page(doors, path)
    doors.program()
    with pytest.raises(UnsafeStore):
        doors.casework.try_guards()


def test_the_page_shows_who_has_cosigned(doors: Sealed) -> None:
    """T2"""
    assert "ยังไม่ได้ตั้งพยาน" in page(doors)
    doors.casework.ledger.__dict__.pop("policy")
    doors.witnessed_by(1)
    doors.seal()
    assert "ยังไม่ครบ" in page(doors)
    note = Note.read(doors.ok("ledger", "checkpoint"))
    doors.casework.ledger.cosign([cosign(note, WITNESSES[1], 1_790_000_000)])
    shown = page(doors)
    assert "ครบแล้ว" in shown
    assert shown.count("ยังไม่ลงนามจุดตรวจนี้") == 2


def test_the_page_says_since_when_facts_have_been_waiting(doors: Sealed) -> None:
    """T3"""
    doors.seal()
    doors.program()
    assert "รายการแรกตั้งแต่ 30 ก.ย. 2564 09:00" in page(doors)
    assert "the first since 30 Sep 2021 09:00" in page(doors, lang="en")


def test_after_a_save_the_page_names_the_place_in_the_ledger(doors: Sealed) -> None:
    """T3: with the hash, which the browser keeps."""
    household = doors.household(doors.program())
    headers = {"Authorization": "Bearer token of kanda", "Accept": "text/html"}
    form = {"key": "once", "seen": "2", "on": "5/10/2563", "inputs.officer": "napa"}
    answer = doors.client.post(f"/case/household/{household}/do/assign_manager", data=form, headers=headers)
    assert answer.status_code == 303, answer.text
    shown = doors.client.get(answer.location, headers=headers).text
    leaf = doors.size - 1
    assert f"ลำดับที่ {leaf:,} ในบัญชี" in shown
    found = re.search(r'data-leaf="(\d+)" data-hash="([0-9a-f]{64})"', shown)
    assert found is not None
    stored = doors.casework.facts_recorder._writer.execute(
        "SELECT rowid - 1, hex(leaf_hash) FROM stored_events ORDER BY rowid DESC"
    )
    assert (int(found[1]), found[2].upper()) == stored.fetchone()
    for wrong in ("x", "99999", "9" * 30, "๑"):
        assert "data-leaf" not in doors.client.get(f"/work?saved=1&leaf={wrong}", headers=headers).text
