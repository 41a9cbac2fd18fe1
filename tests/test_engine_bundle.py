"""The auditor's bundle checks itself with Python alone, and its verifier never disagrees with ours (U3)."""

from __future__ import annotations

import ast
import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest

from engine.bundle import verify as alone
from engine.bundle.writing import Contents, write_bundle
from engine.ledger import merkle
from engine.ledger.checkpoint import cosign, verified, with_lines
from engine.ledger.note import COSIGNATURE, Note, NoteRefused, SigningKey
from tests.tampered_store import Copy, Past
from tests.tamperings import HISTORY

VERIFIER = Path(alone.__file__)
SHARED = {"hash", "form", "missing", "version", "clock", "command", "rewritten", "shorter", "signature"}
"""What both verifiers look at."""
WITNESS = SigningKey.new("auditor.example/witness", COSIGNATURE)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    lived = Past.lived(tmp_path_factory.mktemp("past"), 2565)
    yield lived
    lived.close()


def bundle(copy: Copy, folder: Path, cases: list[str] | None = None, sealed: list[Note] | None = None) -> Path:
    """A bundle made from a copy, unpacked."""
    hashes = [hashed for (hashed,) in copy.rows("SELECT leaf_hash FROM stored_events ORDER BY rowid")]

    def subtree(level: int, number: int) -> bytes:
        return merkle.root(hashes[number << level : (number + 1) << level])

    def prove(leaf: int, size: int) -> list[bytes]:
        return merkle.inclusion(leaf, size, subtree)

    notes = copy.sealed if sealed is None else sealed
    out = BytesIO()
    contents = Contents("test", cases, notes, [copy.past.key.verifier, WITNESS.verifier], prove)
    write_bundle(out, copy.connection, contents)
    ZipFile(out).extractall(folder)
    return folder


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """What an auditor sees who has nothing but Python, and not even its site packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"} if sys.platform != "win32" else None,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def judged(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> bool:
    """The verifier's verdict without a process of its own: whether the bundle is sound."""
    monkeypatch.setattr(sys, "argv", ["verify.py", str(folder), *arguments])
    return not alone.main()


# What it is


def test_the_verifier_is_short_and_needs_only_the_standard_library() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(ast.parse(text)))


def test_a_whole_ledger_is_checked_by_python_alone_in_an_empty_folder_u3(past: Past, tmp_path: Path) -> None:
    with closing(Copy(past, 0)) as copy:
        code, said = run(bundle(copy, tmp_path))
    assert code == 0, said
    assert "ผ่าน · SOUND" in said
    assert str(past.key.verifier) in said


def test_an_altered_row_is_named_in_both_languages_u3(past: Path, tmp_path: Path) -> None:
    with closing(Copy(past, 0)) as copy:
        copy.unguard()
        leaf = HISTORY["edit_content"](copy)
        code, said = run(bundle(copy, tmp_path))
    assert code == 1
    assert said.splitlines()[0] == f"✗ รายการ · leaf {leaf}: ถูกแก้ไข · was altered after it was recorded"


def test_no_key_and_nothing_personal_is_in_a_bundle_u4(past: Past, tmp_path: Path) -> None:
    with closing(Copy(past, 0)) as copy:
        folder = bundle(copy, tmp_path)
    everything = b"".join(file.read_bytes() for file in folder.iterdir())
    assert "สมศรี".encode() not in everything
    assert "ป้าแดง".encode() not in everything
    assert b"PRIVATE" not in everything


def test_a_held_checkpoint_is_taken_as_a_file_or_as_typed_from_paper_u3(past: Past, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(str(past.sealed[0]), encoding="utf-8")
    with closing(Copy(past, 0)) as copy:
        folder = bundle(copy, tmp_path / "bundle")
        typed = " ".join(past.sealed[0].text.split())
        assert run(folder, "--checkpoint", str(kept), "--checkpoint", typed)[0] == 0
        origin, size, _ = typed.split()
        other = base64.b64encode(bytes(32)).decode()
        code, said = run(folder, "--checkpoint", f"{origin} {size} {other}")
    assert code == 1
    assert f"not in checkpoint {size}" in said


def test_another_key_or_a_false_witness_is_refused_u3(past: Past, tmp_path: Path) -> None:
    stranger = SigningKey.new(past.key.verifier.name, past.key.verifier.use)
    note = past.sealed[-1]
    with closing(Copy(past, 0)) as copy:
        assert run(bundle(copy, tmp_path / "a"), "--key", str(stranger.verifier))[0] == 1
        good = with_lines(note, [cosign(note, WITNESS, 1_600_000_000)])
        assert run(bundle(copy, tmp_path / "b", sealed=[good]))[0] == 0
        line = cosign(note, WITNESS, 1_600_000_000)
        false = with_lines(note, [line._replace(signature=bytes(8) + line.signature[8:])])
        assert run(bundle(copy, tmp_path / "c", sealed=[false]))[0] == 1


# Some cases only


def test_a_bundle_of_one_case_proves_each_row_against_each_checkpoint_u3(past: Past, tmp_path: Path) -> None:
    with closing(Copy(past, 0)) as copy:
        case = copy.some("SELECT originator_id FROM cases")[0]
        folder = bundle(copy, tmp_path, [case])
        code, said = run(folder)
        rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert code == 0, said
    assert {row["case"] for row in rows} == {case}
    assert {size for row in rows for size in row["proofs"]} == {note.text.split()[1] for note in past.sealed}


def test_a_checkpoint_it_was_not_made_for_is_not_taken_on_trust(past: Past, tmp_path: Path) -> None:
    with closing(Copy(past, 0)) as copy:
        case = copy.some("SELECT originator_id FROM cases WHERE leaf < 5")[0]
        folder = bundle(copy, tmp_path, [case], past.sealed[-1:])
        assert run(folder)[0] == 0
        assert run(folder, "--checkpoint", " ".join(past.sealed[0].text.split()))[0] == 1


def test_an_altered_row_or_proof_of_one_case_is_found(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Copy(past, 0)) as copy:
        case = copy.some("SELECT originator_id FROM cases")[0]
        folder = bundle(copy, tmp_path, [case])
    rows, rng = (folder / "rows.jsonl").read_text(encoding="utf-8").splitlines(), Random(7)
    for _ in range(100):
        altered = [json.loads(line) for line in rows]
        row = rng.choice(altered)
        match rng.choice(["by", "at", "hash", "steps", "drop"]):
            case "by":
                row["by"] += "x"
            case "at":
                row["at"] += 1
            case "hash":
                row["hash"] = rng.randbytes(32).hex()
            case "steps":
                proof = rng.choice(list(row["proofs"].values()))
                proof[rng.randrange(len(proof))] = rng.randbytes(32).hex()
            case _:
                row["proofs"].popitem()
        (folder / "rows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in altered), encoding="utf-8")
        assert not judged(folder, monkeypatch)


# Two verifiers, one verdict


@pytest.mark.parametrize("kind", HISTORY)
@pytest.mark.parametrize("covered", [False, True])
def test_both_verifiers_come_to_the_same_u3(
    past: Past, kind: str, covered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = " ".join(past.sealed[-1].text.split())
    for seed in range(2):
        with closing(Copy(past, seed)) as copy:
            copy.unguard()
            HISTORY[kind](copy)
            if covered:
                copy.unguard()
                copy.cover()
                copy.sign_again()
            folder = bundle(copy, tmp_path / str(seed))
            for held in (False, True):
                ours = copy.verify(held=held)
                theirs = judged(folder, monkeypatch, *(("--checkpoint", typed) if held else ()))
                assert theirs == (not SHARED & ours.counts.keys()), f"{kind}, seed {seed}, held {held}: {ours.counts}"


def test_both_check_a_proof_alike() -> None:
    rng = Random(2564)
    agreed = 0
    for _ in range(3_000):
        size = rng.randint(1, 40)
        hashes = [rng.randbytes(32) for _ in range(size)]
        leaf, root = rng.randrange(size), merkle.root(hashes)
        proof = merkle.inclusion(leaf, size, lambda level, at: merkle.root(hashes[at << level : (at + 1) << level]))  # noqa: B023
        claimed, found = leaf, hashes[leaf]
        match rng.randrange(7):
            case 1 if proof:
                proof.pop(rng.randrange(len(proof)))
            case 2:
                proof.insert(rng.randrange(len(proof) + 1), rng.randbytes(32))
            case 3 if proof:
                proof[rng.randrange(len(proof))] = rng.randbytes(32)
            case 4:
                claimed = rng.randrange(size)
            case 5:
                found = rng.choice(hashes)
            case 6:
                rng.shuffle(proof)
        try:
            merkle.check_inclusion(found, claimed, size, proof, root)
            ours = True
        except merkle.NotProven:
            ours = False
        assert (alone.climb(claimed, size - 1, proof, found) == root) is ours
        agreed += ours
    assert 500 < agreed < 2_500


def test_both_check_a_signed_note_alike(past: Past) -> None:
    rng, key = Random(2566), past.key.verifier
    agreed = 0
    for _ in range(150):
        note = str(past.sealed[rng.randrange(2)])
        if rng.random() < 0.7:
            place = rng.randrange(len(note))
            note = note[:place] + rng.choice("0aZ+/\n ") + note[place + 1 :]
        try:
            verified(Note.read(note), key)
            ours = True
        except NoteRefused:
            ours = False
        wrong: list[object] = []
        try:
            alone.checkpoint(note, [str(key)], wrong)
            theirs = not wrong
        except Exception:
            # A script that stops says no.
            theirs = False
        if "\n\n" in note:
            assert theirs is ours, note
            agreed += ours
    assert agreed > 20
