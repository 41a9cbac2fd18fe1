"""Wrong tries at a secret: counted by whoever shares the database, for a quarter of an hour (U5)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from engine.tables import open_tables
from web.people import tries as module
from web.people.store import LAYOUT
from web.people.tries import BY_ADDRESS, BY_NAME, SECONDS, Tries


def process(folder: Path) -> Tries:
    """The count as another process opens it."""
    return Tries(open_tables(folder / "credentials.sqlite3", LAYOUT), lambda text: sha256(text).digest())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_600_000_000.0]
    monkeypatch.setattr(module.time, "time", lambda: moment[0])
    return moment


def test_processes_count_together_u5(tmp_path: Path, now: list[float]) -> None:
    one, other = process(tmp_path), process(tmp_path)
    for number in range(BY_NAME):
        assert one.wait("kanda", "10.0.0.1") == other.wait("kanda", "10.0.0.1") == 0
        (one, other)[number % 2].add("kanda", "10.0.0.1")
    assert one.wait("kanda", "10.0.0.1") == other.wait("kanda", "10.0.0.1") == SECONDS + 1
    assert other.wait("kanda", "10.0.0.2") == 0, "nobody locks out another"
    assert other.wait("malee", "10.0.0.1") == 0


def test_a_list_of_names_from_one_address_is_stopped_u5(tmp_path: Path, now: list[float]) -> None:
    tries = process(tmp_path)
    for number in range(BY_ADDRESS):
        assert tries.wait(f"name {number}", "10.0.0.1") == 0
        tries.add(f"name {number}", "10.0.0.1")
    assert tries.wait("another", "10.0.0.1") > 0
    tries.pardon("name 7")
    assert tries.wait("name 7", "10.0.0.1") > 0, "a pardon is for a name, not for an address"


def test_tries_count_for_a_quarter_of_an_hour_u5(tmp_path: Path, now: list[float]) -> None:
    tries = process(tmp_path)
    for _ in range(BY_NAME):
        tries.add("kanda", "10.0.0.1")
        now[0] += 60
    assert tries.wait("kanda", "10.0.0.1") == SECONDS - BY_NAME * 60 + 1
    now[0] += SECONDS - BY_NAME * 60
    assert tries.wait("kanda", "10.0.0.1") == 0, "the first of them counts no more"


def test_what_was_typed_as_a_name_is_kept_nowhere_u5(tmp_path: Path) -> None:
    process(tmp_path).add("my-password-by-mistake", "10.0.0.1")
    assert not any(b"by-mistake" in file.read_bytes() for file in tmp_path.iterdir())
