"""kill -9 of the real server under load: nothing acknowledged is lost, half done, or done twice (D1, D4)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.verification.whole import verify
from tests.killed_server import Killing
from web.wiring import open_casework

ROUNDS = int(os.environ.get("KILL_ROUNDS", "120"))
"""`make kill` asks for 10,000."""


@pytest.fixture
def killing(tmp_path: Path) -> Iterator[Killing]:
    made = Killing(tmp_path)
    yield made
    made.close()


def test_no_acknowledged_command_is_lost_half_done_or_done_twice_when_the_server_is_killed(
    killing: Killing, tmp_path: Path
) -> None:
    rng, acknowledged = random.Random(9), 0
    for _ in range(ROUNDS):
        since = min(len(client.acknowledged) for client in killing.clients)
        acknowledged += killing.round(enough=rng.randint(1, 6))
        killing.expect_whole(since)
    killing.finish()
    killing.expect_whole()
    assert acknowledged >= ROUNDS
    named = {done.id for client in killing.clients for done in client.acknowledged}
    assert len(named) == sum(client.count for client in killing.clients), "every request was answered in the end, once"
    casework = open_casework(tmp_path)
    casework.check()
    with casework.facts_recorder.reading() as connection:
        report = verify(connection, casework.parts, vault=casework.vault)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert report.faults == (), "the read rows are what a rebuild would make of the facts"
    casework.close()
    casework.vault.close()


def test_control_a_server_that_acknowledges_before_it_commits_is_caught(tmp_path: Path) -> None:
    killing = Killing(tmp_path, careless=True)
    killing.round(enough=3)
    with pytest.raises(AssertionError, match="is lost"):
        killing.expect_whole()
    killing.close()
