"""Claims: held once, named by their holder, given back with the state they follow from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from engine.casework import Casework
from engine.refusal import Refused, StoreBusy
from tests.plain_casework import casework, command, do, opened, refused, rows

WRITERS = 32
PROCESSES = 4


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


def holders(at: Casework, number: str) -> tuple[str, ...]:
    with at.reading() as reader:
        assert reader.holder("number", at.vault.blind("number", number)) in (None, *reader.sharers("number", number))
        return reader.sharers("number", number)


def test_an_exclusive_claim_is_held_once_and_the_refusal_names_the_holder(at: Casework) -> None:
    holder, other = opened(at), opened(at)
    do(at, "name", holder, number="11")
    refusal = refused(at, "name", other, number="11")
    (finding,) = refusal.findings
    assert finding.id == "claim.number"
    assert [cite.case for cite in finding.cites] == [holder]
    assert holder in finding.label.th
    assert holders(at, "11") == (holder,)


def test_the_holder_may_say_the_same_again(at: Casework) -> None:
    case = opened(at)
    for _ in range(2):
        do(at, "name", case, number="11")
    assert holders(at, "11") == (case,)


def test_a_claim_is_given_back_when_the_state_holds_something_else(at: Casework) -> None:
    case, other = opened(at), opened(at)
    do(at, "name", case, number="11")
    do(at, "name", case, number="12")
    assert (holders(at, "11"), holders(at, "12")) == ((), (case,))
    do(at, "name", other, number="11")
    assert holders(at, "11") == (other,)


def test_a_corrected_or_retracted_fact_gives_its_claim_back(at: Casework) -> None:
    case = opened(at)
    do(at, "name", case, number="11")
    do(at, "correct", case, version=2, inputs={"number": "12"})
    assert (holders(at, "11"), holders(at, "12")) == ((), (case,))
    do(at, "retract", case, version=2)
    assert holders(at, "12") == ()


def test_a_correction_may_not_take_what_another_case_holds(at: Casework) -> None:
    case, holder = opened(at), opened(at)
    do(at, "name", case, number="11")
    do(at, "name", holder, number="12")
    refused(at, "correct", case, version=2, inputs={"number": "12"})
    assert (holders(at, "11"), holders(at, "12")) == ((case,), (holder,))


def test_a_case_that_comes_back_takes_its_claim_again(at: Casework) -> None:
    case = opened(at)
    do(at, "name", case, number="11")
    do(at, "close", case)
    assert holders(at, "11") == ()
    do(at, "reopen", case)
    assert holders(at, "11") == (case,)


def test_a_case_whose_claim_has_gone_to_another_may_not_come_back(at: Casework) -> None:
    case, other = opened(at), opened(at)
    do(at, "name", case, number="11")
    do(at, "close", case)
    do(at, "name", other, number="11")
    refusal = refused(at, "reopen", case)
    assert [cite.case for cite in refusal.findings[0].cites] == [other]


def test_a_claim_without_text_is_not_taken(at: Casework) -> None:
    for case in (opened(at), opened(at)):
        do(at, "name", case, number="")
    assert rows(at, "SELECT count(*) FROM claims WHERE kind = 'number'") == [(0,)]


def test_a_shared_lookup_finds_every_case(at: Casework) -> None:
    cases = tuple(opened(at, owner="น้ำฝน ใจดี") for _ in range(3))
    opened(at, owner="น้ำฝน ใจดำ")
    with at.reading() as reader:
        assert sorted(reader.sharers("owner", "น้ำฝน ใจดี")) == sorted(cases)
        assert reader.sharers("owner", "ใจดี") == ()
        assert reader.holder("owner", at.vault.blind("owner", "น้ำฝน ใจดี")) is None


def test_claims_hold_nothing_in_clear(at: Casework, tmp_path: Path) -> None:
    case = opened(at)
    do(at, "name", case, number="1103700123456")
    assert "1103700123456" not in repr(rows(at, "SELECT * FROM claims"))


# Many writers at once


def takes(at: Casework, case: str, number: str) -> bool:
    asked = command("name", case, number=number)
    while True:
        try:
            at.do(asked)
        except Refused:
            return False
        except StoreBusy:
            continue
        return True


def race(folder: Path, numbers: Mapping[str, str]) -> list[str]:
    """Every case asks for its number at the same moment, each through casework of its own; those that got it."""
    start = Barrier(len(numbers))

    def run(case: str) -> bool:
        own = casework(folder)
        start.wait()
        return takes(own, case, numbers[case])

    with ThreadPoolExecutor(len(numbers)) as writers:
        return [case for case, won in zip(numbers, writers.map(run, numbers), strict=True) if won]


def test_of_many_threads_exactly_one_takes_a_claim(at: Casework, tmp_path: Path) -> None:
    cases = [opened(at) for _ in range(WRITERS)]
    (winner,) = race(tmp_path, dict.fromkeys(cases, "77"))
    assert holders(at, "77") == (winner,)
    assert [case for case in cases if len(at.facts(case)) == 2] == [winner]


def test_control_in_the_same_race_for_different_claims_everybody_wins(at: Casework, tmp_path: Path) -> None:
    numbers = {opened(at): str(n) for n in range(WRITERS)}
    assert race(tmp_path, numbers) == list(numbers)


RACER = """
import sys
from pathlib import Path
from tests.plain_casework import casework
from tests.test_engine_claims import race
casework(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(*race(Path(sys.argv[1]), dict.fromkeys(sys.argv[2:], "77")), flush=True)
"""


def test_of_many_processes_exactly_one_takes_a_claim(at: Casework, tmp_path: Path) -> None:
    shares = [[opened(at) for _ in range(WRITERS // PROCESSES)] for _ in range(PROCESSES)]
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(tmp_path), *cases],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        for cases in shares
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    won = [racer.communicate("go\n")[0].split() for racer in racers]
    (winner,) = [case for cases in won for case in cases]
    assert holders(at, "77") == (winner,)
