"""Somebody with full access to the database leaves traces: all of it is found, and clean copies raise no alarm (U3)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.tampered_store import Copy, Past
from tests.tamperings import BESIDE, HISTORY, UNGUARDED, Tampering

COPIES = int(os.environ.get("TAMPER_COPIES", "12"))
"""Random copies each kind is tried on; `make tamper` takes hundreds."""
KINDS = {**HISTORY, **BESIDE}


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    lived = Past.lived(tmp_path_factory.mktemp("past"), 2564)
    yield lived
    lived.close()


def tampered(past: Past, seed: int, tampering: Tampering) -> tuple[Copy, int | None]:
    """A copy after somebody was there who hid as well as can be done without looking at the hashes."""
    copy = Copy(past, seed)
    copy.unguard()
    leaf = tampering(copy)
    if tampering.__name__ not in UNGUARDED:
        copy.guard()
    return copy, leaf


@pytest.mark.parametrize("kind", KINDS)
def test_every_tampering_is_found_and_the_leaf_named_u3(past: Past, kind: str) -> None:
    for seed in range(COPIES):
        copy, leaf = tampered(past, seed, KINDS[kind])
        with closing(copy):
            report = copy.verify()
            assert not report.sound, f"{kind}, seed {seed}: nothing was found"
            if leaf is not None:
                assert report.first_bad_leaf == leaf, f"{kind}, seed {seed}"
            assert all(fault.text.th and fault.text.en for fault in report.faults)


@pytest.mark.parametrize("kind", HISTORY)
def test_with_a_checkpoint_held_outside_even_a_stolen_key_hides_nothing_u3(past: Past, kind: str) -> None:
    """Numbering, hashes and rows worked out anew, and the rewritten tree signed again."""
    for seed in range(COPIES):
        copy, _ = tampered(past, seed, HISTORY[kind])
        with closing(copy):
            copy.unguard()
            copy.cover()
            copy.guard()
            copy.sign_again()
            assert not copy.verify().sound, f"{kind}, seed {seed}: nothing was found"


REWRITABLE = ("edit_content", "edit_digest", "edit_command", "cut_short", "delete_the_tail", "restore_an_old_copy")
"""What leaves a history that could have been, so that only a checkpoint tells."""


@pytest.mark.parametrize("kind", REWRITABLE)
def test_control_without_one_a_rewritten_tree_signed_again_is_not_found(past: Past, kind: str) -> None:
    hidden = 0
    for seed in range(max(COPIES, 12)):
        copy, _ = tampered(past, seed, HISTORY[kind])
        with closing(copy):
            copy.unguard()
            copy.cover()
            copy.guard()
            copy.sign_again()
            hidden += copy.verify(held=False).sound
    assert hidden


def test_clean_copies_raise_no_alarm_u3(past: Past) -> None:
    for seed in range(COPIES * 4):
        with closing(Copy(past, seed)) as copy:
            report = copy.verify()
            assert report.sound, report.faults


def test_control_a_deleted_receipt_of_nothing_is_not_found(past: Past) -> None:
    """It says only that nothing was recorded; gone, the command is decided again. No proof reaches it."""
    with closing(Copy(past, 1)) as copy:
        copy.unguard()
        copy.run("DELETE FROM receipts")
        copy.guard()
        assert copy.verify().sound
