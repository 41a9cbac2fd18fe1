"""A receipt names the leaf of the command's first fact and its hash, and says so again whenever it is asked (T3)."""

from __future__ import annotations

from pathlib import Path

from tests.plain_casework import casework, command, do, opened, rows


def test_a_receipt_holds_the_leaf_hash_as_it_is_stored(tmp_path: Path) -> None:
    """T3: also for several facts, for another case's, in a batch, and after a refusal in the same transaction."""
    at = casework(tmp_path)
    case, other = opened(at), opened(at)
    asked = [
        command("note", case, n=1, id="one"),
        command("note_both", case, n=2, other=other, id="both"),
        command("note", case, n="four"),
        command("note_and_name", case, n=7, number="78", id="two"),
    ]
    first = [at.do(command("note", case, n=5, id="alone")), *(answer for _, answer in at.do_many(asked))]
    receipts = [first[0], first[1], first[2], first[4]]
    stored = dict(rows(at, "SELECT rowid - 1, leaf_hash FROM stored_events"))
    assert [stored[r.leaf].hex() for r in receipts] == [r.leaf_hash for r in receipts]
    assert receipts[3].facts == 2
    again = [command("note", case, n=5, id="alone"), asked[0], asked[1], asked[3]]
    assert [at.do(one) for one in again] == receipts
    assert [answer for _, answer in at.do_many(again)] == receipts
    at.close()


def test_where_nothing_was_recorded_there_is_no_leaf_to_name(tmp_path: Path) -> None:
    at = casework(tmp_path)
    case = opened(at)
    do(at, "count", case, total=2)
    receipt = do(at, "count", case, total=2, id="again")
    assert (receipt.leaf, receipt.facts, receipt.leaf_hash) == (None, 0, None)
    assert do(at, "count", case, total=2, id="again") == receipt
    at.close()
