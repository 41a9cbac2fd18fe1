"""The tree and its proofs as another package (pymerkle) makes and checks them (T4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import (  # type: ignore[import-untyped]
    InclusionProof,
    InmemoryTree,
    InvalidProof,
    verify_consistency,
    verify_inclusion,
)

from engine.ledger import merkle

LEAVES = 130
TREE: Any = InmemoryTree(algorithm="sha256")
HASHES = [TREE.get_leaf(TREE.append_entry(b"fact %d" % number)) for number in range(LEAVES)]
"""The hashes of the same leaves, as the other package makes them."""


def kept(level: int, number: int) -> bytes:
    return merkle.root(HASHES[number << level : number + 1 << level])


def as_theirs(leaf: int, size: int, path: list[bytes]) -> Any:
    """A proof of ours in the other package's form; what it asks for beside the path follows from place and size."""
    rule = TREE.prove_inclusion(leaf + 1, size).rule
    return InclusionProof("sha256", True, size, leaf + 1, rule, [HASHES[leaf], *path])


@given(st.integers(0, LEAVES))
def test_another_package_comes_to_the_same_roots(size: int) -> None:
    assert merkle.root(HASHES[:size]) == TREE.get_root(size)


@given(st.data())
def test_another_package_accepts_our_inclusion_proofs_and_no_altered_one(data: st.DataObject) -> None:
    """T1"""
    size = data.draw(st.integers(1, LEAVES))
    leaf = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion(leaf, size, kept)
    root = TREE.get_root(size)
    verify_inclusion(HASHES[leaf], root, as_theirs(leaf, size, path), index=leaf + 1, size=size)
    for wrong in ([*path, bytes(32)], [bytes(32), *path[1:]]):
        with pytest.raises(InvalidProof):
            verify_inclusion(HASHES[leaf], root, as_theirs(leaf, size, wrong))


@given(st.data())
def test_roots_another_package_finds_consistent_are_consistent_by_our_proofs(data: st.DataObject) -> None:
    """T2"""
    newer = data.draw(st.integers(1, LEAVES))
    older = data.draw(st.integers(1, newer))
    roots = merkle.root(HASHES[:older]), merkle.root(HASHES[:newer])
    verify_consistency(*roots, TREE.prove_consistency(older, newer), prior_size=older, later_size=newer)
    merkle.check_consistency(older, newer, merkle.consistency(older, newer, kept), *roots)
