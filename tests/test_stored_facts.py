"""What was stored once loads for ever: an example of every fact version, byte for byte as it lies in the store."""

from __future__ import annotations

import msgspec
import pytest

from tests.stored import EXAMPLES, FACTS, REGISTRY, Example

HOW_TO_ADD = """\
Each fact version needs its example in tests/stored_facts/<topic>@<version>.json, such as household.visited@1.json:
the fact as the store holds it, which is msgspec.json.encode(fact) and a newline. A box reads {"k": "<32 hex digits>",
"d": "<base64>"}. Fill every field; where two exclude each other, add <topic>@<version>-<word>.json for the other one.
Once released, a file is never changed or removed: give the class a new version with an upcast instead.
"""
OF_TODAY = tuple(example for example in EXAMPLES if example.topic in {cls.spec.topic for cls in FACTS})


def named(example: Example) -> str:
    return example.name


def test_every_fact_version_has_its_stored_example_and_no_other() -> None:
    found = {example.topic for example in EXAMPLES}
    without, unknown = sorted(REGISTRY.topics - found), sorted(found - REGISTRY.topics)
    assert not without, f"no stored example of: {', '.join(without)}\n\n{HOW_TO_ADD}"
    assert not unknown, f"stored, but no class of facts reads it any more: {', '.join(unknown)}\n\n{HOW_TO_ADD}"


@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_a_stored_fact_still_loads(example: Example) -> None:
    fact = example.decoded()
    assert fact.spec.name == example.topic.partition("@")[0]
    assert all(getattr(fact, name).origin.topic == example.topic for name in fact.spec.boxes if getattr(fact, name))


@pytest.mark.parametrize("example", OF_TODAY, ids=named)
def test_a_fact_of_today_is_stored_as_its_example_was(example: Example) -> None:
    assert msgspec.json.encode(REGISTRY.read(example.topic, example.state)) == example.state, HOW_TO_ADD


@pytest.mark.parametrize("cls", FACTS, ids=lambda cls: cls.spec.topic)
def test_the_examples_fill_every_field_so_that_none_can_be_renamed(cls: type[msgspec.Struct]) -> None:
    kept = [msgspec.json.decode(one.state) for one in OF_TODAY if isinstance(one.decoded(), cls)]
    filled = {name for state in kept for name in state}
    assert filled == set(cls.__struct_fields__), HOW_TO_ADD
