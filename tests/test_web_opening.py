"""A door opens each box of an answer once, and none that was moved (F4, U5)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from engine.facts import Registry
from engine.keys import Vault
from engine.refusal import UnsafeStore
from engine.sealed import InHand, Note, Origin, Sealed
from tests.plain_casework import MASTER
from web.opening import Opener

HERE = Origin("a" * 32, 1, "plain.noted@1", 1)


class Counting:
    """A vault that counts what it opens."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self.opened = vault, 0

    def open_raw(self, box: Sealed[Any]) -> dict[str, Any]:
        self.opened += 1
        return self._vault.open_raw(box)


@pytest.fixture
def vault(tmp_path: Path) -> Counting:
    real = Vault(tmp_path / "keys.db", MASTER)
    counting = Counting(real)
    counting.box = real.seal(InHand(real.new_subject(), Note("น้ำใส")), HERE)  # type: ignore[attr-defined]
    return counting


def opener(vault: Counting) -> Opener:
    mapper = SimpleNamespace(registry=Registry({}))
    reader: Any = SimpleNamespace(parts=SimpleNamespace(vault=vault, mapper=mapper))
    access: Any = SimpleNamespace(sees=frozenset({"personal", "sensitive"}))
    return Opener(reader, access, HERE.case)


def test_a_box_that_comes_twice_in_an_answer_is_opened_once(vault: Any) -> None:
    opens = opener(vault)
    assert opens.open_raw(vault.box) == opens.open_raw(replace(vault.box)) == {"text": "น้ำใส"}
    assert vault.opened == 1
    assert opens.opened == {"plain.noted"}


def test_a_copy_of_an_opened_box_in_another_place_does_not_open(vault: Any) -> None:
    opens = opener(vault)
    opens.open_raw(vault.box)
    with pytest.raises(UnsafeStore, match="altered or moved"):
        opens.open_raw(replace(vault.box, origin=replace(HERE, version=2)))


def test_the_next_answer_opens_it_again(vault: Any) -> None:
    for _ in range(2):
        opener(vault).open_raw(vault.box)
    assert vault.opened == 2
