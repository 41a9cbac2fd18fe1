"""Who only reads may be answered from a replica: never without their own facts, and never what is erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine import sources
from engine.casework import Casework
from engine.keys import Erased
from engine.postgres.views import Replica
from engine.refusal import StoreGone, UnsafeStore
from engine.sources import ReadOnly
from engine.store import PATIENCE
from tests.plain_casework import do, opened
from tests.plain_kind import PLAIN
from tests.postgres import new_database
from tests.standby import standby
from tests.test_engine_erasure import owner
from tests.test_engine_postgres import casework, gone, over

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def at(tmp_path: Path, url: str) -> Iterator[Casework]:
    """Casework over a store with a replica that has all of it."""
    casework(tmp_path, url).close()
    standby().caught_up()
    made = over(tmp_path, url, standby().url(url))
    made.check()
    yield made
    made.close()
    made.vault.close()


def noted(of: Casework, case: str, by: str | None = "mali") -> tuple[tuple[int, ...], ReadOnly]:
    """What ``by`` sees of a case, as the gate has it: who they are is asked first."""
    known: list[str] = []
    with of.read_only(lambda: known[0] if known else None) as asking:
        with of.reading():
            pass
        if by is not None:
            known.append(by)
        return of.state(PLAIN, case).notes, asking


def test_who_only_reads_is_answered_from_the_replica_which_says_where_it_stands(at: Casework, url: str) -> None:
    case = opened(at)
    with standby().held_back():
        do(at, "note", case, n=1, by="kanda")
        notes, asking = noted(at, case)
        assert notes == ()
        assert asking.position is not None
        assert (asking.position[0], asking.lacking) == (1, 1)
    standby().caught_up()
    notes, asking = noted(at, case)
    assert (notes, asking.lacking) == ((1,), 0)


def test_who_decides_is_never_answered_from_the_replica(at: Casework, url: str) -> None:
    case = opened(at)
    with standby().held_back():
        do(at, "note", case, n=1)
        assert at.state(PLAIN, case).notes == (1,)
        assert do(at, "note", case, n=2, seen=2).version == 3


def test_who_has_just_recorded_sees_it_whatever_the_replica_has(at: Casework, url: str) -> None:
    case = opened(at)
    with standby().held_back():
        do(at, "note", case, n=1, by="mali")
        do(at, "note", case, n=2, by="kanda")
        notes, asking = noted(at, case, by="mali")
        assert (notes, asking.lacking) == ((1, 2), 0)
        assert noted(at, case, by="somchai")[0] == ()


def test_without_looking_for_their_own_facts_they_would_miss_them(
    at: Casework, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    monkeypatch.setattr(sources, "OWN", "SELECT 1 WHERE ? < 0 AND ? = ''")
    with standby().held_back():
        do(at, "note", case, n=1, by="mali")
        assert noted(at, case, by="mali")[0] == ()


def test_a_replica_too_far_behind_is_not_asked(at: Casework, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = opened(at)
    with standby().held_back():
        do(at, "note", case, n=1)
        do(at, "note", case, n=2)
        monkeypatch.setattr(sources, "FARTHEST", 1)
        assert noted(at, case)[0] == (1, 2)
        monkeypatch.setattr(sources, "FARTHEST", 2)
        assert noted(at, case)[0] == ()


def test_without_the_replica_the_store_answers_and_without_both_nobody(at: Casework, url: str) -> None:
    case = opened(at)
    with standby().stopped():
        notes, asking = noted(at, case)
        assert (notes, asking.position) == ((), None)
        with gone(url), pytest.raises(StoreGone):
            noted(at, case)
    assert do(at, "note", case, n=1).version == 2


def test_without_the_store_reading_goes_on_and_recording_does_not(at: Casework, url: str) -> None:
    case = opened(at)
    with standby().held_back():
        do(at, "note", case, n=1)
        with gone(url):
            notes, asking = noted(at, case)
            assert notes == ()
            assert asking.position is not None
            assert (asking.position[0], asking.lacking) == (1, None)
            with pytest.raises(StoreGone):
                do(at, "note", case, n=2)
            with pytest.raises(StoreGone):
                at.state(PLAIN, case)


def test_who_was_erased_is_not_read_from_a_replica_that_does_not_know_yet_u4(at: Casework, url: str) -> None:
    case = opened(at, owner="สมศรี")
    box = owner(at, case)
    with standby().held_back():
        assert noted(at, case)[1].lacking == 0
        assert at.vault.open(box, dict)
        do(at, "erase", case, subject=box.key)
        with at.read_only(lambda: "kanda"), at.reading() as reader:
            assert reader.size == 1
            still_there = reader.state(PLAIN, case).owner
            assert still_there is not None
            with pytest.raises(Erased):
                at.vault.open_raw(still_there)


def test_a_server_that_takes_writes_is_no_replica(at: Casework, url: str) -> None:
    with closing(Replica(url, PATIENCE)) as promoted, pytest.raises(StoreGone), promoted.reading():
        pass
    with closing(Replica(standby().url(url), PATIENCE)) as following, following.reading() as connection:
        assert connection.in_transaction


def test_who_records_into_a_server_that_only_follows_is_told_to_try_again(
    at: Casework, tmp_path: Path, url: str
) -> None:
    """As after another server took over, until the address leads there."""
    case = opened(at)
    standby().caught_up()
    with closing(over(tmp_path, standby().url(url))) as following, pytest.raises(StoreGone):
        do(following, "note", case, n=1)


def test_a_replica_of_another_store_is_refused(tmp_path: Path, at: Casework, url: str) -> None:
    opened(at)
    (tmp_path / "other").mkdir()
    other = new_database()
    with closing(casework(tmp_path / "other", other)) as first:
        opened(first)
    standby().caught_up()
    with closing(over(tmp_path, url, standby().url(other))) as mixed, pytest.raises(UnsafeStore, match="another one"):
        mixed.check()
    with closing(over(tmp_path, url, standby().url(url))) as right:
        right.check()
