"""The sealer signs what grew, and refuses every store that isn't the past it signed (T1, T2, T3)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.ledger import merkle
from engine.ledger.checkpoint import Checkpoint, sign, verified
from engine.ledger.leaves import Altered, LeafAltered
from engine.ledger.note import SIGNATURE, SigningKey
from engine.ledger.record import Kept, Record
from engine.ledger.sealer import Sealer, in_file
from engine.ledger.tiles import subtrees
from engine.refusal import UnsafeStore
from tests.sealing import KEY, Sealing, rehash


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Sealing]:
    sealing = Sealing(tmp_path)
    yield sealing
    sealing.close()


def test_what_is_signed_is_the_root_over_every_fact(at: Sealing) -> None:
    """T1"""
    for facts in (1, 254, 1, 300, 512):
        at.grow(facts)
        checkpoint = at.seal()
        assert checkpoint == Checkpoint("cases.example.go.th", len(at.leaves()), at.root())
        assert at.sealer().seal() is None
    assert at.shown.round() == at.own.round()
    assert at.sealer().waiting() == 0
    assert [verified(note, KEY.verifier).size for note in at.signed()] == [2, 256, 257, 557, 1069]


def test_every_checkpoint_is_consistent_with_every_later_one(at: Sealing) -> None:
    """T2"""
    for facts in (3, 300, 1, 250):
        at.grow(facts)
        at.seal()
    checkpoints = [verified(note, KEY.verifier) for note in at.signed()]
    ledger = at.casework.ledger
    for older in checkpoints:
        for newer in checkpoints:
            if older.size <= newer.size:
                proof = ledger.consistency(older.size, newer.size)
                merkle.check_consistency(older.size, newer.size, proof, older.root, newer.root)
    leaves = at.leaves()
    for leaf in (0, 4, 255, 256, 511, len(leaves) - 1):
        newest = checkpoints[-1]
        merkle.check_inclusion(leaves[leaf], leaf, newest.size, ledger.inclusion(leaf, newest.size), newest.root)


# Tampering by somebody who owns the database. Each leaf hash is made to fit, or not.

Meddle = Callable[[sqlite3.Connection], None]


def altered(leaf: int, column: str, value: Any, *, fit: bool = True) -> Meddle:
    def meddle(connection: sqlite3.Connection) -> None:
        connection.execute(f"UPDATE stored_events SET {column} = ? WHERE rowid = ?", (value, leaf + 1))
        if fit:
            rehash(connection, leaf)

    return meddle


def deleted(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid = 100")


def truncated(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM stored_events WHERE rowid > 200")


def swapped(connection: sqlite3.Connection) -> None:
    for row, other in ((50, 0), (51, 50), (0, 51)):
        connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (other, row))
    for leaf in (49, 50):
        rehash(connection, leaf)


MEDDLING: dict[str, Meddle] = {
    "another state": altered(40, "state", b'{"n":98}'),
    "another state, its hash left": altered(40, "state", b'{"n":98}', fit=False),
    "another person": altered(40, "by", "kanda"),
    "another day": altered(40, "occurred_on", "2021-01-01"),
    "another time": altered(40, "recorded_at", 1),
    "another topic": altered(40, "topic", "plain.counted@1"),
    "another command": altered(40, "command_id", "x"),
    "a column of another type": altered(40, "by", b"somchai", fit=False),
    "another hash": altered(40, "leaf_hash", bytes(32), fit=False),
    "the last one": altered(299, "state", b'{"n":98}'),
    "a fact gone": deleted,
    "the end gone": truncated,
    "two swapped": swapped,
}


@pytest.mark.parametrize("what", MEDDLING)
def test_nothing_is_signed_once_the_past_was_altered(at: Sealing, what: str) -> None:
    """T1"""
    at.grow(299)
    before = at.seal()
    with at.meddling() as connection:
        MEDDLING[what](connection)
    for _ in range(2):
        with pytest.raises(Altered) as found:
            at.sealer().seal()
    assert [verified(note, KEY.verifier) for note in at.signed()] == [before]
    assert at.shown.refusals()[0].text == found.value.text
    assert at.casework.ledger.standing().refused


def test_the_first_bad_leaf_is_named(at: Sealing) -> None:
    """T1"""
    at.grow(299)
    with at.meddling() as connection:
        altered(70, "by", "kanda", fit=False)(connection)
        altered(41, "by", "kanda", fit=False)(connection)
    with pytest.raises(LeafAltered) as found:
        at.sealer().seal()
    assert found.value.leaf == 41
    assert "41" in found.value.text.th


def test_a_sealer_that_never_looks_back_signs_on_but_never_the_altered_past(at: Sealing) -> None:
    """T1, and the control of the tests above: without reading the past again the alteration isn't noticed at once."""
    at.grow(299)
    before, leaves = at.seal(), at.leaves()
    with at.meddling() as connection:
        MEDDLING["another state"](connection)
    at.grow(1)
    note = at.sealer(reread=0).seal()
    assert note is not None
    assert verified(note, KEY.verifier).root == merkle.root([*leaves[: before.size], at.leaves()[-1]])
    assert verified(note, KEY.verifier).root != at.root()
    proof, checkpoint = at.casework.ledger.inclusion(40, 301), verified(note, KEY.verifier)
    merkle.check_inclusion(leaves[40], 40, 301, proof, checkpoint.root)
    with pytest.raises(merkle.NotProven):
        merkle.check_inclusion(at.leaves()[40], 40, 301, proof, checkpoint.root)
    with pytest.raises(Altered):
        at.sealer(reread=1).seal()


def test_reading_the_past_again_goes_round(at: Sealing) -> None:
    """T1: with one tile a round, the last of four is reached in the fourth."""
    at.grow(1100)
    at.seal()
    with at.meddling() as connection:
        altered(3 * 256 + 5, "by", "kanda")(connection)
    for _ in range(3):
        assert at.sealer(reread=1).seal() is None
    with pytest.raises(Altered, match=r"768-1,023"):
        at.sealer(reread=1).seal()


def test_a_smaller_store_isnt_signed_even_with_the_record_gone(at: Sealing) -> None:
    """T2: an old copy restored, with the published record of that day."""
    at.grow(299)
    at.seal()
    with at.meddling() as connection:
        truncated(connection)
    at.shown.close()
    (at.data / "ledger.sqlite3").unlink()
    at.shown = Record(at.data / "ledger.sqlite3")
    with pytest.raises(Altered, match="fewer than the 300 signed before"):
        at.sealer().seal()


def test_a_sealer_without_its_memory_learns_only_what_it_signed_itself(at: Sealing) -> None:
    """T2: the folder restored from an older copy catches up from the published record, if that holds."""
    for facts in (10, 300):
        at.grow(facts)
        at.seal()
    at.own.close()
    (at.apart / "ledger.sqlite3").unlink()
    at.own = Record(at.apart / "ledger.sqlite3")
    at.grow(1)
    assert at.seal() == Checkpoint("cases.example.go.th", 312, at.root())
    assert [kept.size for kept in at.own.after(0)] == [11, 311, 312]


@pytest.mark.parametrize("key", [KEY, SigningKey.new("cases.example.go.th", SIGNATURE)], ids=["own key", "another"])
def test_a_checkpoint_put_into_the_record_by_others_stops_the_sealer(at: Sealing, key: SigningKey) -> None:
    """T2: signed with another key, or with the stolen one over another history."""
    at.grow(10)
    at.seal()
    at.grow(5)
    forged = sign(Checkpoint("cases.example.go.th", 14, bytes(32)), key)
    at.shown.keep(Kept(14, 1, forged))
    with pytest.raises(Altered):
        at.sealer().seal()
    assert [kept.size for kept in at.own.after(0)] == [11]


def test_another_key_neither_takes_over_nor_publishes(at: Sealing) -> None:
    at.seal()
    other = SigningKey.new("cases.example.go.th", SIGNATURE)
    elsewhere = Record(at.apart / "other.sqlite3")
    for own in (at.own, elsewhere):
        with pytest.raises(UnsafeStore):
            Sealer(in_file(at.data / "facts.db"), own, at.shown, other, lambda: 5).seal()
    elsewhere.close()
    assert at.shown.key() == KEY.verifier


@pytest.mark.parametrize("lost", ["DELETE FROM subtrees WHERE level = 0", "UPDATE subtrees SET hash = zeroblob(32)"])
def test_a_sealer_whose_own_memory_was_changed_signs_nothing(at: Sealing, lost: str) -> None:
    """T2"""
    at.grow(300)
    at.seal()
    at.grow(1)
    at.own._db.execute(lost)
    with pytest.raises(Altered, match="own record"):
        at.sealer().seal()


# Killed


class Killed(BaseException):
    """The process ends here."""


WRITES = ("sign_with", "keep", "keep_subtree", "keep_rest", "keep_round", "take")


def test_killed_at_any_step_it_goes_on_where_it_was(at: Sealing, monkeypatch: pytest.MonkeyPatch) -> None:
    """T3: whatever step it dies at, the next run signs the same, and no size is ever signed twice."""
    at.grow(10)
    at.seal()
    steps, last = 0, -1
    while True:
        at.grow(300)
        left = [last := last + 1]
        with monkeypatch.context() as patch:
            for name in WRITES:
                patch.setattr(Record, name, _dying(getattr(Record, name), left))
            try:
                at.sealer().seal()
                break
            except Killed:
                steps += 1
        at.grow(1)
        assert at.seal() == Checkpoint("cases.example.go.th", len(at.leaves()), at.root())
    assert steps > 8
    mine, theirs = ([(k.size, k.note) for k in record.after(0)] for record in (at.own, at.shown))
    assert mine == theirs
    assert len({size for size, _ in mine}) == len(mine)


def _dying(write: Any, left: list[int]) -> Any:
    def dying(*given: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return write(*given)

    return dying


def test_of_two_sealers_at_once_one_signs(at: Sealing) -> None:
    """The second waits for the first, and finds nothing left to sign."""
    at.grow(300)
    second = Sealer(in_file(at.data / "facts.db"), Record(at.apart / "ledger.sqlite3"), at.shown, KEY, lambda: 7)
    assert at.sealer().seal() is not None
    assert second.seal() is None
    second.own.close()


def test_the_sealer_cannot_write_facts(at: Sealing) -> None:
    with at.sealer()._reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM stored_events")


# Subtrees


def test_facts_are_read_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "ปี 2564 #1?%41"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "facts")) as made:
        made.execute("CREATE TABLE here (n)")
    with in_file(folder / "facts")() as connection:
        assert connection.execute("SELECT count(*) FROM here").fetchone() == (0,)


def test_a_proof_reads_few_hashes_of_a_large_tree() -> None:
    """T4: two full steps of 256 above the leaves; what is kept, and what has to be made from below, give one root."""
    leaves = [n.to_bytes(32) for n in range(70_000)]
    kept = {0: leaves}
    for level in (8, 16):
        below = kept[level - 8]
        kept[level] = [merkle.root(below[n : n + 256]) for n in range(0, len(below) - 255, 256)]
    read: list[int] = []

    def hashes(level: int, first: int, count: int) -> list[bytes]:
        found = kept[level][first : first + count] if level in kept else []
        read.append(len(found))
        return found

    size, root = len(leaves), merkle.root(leaves)
    assert merkle.root_of(size, subtrees(hashes)) == root
    read.clear()
    proof = merkle.inclusion(40_000, size, subtrees(hashes))
    merkle.check_inclusion(leaves[40_000], 40_000, size, proof, root)
    assert len(read) <= 40
    assert sum(read) <= 1_500
    kept[8], kept[16] = kept[8][:20], []
    assert merkle.inclusion(40_000, size, subtrees(hashes)) == proof
    with pytest.raises(LookupError, match="leaf 70000"):
        merkle.root_of(size + 1, subtrees(hashes))
