"""Many commands and many writers: batches, the ledger's order, and what others write meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from engine.casework import Casework
from engine.command import Command, Receipt
from engine.refusal import BadInput, CaseNotFound, Refused, StaleVersion
from tests.plain_casework import OPENED, TODAY, SetClock, casework, command, do, everything, opened, refused, rows
from tests.plain_kind import PLAIN


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def at(tmp_path: Path, clock: SetClock) -> Casework:
    return casework(tmp_path, clock)


# Many at once


def test_a_refusal_undoes_only_its_own_command(at: Casework) -> None:
    case, holder = opened(at), opened(at)
    do(at, "name", holder, number="77")
    asked = [
        command("note", case, n=1),
        command("note_and_name", case, n=2, number="77"),
        command("note", "0" * 32, n=3),
        command("note", case, n="four"),
        command("note", case, n=5),
        command("note", case, n=6, seen=1),
        command("note_and_name", case, n=7, number="78"),
        command("open_plain", case, owner="ซ้ำ"),
    ]
    answers = list(at.do_many(asked))
    assert [c for c, _ in answers] == asked
    kinds = [type(answer) for _, answer in answers]
    assert kinds == [Receipt, Refused, CaseNotFound, BadInput, Receipt, StaleVersion, Receipt, Receipt]
    assert at.state(PLAIN, case).notes == (1, 5, 7)
    assert [r.version for r in at.facts(case)] == [1, 2, 3, 4, 5]
    assert rows(at, "SELECT n, notes FROM standing WHERE case_id = ?", case) == [(7, 3)]
    with at.reading() as reader:
        assert reader.sharers("number", "78") == (case,)
        assert reader.sharers("number", "77") == (holder,)


def test_an_opening_that_is_undone_leaves_no_case(at: Casework) -> None:
    asked = [
        command("open_plain", "a" * 32, id="x", owner="ก"),
        command("note_both", "a" * 32, n=1, other="b" * 32),
        command("open_plain", "b" * 32, owner="ข"),
        command("note_both", "a" * 32, n=2, other="b" * 32),
    ]
    kinds = [type(answer) for _, answer in at.do_many(asked)]
    assert kinds == [Receipt, CaseNotFound, Receipt, Receipt]
    assert [at.state(PLAIN, case).notes for case in ("a" * 32, "b" * 32)] == [(2,), (2,)]


def test_answers_are_handed_out_only_after_their_commit(at: Casework, tmp_path: Path) -> None:
    case = opened(at)
    beside = casework(tmp_path)
    for n, (_, answer) in enumerate(at.do_many([command("note", case, n=n) for n in range(5)], batch=2), 1):
        assert isinstance(answer, Receipt)
        assert beside.state(PLAIN, case, known=answer.leaf + 1).notes == tuple(range(n))


def test_a_batch_that_fails_in_the_middle_answers_nothing_and_keeps_nothing(at: Casework) -> None:
    case = opened(at)
    before = everything(at)

    def asked() -> Iterator[Command]:
        yield command("note", case, n=1)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(at.do_many(asked()))
    assert everything(at) == before
    at.vault.close()
    with pytest.raises(Exception, match="closed database"):
        list(at.do_many([command("note", case, n=1), *(command("note", case, n=1, remark="x") for _ in range(300))]))
    assert everything(at) == before
    assert at.state(PLAIN, case).n is None


def unhashed(receipt: Receipt) -> Receipt:
    """Without the leaf hash, which covers sealed values: those never come out the same twice."""
    return msgspec.structs.replace(receipt, leaf_hash=None)


def test_many_give_the_same_as_one_by_one(tmp_path: Path) -> None:
    answers = []
    for folder, batch in (("one", 1), ("seven", 7), ("all", 500)):
        (tmp_path / folder).mkdir()
        at = casework(tmp_path / folder)
        asked = [command("open_plain", f"{n:032}", id=f"o{n}", owner="ก", on=OPENED) for n in range(3)]
        asked += [command("note", f"{n % 4:032}", id=f"n{n}", n=n % 5, on=OPENED + timedelta(n % 9)) for n in range(20)]
        given = [unhashed(a) if isinstance(a, Receipt) else str(a) for _, a in at.do_many(asked, batch)]
        answers.append((given, rows(at, "SELECT * FROM said"), rows(at, "SELECT * FROM standing")))
    assert answers[0] == answers[1] == answers[2]


# The ledger


def test_recorded_times_never_decrease_when_the_clock_goes_back(at: Casework, clock: SetClock) -> None:
    case = opened(at)
    clock.day = TODAY - timedelta(days=3650)
    do(at, "note", case, n=1, on=TODAY)
    clock.day = TODAY + timedelta(days=1)
    do(at, "note", case, n=2)
    times = [record.at for record in at.facts(case)]
    assert times == sorted(times)
    assert times[0] == times[1] < times[2]


def test_leaves_are_numbered_without_gaps_whatever_is_refused(at: Casework) -> None:
    case = opened(at)
    for n in range(4):
        refused(at, "move", case, to="done")
        list(at.do_many([command("note_and_name", case, n=n, number="1"), command("move", case, to="ghost")]))
    leaves = [row[0] - 1 for row in rows(at, "SELECT rowid FROM stored_events ORDER BY rowid")]
    assert leaves == list(range(9))
    assert [record.leaf for record in at.facts(case)] == leaves


# Beside each other


def test_two_on_one_store_see_what_the_other_wrote(at: Casework, tmp_path: Path) -> None:
    beside = casework(tmp_path)
    case = opened(at)
    for n in range(6):
        writer, reader = (at, beside) if n % 2 else (beside, at)
        do(writer, "note", case, n=n)
        assert reader.state(PLAIN, case).n == n
        assert reader.facts(case)[-1].version == n + 2


def test_one_view_stays_as_it_was_while_others_write(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    with at.reading() as reader, ThreadPoolExecutor(1) as beside:
        assert reader.size == 2
        beside.submit(do, at, "note", case, n=2).result()
        assert reader.state(PLAIN, case).n == 1
        with at.reading() as nested:
            assert nested.size == 2
    assert at.state(PLAIN, case).n == 2


def test_many_threads_lose_nothing(at: Casework) -> None:
    cases = [opened(at) for _ in range(3)]

    def work(worker: int) -> list[int]:
        leaves = []
        for n in range(12):
            receipt = do(at, "note", cases[(worker + n) % 3], n=worker)
            assert receipt.leaf is not None
            leaves.append(receipt.leaf)
            assert worker in at.state(PLAIN, cases[(worker + n) % 3]).notes
        return leaves

    with ThreadPoolExecutor(8) as workers:
        leaves = sorted(leaf for done in workers.map(work, range(8)) for leaf in done)
    assert leaves == list(range(3, 99))
    for case in cases:
        assert [record.version for record in at.facts(case)] == list(range(1, 34))
        assert sorted(at.state(PLAIN, case).notes) == sorted(record.fact.n for record in at.facts(case)[1:])  # type: ignore[attr-defined]
