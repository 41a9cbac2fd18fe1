"""Personal data lies in closed boxes: they open only where they were sealed, and nothing stands in clear."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from engine.casework import Casework
from engine.history import Corrected
from engine.keys import AHEAD, KeyMissing, Vault, master_key
from engine.refusal import UnsafeStore
from engine.sealed import InHand, Note, Origin, Sealed, sealed_for
from tests.plain_casework import MASTER, casework, do, opened
from tests.plain_kind import PLAIN, Named, Noted, Opened, Person

HERE = Origin("a" * 32, 1, "plain.named@1", 1)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys.db", MASTER)


@pytest.fixture
def box(vault: Vault) -> Sealed[Person]:
    return vault.seal(InHand(vault.new_subject(), Person("น้ำใส", "1")), HERE)


# A box opens only where it was sealed (F4)


def test_a_box_opens_where_it_was_sealed(vault: Vault, box: Sealed[Person]) -> None:
    assert vault.open(box, Person) == Person("น้ำใส", "1")
    assert vault.open_raw(box) == {"name": "น้ำใส", "number": "1"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, case="b" * 32),
        replace(HERE, version=2),
        replace(HERE, topic="plain.named@2"),
        replace(HERE, slot=2),
    ],
)
def test_a_moved_box_does_not_open(vault: Vault, box: Sealed[Person], elsewhere: Origin) -> None:
    with pytest.raises(UnsafeStore, match="altered or moved"):
        vault.open(replace(box, origin=elsewhere), Person)


def test_a_box_that_came_from_nowhere_does_not_open(vault: Vault, box: Sealed[Person]) -> None:
    with pytest.raises(UnsafeStore, match="without its origin"):
        vault.open(replace(box, origin=None), Person)


def test_a_box_with_any_byte_altered_does_not_open(vault: Vault, box: Sealed[Person]) -> None:
    for place in range(len(box.data)):
        altered = bytearray(box.data)
        altered[place] ^= 1
        with pytest.raises(UnsafeStore, match="altered or moved"):
            vault.open(replace(box, data=bytes(altered)), Person)


def test_the_box_of_one_subject_does_not_open_as_anothers(vault: Vault, box: Sealed[Person]) -> None:
    with pytest.raises(UnsafeStore, match="altered or moved"):
        vault.open(replace(box, key=vault.new_subject()), Person)


def test_equal_content_never_looks_equal(vault: Vault, box: Sealed[Person]) -> None:
    again = vault.seal(InHand(box.key, Person("น้ำใส", "1")), HERE)
    assert again.data != box.data
    assert vault.open(again, Person) == vault.open(box, Person)


def test_boxes_swapped_between_two_rows_do_not_open(tmp_path: Path) -> None:
    at = casework(tmp_path)
    one, other = opened(at, owner="หนึ่ง"), opened(at, owner="สอง")
    outside = sqlite3.connect(tmp_path / "facts.db", isolation_level=None)
    outside.execute("DROP TRIGGER stored_events_no_update")
    states = dict(outside.execute("SELECT originator_id, state FROM stored_events").fetchall())
    for case, state in ((one, states[other]), (other, states[one])):
        outside.execute("UPDATE stored_events SET state = ? WHERE originator_id = ?", (state, case))
    swapped = casework_beside(at)
    for case in (one, other):
        with pytest.raises(UnsafeStore, match="altered or moved"):
            at.vault.open(swapped.state(PLAIN, case).owner, Person)


def casework_beside(at: Casework) -> Casework:
    """The same store read afresh, without the guards of starting up."""
    return Casework(at.path, at.vault, [PLAIN], at.rows)


def test_a_box_of_one_fact_is_never_copied_into_another(tmp_path: Path) -> None:
    at = casework(tmp_path)
    mapper, (record,) = at.facts_mapper, at.facts(opened(at))
    assert isinstance(record.fact, Opened)
    copied = Named(person=record.fact.owner)
    for given in (copied, Corrected(target=1, replacement=copied)):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="another fact"):
            mapper.seal(given, record.case, 2)


def test_a_reason_is_sealed_for_the_subject_of_the_case_and_bound_to_its_fact(tmp_path: Path) -> None:
    at = casework(tmp_path)
    case = opened(at)
    do(at, "note", case, n=1, because="ลุงดำล้มป่วย")
    record = at.facts(case)[1]
    assert isinstance(record.because, Sealed)
    assert record.because.key == at.state(PLAIN, case).owner.key
    assert at.vault.open(record.because, Note) == Note("ลุงดำล้มป่วย")
    moved = replace(record.because.origin, version=3)  # type: ignore[type-var]
    with pytest.raises(UnsafeStore):
        at.vault.open(replace(record.because, origin=moved), Note)


# Nothing in clear (E1)


def test_nothing_personal_stands_in_clear_in_the_files(tmp_path: Path) -> None:
    at = casework(tmp_path)
    private = {
        "owner": "ศรีสมรนกแก้ว",
        "person": "ทองดีมีน้ำใจ",
        "number": "1103700123456",
        "remark": "ป่วยติดเตียงมาสามปี",
        "because": "เพื่อนบ้านเล่าให้ฟัง",
    }
    case = opened(at, owner=private["owner"])
    do(at, "name", case, number=private["number"], person=private["person"])
    do(at, "note", case, n=1, remark=private["remark"], because=private["because"])
    do(at, "correct", case, version=3, inputs={"n": 2, "remark": private["remark"]}, because=private["because"])
    do(at, "correct", case, version=2, inputs={"number": private["number"], "person": private["person"]})
    refused_text = "control: a worker's name is not private"
    do(at, "note", case, n=2, by=refused_text)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for text in private.values():
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "tis-620"):
            assert text.encode(encoding) not in files
        assert text.encode().hex() not in files.hex()
    assert refused_text.encode() in files


# Keys


def test_keys_are_durable_in_blocks_before_they_are_used(tmp_path: Path, vault: Vault) -> None:
    first = vault.new_subject()
    beside = sqlite3.connect(tmp_path / "keys.db")
    stored = [row[0] for row in beside.execute("SELECT id FROM keys")]
    assert len(stored) == AHEAD
    assert first in stored
    subjects = {vault.new_subject() for _ in range(AHEAD)}
    assert len(subjects) == AHEAD
    assert beside.execute("SELECT count(*) FROM keys").fetchone() == (2 * AHEAD,)


def test_a_key_that_could_not_be_stored_is_never_handed_out(tmp_path: Path, vault: Vault) -> None:
    pages = vault._db.execute("PRAGMA page_count").fetchone()[0]
    vault._db.execute(f"PRAGMA max_page_count={pages}")
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            vault.new_subject()
    vault._db.execute(f"PRAGMA max_page_count={pages + 1000}")
    subject = vault.new_subject()
    box = vault.seal(InHand(subject, Person("น้ำ")), HERE)
    assert Vault(tmp_path / "keys.db", MASTER).open(box, Person) == Person("น้ำ")


def test_a_missing_key_is_told_apart_from_an_altered_box(tmp_path: Path, box: Sealed[Person]) -> None:
    sqlite3.connect(tmp_path / "keys.db", isolation_level=None).execute("DELETE FROM keys WHERE id = ?", (box.key,))
    with pytest.raises(KeyMissing):
        Vault(tmp_path / "keys.db", MASTER).open(box, Person)


def test_the_key_database_opens_only_under_its_master_key(tmp_path: Path, box: Sealed[Person]) -> None:
    with pytest.raises(UnsafeStore, match="master key"):
        Vault(tmp_path / "keys.db", bytes(32)).open(box, Person)


def test_a_key_put_in_place_of_another_does_not_open(tmp_path: Path, box: Sealed[Person]) -> None:
    outside = sqlite3.connect(tmp_path / "keys.db", isolation_level=None)
    outside.execute(
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE id != ?) WHERE id = ?", (box.key, box.key)
    )
    with pytest.raises(UnsafeStore, match="master key"):
        Vault(tmp_path / "keys.db", MASTER).open(box, Person)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_has_32_bytes(tmp_path: Path, length: int) -> None:
    with pytest.raises(UnsafeStore, match="32 bytes"):
        Vault(tmp_path / "keys.db", bytes(length))


def test_a_master_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    made = master_key(path)
    assert len(made) == 32
    assert master_key(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_master_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    master_key(path)
    path.chmod(mode)
    with pytest.raises(UnsafeStore, match=r"master\.key"):
        master_key(path)


# Keyed digests


def test_a_blind_index_is_equal_for_equal_text_only(tmp_path: Path, vault: Vault) -> None:
    same = vault.blind("number", "1103700123456")
    assert Vault(tmp_path / "again.db", MASTER).blind("number", "1103700123456") == same
    assert vault.blind("number", "1103700123457") != same
    assert vault.blind("house", "1103700123456") != same
    assert Vault(tmp_path / "other.db", bytes(32)).blind("number", "1103700123456") != same


def test_a_digest_of_a_request_depends_on_the_master_key(tmp_path: Path, vault: Vault) -> None:
    assert vault.digest(b"1103700123456") != Vault(tmp_path / "other.db", bytes(32)).digest(b"1103700123456")


# In hand


def test_what_is_still_in_hand_cannot_be_encoded() -> None:
    held = sealed_for("subject", Note("ความลับ"))
    for place in (held, Noted(n=1, remark=held), {"x": [held]}):
        for encode in (msgspec.json.encode, msgspec.msgpack.encode):
            with pytest.raises(TypeError, match="InHand"):
                encode(place)


def test_nothing_in_hand_shows_what_it_holds() -> None:
    assert "ความลับ" not in repr(sealed_for("subject", Note("ความลับ")))
