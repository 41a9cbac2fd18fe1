"""Facts are kept for ever: older versions are lifted, strangers refused, and what is stored comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.facts import Fact, Registry, fact
from engine.keys import Vault
from engine.refusal import UnsafeStore
from engine.sealed import InHand, Origin, Sealed
from tests.plain_casework import MASTER, casework, do, opened
from tests.plain_kind import PLAIN, Counted, Moved, Person

CASE = "c" * 32


def renamed(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 2 said ``owner`` where version 1 had said ``who``."""
    return {"owner": fields["who"], **{k: v for k, v in fields.items() if k != "who"}}


def in_satang(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 3 counts in satang what version 2 had counted in baht."""
    return {"satang": fields["baht"] * 100, "owner": fields["owner"]}


@fact("tale.paid", version=3, boxes={"owner": 1}, upcasts={1: renamed, 2: in_satang})
class Paid(Fact, frozen=True):
    satang: int
    owner: Sealed[Person] | None = None


REGISTRY = Registry([Paid])


@pytest.mark.parametrize(
    ("topic", "stored"),
    [
        ("tale.paid@1", b'{"baht":12,"who":null}'),
        ("tale.paid@2", b'{"baht":12,"owner":null}'),
        ("tale.paid@3", b'{"satang":1200}'),
    ],
)
def test_every_version_ever_stored_is_read_as_the_present_one(topic: str, stored: bytes) -> None:
    assert REGISTRY.decode(topic, stored, CASE, 1) == Paid(satang=1200)


def test_a_box_of_an_older_version_opens_where_it_was_sealed(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "keys.db", MASTER)
    origin = Origin(CASE, 4, "tale.paid@1", 1)
    box = vault.seal(InHand(vault.new_subject(), Person("น้ำผึ้ง")), origin)
    bare = msgspec.structs.replace(box, origin=None)
    stored = msgspec.json.encode({"baht": 1, "who": bare})
    found = REGISTRY.decode("tale.paid@1", stored, CASE, 4)
    assert isinstance(found, Paid)
    assert found.owner is not None
    assert found.owner.origin == origin
    assert vault.open(found.owner, Person) == Person("น้ำผึ้ง")


def test_the_allow_list_holds_every_version_and_nothing_else() -> None:
    assert REGISTRY.topics == {"tale.paid@1", "tale.paid@2", "tale.paid@3"}


@pytest.mark.parametrize("topic", ["tale.paid@0", "tale.paid@4", "tale.paid", "os:system", "tests.plain_kind:Opened"])
def test_an_unlisted_topic_is_refused(topic: str) -> None:
    with pytest.raises(UnsafeStore, match="unknown topic"):
        REGISTRY.decode(topic, b"{}", CASE, 1)


@pytest.mark.parametrize(
    "stored", [b'{"satang":1,"approved_by":"me"}', b'{"satang":"1"}', b"{}", b'{"satang":1', b'{"satang":null}']
)
def test_stored_content_that_does_not_fit_its_class_is_refused(stored: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        REGISTRY.decode("tale.paid@3", stored, CASE, 1)


def test_two_classes_on_one_topic_are_refused() -> None:
    @fact("tale.paid", version=4)
    class PaidAgain(Fact, frozen=True):
        pass

    with pytest.raises(TypeError, match=r"tale\.paid"):
        Registry([Paid, PaidAgain])
    assert Registry([Paid, Paid]).topics == REGISTRY.topics


@pytest.mark.parametrize(
    ("topic", "stored"),
    [
        ("plain.noted@1", b'{"n":4}'),
        ("plain.counted@1", b'{"total":3,"weight":0.5}'),
        ("plain.moved@1", b'{"to":"done","cites":[{"version":2}]}'),
        ("plain.closed@1", b"{}"),
        ("case.corrected@1", b'{"target":2,"replacement":{"topic":"plain.noted@1","state":{"n":1}}}'),
        ("case.corrected@1", b'{"target":2,"on":"2021-02-01"}'),
        ("case.corrected@1", b'{"target":2,"retracted":true}'),
        ("case.correction_proposed@1", b'{"target":2,"retracted":true}'),
        ("case.correction_confirmed@1", b'{"proposal":5}'),
        ("case.correction_declined@1", b'{"proposal":5}'),
    ],
)
def test_a_stored_example_comes_back_letter_by_letter(topic: str, stored: bytes) -> None:
    """R1: these bytes were written once and must load for ever."""
    assert msgspec.json.encode(Registry(PLAIN.facts).decode(topic, stored, CASE, 1)) == stored


def test_defaults_are_not_stored() -> None:
    assert msgspec.json.encode(Counted(total=1)) == b'{"total":1}'
    assert msgspec.json.encode(Moved(to="done")) == b'{"to":"done"}'


def test_facts_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Counted(total=1).total = 2  # type: ignore[misc]


def test_a_kind_knows_all_facts_it_may_hold(tmp_path: Path) -> None:
    at = casework(tmp_path)
    do(at, "count", opened(at), total=1)
    assert {f"plain.{name}@1" for name in ("opened", "noted", "counted", "moved", "named")} < at.registry.topics
    assert "case.corrected@1" in at.registry.topics
