"""The tree: published roots, proofs checked by a second definition, and proofs that must fail (T1-T4)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import merkle

DATA = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The reference tree of RFC 6962's own implementation, for 0 to 8 leaves."""
LEAVES = [sha256(b"\x00" + data).digest() for data in DATA]


def by_the_book(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word: a second definition, sharing nothing with the first."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_the_book(leaves[:k]) + by_the_book(leaves[k:])).digest()


def path_by_the_book(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path_by_the_book(m, leaves[:k]), by_the_book(leaves[k:])]
    return [*path_by_the_book(m - k, leaves[k:]), by_the_book(leaves[:k])]


def proof_by_the_book(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [by_the_book(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*proof_by_the_book(m, leaves[:k], whole), by_the_book(leaves[k:])]
    return [*proof_by_the_book(m - k, leaves[k:], False), by_the_book(leaves[:k])]


def kept(leaves: Sequence[bytes]) -> merkle.Subtree:
    """Subtrees of leaves at hand, hashed by the second definition."""

    def subtree(level: int, number: int) -> bytes:
        found = leaves[number << level : (number + 1) << level]
        assert len(found) == 1 << level, "only complete subtrees are asked for"
        return by_the_book(found)

    return subtree


def included(leaf_hash: bytes, leaf: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    try:
        merkle.check_inclusion(leaf_hash, leaf, size, proof, root)
    except merkle.NotProven:
        return False
    return True


sizes = st.integers(0, 300)


def some(size: int) -> list[bytes]:
    return [sha256(b"\x00leaf %d" % n).digest() for n in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out(size: int) -> None:
    """T4"""
    frontier = merkle.Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf)
    expected = bytes.fromhex(ROOTS[size])
    assert merkle.root(LEAVES[:size]) == expected
    assert frontier.root() == expected
    assert merkle.root_of(size, kept(LEAVES)) == expected


@given(sizes)
def test_every_way_to_the_root_agrees(size: int) -> None:
    leaves = some(size)
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    again = merkle.Frontier(frontier.size, frontier.peaks)
    assert merkle.root(leaves) == again.root() == merkle.root_of(size, kept(leaves)) == by_the_book(leaves)


@given(sizes, sizes, sizes)
def test_many_leaves_at_once_grow_the_same_tree(first: int, then: int, last: int) -> None:
    leaves, frontier = some(first + then + last), merkle.Frontier()
    frontier.extend(leaves[:first])
    frontier.extend(leaves[first : first + then])
    for leaf in leaves[first + then :]:
        frontier.append(leaf)
    assert frontier.size == len(leaves)
    assert merkle.Frontier(frontier.size, frontier.peaks).root() == by_the_book(leaves)


@given(st.data())
def test_inclusion_proofs_are_those_of_the_book_and_hold(data: st.DataObject) -> None:
    """T4"""
    size = data.draw(st.integers(1, 300))
    leaf = data.draw(st.integers(0, size - 1))
    leaves = some(size)
    proof = merkle.inclusion(leaf, size, kept(leaves))
    assert proof == path_by_the_book(leaf, leaves)
    merkle.check_inclusion(leaves[leaf], leaf, size, proof, by_the_book(leaves))


@given(st.data())
def test_consistency_proofs_are_those_of_the_book_and_hold(data: st.DataObject) -> None:
    """T4"""
    newer = data.draw(sizes)
    older = data.draw(st.integers(0, newer))
    leaves = some(newer)
    proof = merkle.consistency(older, newer, kept(leaves))
    assert proof == (proof_by_the_book(older, leaves) if older else [])
    merkle.check_consistency(older, newer, proof, by_the_book(leaves[:older]), by_the_book(leaves))


@given(st.data())
def test_no_altered_inclusion_proof_holds(data: st.DataObject) -> None:
    """T1"""
    size = data.draw(st.integers(1, 80))
    leaf = data.draw(st.integers(0, size - 1))
    leaves = some(size)
    proof = merkle.inclusion(leaf, size, kept(leaves))
    root = by_the_book(leaves)
    claims = {
        "another leaf": (some(81)[80], leaf, size, proof, root),
        "another place": (leaves[leaf], leaf + 1, size, proof, root),
        "a longer proof": (leaves[leaf], leaf, size, [*proof, EMPTY_STEP], root),
        "another root": (leaves[leaf], leaf, size, proof, EMPTY_STEP),
        "no such place": (leaves[leaf], size, size, proof, root),
    }
    if proof:
        step = data.draw(st.integers(0, len(proof) - 1))
        claims["a shorter proof"] = (leaves[leaf], leaf, size, proof[:-1], root)
        claims["a changed step"] = (leaves[leaf], leaf, size, [*proof[:step], EMPTY_STEP, *proof[step + 1 :]], root)
    for what, claim in claims.items():
        assert not included(*claim), what


EMPTY_STEP = bytes(32)


@given(st.data())
def test_no_rewritten_history_is_consistent(data: st.DataObject) -> None:
    """T2"""
    newer = data.draw(st.integers(2, 80))
    older = data.draw(st.integers(1, newer))
    changed = data.draw(st.integers(0, older - 1))
    leaves = some(newer)
    rewritten = [*leaves[:changed], EMPTY_STEP, *leaves[changed + 1 :]]
    proof = merkle.consistency(older, newer, kept(rewritten))
    with pytest.raises(merkle.NotProven):
        merkle.check_consistency(older, newer, proof, by_the_book(leaves[:older]), by_the_book(rewritten))
    honest = merkle.consistency(older, newer, kept(leaves))
    roots = by_the_book(leaves[:older]), by_the_book(leaves)
    merkle.check_consistency(older, newer, honest, *roots)
    for wrong in ([*honest, EMPTY_STEP], honest[:-1] if honest else [EMPTY_STEP]):
        with pytest.raises(merkle.NotProven):
            merkle.check_consistency(older, newer, wrong, *roots)
    with pytest.raises(merkle.NotProven):
        merkle.check_consistency(newer, older - 1, honest, *roots)


def test_nothing_begins_with_everything() -> None:
    """A tree without leaves is the beginning of every other, and its root is no matter of belief."""
    root = by_the_book(some(5))
    merkle.check_consistency(0, 5, [], merkle.EMPTY, root)
    for wrong in ((0, 5, [], root, root), (0, 0, [], merkle.EMPTY, root), (0, 0, [], root, root)):
        with pytest.raises(merkle.NotProven):
            merkle.check_consistency(*wrong)


def test_a_proof_is_asked_of_a_leaf_that_is_there() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion(3, 3, kept(some(3)))
    with pytest.raises(ValueError, match="can't begin"):
        merkle.consistency(4, 3, kept(some(3)))
    with pytest.raises(ValueError, match="2 complete subtrees"):
        merkle.Frontier(3, [EMPTY_STEP])
