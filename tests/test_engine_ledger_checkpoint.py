"""Checkpoints and signed notes: the published example, one spelling only, and no mutation that still verifies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.checkpoint import Checkpoint, cosign, cosigned_at, sign, verified, with_lines
from engine.ledger.note import COSIGNATURE, SIGNATURE, Note, NoteRefused, SigningKey, VerifierKey

SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of the package this format comes from (golang.org/x/mod/sumdb/note)."""

LOG = SigningKey.new("cases.example.go.th", SIGNATURE)
WITNESS = SigningKey.new("audit.example.go.th", COSIGNATURE)
AT = 1_790_000_000
SIGNED = sign(Checkpoint("cases.example.go.th", 20_852, bytes(range(32))), LOG)
COSIGNED = with_lines(SIGNED, [cosign(SIGNED, WITNESS, AT)])


def test_the_published_example_comes_out() -> None:
    """T4"""
    key = SigningKey.read(SECRET)
    note = Note.read(PUBLISHED)
    assert str(key.verifier) == PUBLIC
    assert key.secret() == SECRET
    assert key.line(note.text.encode()) == note.lines[0]
    VerifierKey.read(PUBLIC).verify(note.text.encode(), note.lines[0].signature)
    assert str(note) == PUBLISHED
    assert VerifierKey.read("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").use == SIGNATURE


def test_a_checkpoint_comes_back_with_who_signed_it() -> None:
    note = Note.read(str(COSIGNED))
    assert verified(note, LOG.verifier) == Checkpoint("cases.example.go.th", 20_852, bytes(range(32)))
    assert cosigned_at(note, WITNESS.verifier) == AT
    assert cosigned_at(SIGNED, WITNESS.verifier) is None
    assert with_lines(note, note.lines) == note


def holds(text: str) -> bool:
    """Whether both the ledger and the witness signed this text."""
    try:
        note = Note.read(text)
        verified(note, LOG.verifier)
        return cosigned_at(note, WITNESS.verifier) == AT
    except NoteRefused:
        return False


@given(st.data())
def test_no_mutated_note_verifies(data: st.DataObject) -> None:
    """T1: any change of any character, of the text or a signature, is refused; the note as it was is the control."""
    text = str(COSIGNED)
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.one_of(st.sampled_from(["", "\n", " ", "=", "+", "A", "\r", "\u2028", "—"]), st.characters()))
    mutated = text[:at] + put + text[at + data.draw(st.integers(0, 3)) :]
    if mutated == text:
        return
    assert not holds(mutated)
    assert holds(text)


@given(st.text(max_size=300))
def test_whatever_is_read_is_written_the_same(text: str) -> None:
    for read in (Note.read, VerifierKey.read, Checkpoint.read):
        try:
            found = read(text)
        except NoteRefused:
            continue
        assert (found.text() if isinstance(found, Checkpoint) else str(found)) == text


@pytest.mark.parametrize(
    "body",
    [
        "log\n5\n",
        "log\n05\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n-5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n๕\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        "log\n5\nAAAA\n",
        "log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n",
        "two words\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ],
)
def test_a_body_of_another_form_is_refused(body: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.read(body)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "log",
        "log+00000000",
        "log+00000000+AAAA",
        PUBLIC.replace("c74f20a3", "c74f20a4"),
        PUBLIC.replace("PeterNeumann", "PaulNeumann"),
        PUBLIC.replace("+ARpc", "+Axpc"),
        SECRET,
    ],
)
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.read(key)
    with pytest.raises(NoteRefused):
        SigningKey.read(f"{key}x")


def test_a_key_signs_only_for_its_own_name_and_use() -> None:
    """T2: neither another ledger's key nor a witness's makes a checkpoint of ours."""
    body = Checkpoint("cases.example.go.th", 1, bytes(32))
    other = SigningKey.new("other.example.go.th", SIGNATURE)
    for wrong in (other, WITNESS):
        with pytest.raises(NoteRefused):
            sign(body, wrong)
        forged = Note(body.text(), (wrong.line(body.text().encode()),))
        with pytest.raises(NoteRefused):
            verified(forged, wrong.verifier)
    with pytest.raises(NoteRefused):
        cosign(SIGNED, LOG, AT)
    with pytest.raises(NoteRefused):
        verified(Note(SIGNED.text, ()), LOG.verifier)
    with pytest.raises(NoteRefused):
        SigningKey.new("two words", SIGNATURE)


def test_a_note_too_long_or_too_often_signed_is_refused() -> None:
    many = Note(SIGNED.text, SIGNED.lines * 33)
    for text in (str(many), SIGNED.text + "x" * 20_000):
        with pytest.raises(NoteRefused):
            Note.read(text)
