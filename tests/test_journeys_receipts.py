"""The browser keeps receipts and finds at the next sign-in whether the ledger still holds them (T3)."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.ledger.checkpoint import Checkpoint, sign
from engine.ledger.merkle import root
from engine.ledger.note import SIGNATURE, SigningKey
from engine.ledger.record import Record
from engine.ledger.sealer import Sealer, in_file
from tests.browser import SCREENS, Screen, some
from tests.sealing import rehash
from tests.village import TUESDAY
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-rounds")

KEY = SigningKey.new("cases.example.go.th", SIGNATURE)
KEPT = "() => JSON.parse(localStorage.getItem('receipts'))"


class Visits:
    """Somebody who saves and comes back, while facts are sealed and others meddle with them."""

    def __init__(self, journey: Journey, apart: Path) -> None:
        self.me, self.folder, self.apart = journey.me, journey.here.folder, apart
        self.households = iter(journey.here.households)

    def seal(self) -> None:
        with closing(Record(self.apart / "own")) as own, closing(Record(self.folder / "ledger.sqlite3")) as shown:
            sealer = Sealer(in_file(self.folder / "facts.sqlite3"), own, shown, KEY, lambda: time.time_ns() // 1000)
            assert sealer.seal() is not None

    def save(self) -> int:
        """Put an officer in charge of the next household; the place in the ledger that the page names."""
        self.me.open(f"/case/household/{next(self.households)}/do/assign_manager")
        self.me.fill(officer="napa")
        self.me.press("บันทึก", "Save")
        return int(self.me.page.locator(".saved").get_attribute("data-leaf") or -1)

    def come_back(self) -> Any:
        """A new window in the same browser; what it keeps once it has looked."""
        self.me.state("() => sessionStorage.clear()")
        with self.me.page.expect_response(lambda answer: "/ledger/" in answer.url):
            self.me.open("/work")
        self.me.page.wait_for_load_state("networkidle")
        return self.me.state(KEPT)

    def alarmed(self) -> bool:
        alarm = self.me.page.get_by_role("alert").filter(has_text=self.me.said("โปรดแจ้งผู้ตรวจสอบ", "Tell an auditor"))
        return alarm.count() == 1

    def meddle(self, leaf: int) -> None:
        with closing(sqlite3.connect(self.folder / "facts.sqlite3", isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER IF EXISTS stored_events_no_update")
            connection.execute("UPDATE stored_events SET by = 'somchai' WHERE rowid = ?", (leaf + 1,))
            rehash(connection, leaf)

    def rewrite(self) -> None:
        """Sign the altered facts with the stolen key, in place of every checkpoint so far."""
        with closing(sqlite3.connect(self.folder / "facts.sqlite3")) as connection:
            leaves = [hash for (hash,) in connection.execute("SELECT leaf_hash FROM stored_events ORDER BY rowid")]
        note = sign(Checkpoint(KEY.verifier.name, len(leaves), root(leaves)), KEY)
        with closing(sqlite3.connect(self.folder / "ledger.sqlite3", isolation_level=None)) as connection:
            connection.execute("DELETE FROM checkpoints")
            connection.execute("DELETE FROM subtrees")
            connection.execute("INSERT INTO checkpoints VALUES (?, 1, ?)", (len(leaves), str(note)))


@pytest.fixture
def visits(journey: Journeys, tmp_path: Path) -> Callable[[Journey], Visits]:
    apart = tmp_path / "seal"
    apart.mkdir()
    return lambda there: Visits(there, apart)


@pytest.mark.parametrize("screen", some(0), ids=str)
def test_receipts_are_kept_until_they_are_proven(
    journey: Journeys, visits: Callable[[Journey], Visits], screen: Screen
) -> None:
    """T3: nothing is said while all is well; a checkpoint from outside is held against every later one (T2)."""
    with journey(TUESDAY, screen) as there:
        at = visits(there)
        at.me.sign_in("kanda")
        first = at.save()
        assert [leaf for leaf, _ in at.me.state(KEPT)["leaves"]] == [first]
        at.seal()
        kept = at.come_back()
        assert (kept["leaves"], kept["checkpoint"]["size"]) == ([], first + 1)
        second = at.save()
        at.seal()
        kept = at.come_back()
        assert (kept["leaves"], kept["checkpoint"]["size"]) == ([], second + 1)
        assert not at.alarmed()
        at.meddle(first)
        at.rewrite()
        at.save()
        at.come_back()
        assert at.alarmed()


def test_a_receipt_covers_what_no_checkpoint_does_yet(journey: Journeys, visits: Callable[[Journey], Visits]) -> None:
    """T3: altered with its hash before it was sealed, the fact is missed by nobody but the one who saved it."""
    with journey(TUESDAY, SCREENS[0]) as there:
        at = visits(there)
        at.me.sign_in("kanda")
        leaf = at.save()
        at.meddle(leaf)
        at.seal()
        kept = at.come_back()
        assert at.alarmed()
        assert [place for place, _ in kept["leaves"]] == [leaf]
