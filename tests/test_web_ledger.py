"""The ledger behind its doors: receipts, checkpoints, proofs, the command line, and what the server must not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.ledger import merkle
from engine.ledger.checkpoint import Checkpoint, cosign, verified
from engine.ledger.key_file import make_key, refuse_signing_keys
from engine.ledger.note import COSIGNATURE, SIGNATURE, Note, NoteRefused, SigningKey, VerifierKey
from engine.ledger.policy import Policy
from engine.refusal import UnsafeStore
from tests.doors import OPENED, PROGRAM, Doors, fields, problem
from web.cli import cli
from web.cli.sealing import rounds

WITNESSES = [SigningKey.new(f"{name}.example.go.th", COSIGNATURE) for name in ("audit", "treasury", "university")]


class Sealed(Doors):
    """A data folder with its doors, and a folder apart for the sealer."""

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        super().__init__(folder / "data")
        self.folder = folder
        self.run("seal", "key", "cases.example.go.th")

    def run(self, *words: str) -> Result:
        env = {"CHUMCHON_SEAL": str(self.folder / "seal")}
        return CliRunner().invoke(cli, ["--data", str(self.folder / "data"), *words], env=env)

    def ok(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def seal(self) -> Checkpoint:
        self.ok("seal", "--once")
        return self.checkpoint()

    def checkpoint(self) -> Checkpoint:
        """The latest, asked for without an account."""
        answer = self.client.get("/api/v1/ledger/checkpoint")
        assert answer.status_code == 200, answer.text
        assert answer.content_type == "text/plain; charset=utf-8"
        return verified(Note.read(answer.text), self.key())

    def key(self) -> VerifierKey:
        return VerifierKey.read(self.client.get("/api/v1/ledger/keys").get_json()["log"])

    def proof(self, path: str) -> list[bytes]:
        answer = self.client.get(f"/api/v1/ledger/proof/{path}")
        assert answer.status_code == 200, answer.text
        return [bytes.fromhex(step) for step in answer.get_json()["proof"]]

    def witnessed_by(self, needed: int) -> None:
        keys = ", ".join(f'"{key.verifier}"' for key in WITNESSES)
        (self.folder / "data" / "witnesses.toml").write_text(f"needed = {needed}\nwitnesses = [{keys}]\n")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Sealed]:
    made = Sealed(tmp_path)
    yield made
    made.close()


# Receipts


def test_a_receipt_is_held_against_every_later_checkpoint(doors: Sealed) -> None:
    """T3: leaf, hash and the checkpoint before them; later the proof that they are still in the ledger."""
    before = doors.seal()
    receipt = doors.post("/program", {"inputs": PROGRAM, "on": OPENED}).get_json()
    assert verified(Note.read(receipt["checkpoint"]), doors.key()) == before
    assert receipt["leaf"] == before.size
    doors.program(name_th="บ้านน้ำเกี๋ยน")
    after = doors.seal()
    leaf_hash, leaf = bytes.fromhex(receipt["leaf_hash"]), receipt["leaf"]
    merkle.check_inclusion(leaf_hash, leaf, after.size, doors.proof(f"inclusion?leaf={leaf}"), after.root)
    grown = doors.proof(f"consistency?first={before.size}&second={after.size}")
    merkle.check_consistency(before.size, after.size, grown, before.root, after.root)


def test_a_repeated_command_gets_the_first_receipt_again(doors: Sealed) -> None:
    """T3"""
    doors.seal()
    first = doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="once").get_json()
    doors.program(name_th="บ้านน้ำเกี๋ยน")
    doors.seal()
    assert doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="once").get_json() == first


# Checkpoints and proofs


def test_checkpoints_are_asked_for_by_size(doors: Sealed) -> None:
    first = doors.seal()
    doors.program()
    second = doors.seal()
    answer = doors.client.get(f"/api/v1/ledger/checkpoint?size={first.size}")
    assert verified(Note.read(answer.text), doors.key()) == first
    assert doors.checkpoint() == second
    problem(doors.get(f"/ledger/checkpoint?size={second.size + 1}"), 404, "not-found")


def test_before_the_first_checkpoint_there_is_none(doors: Sealed) -> None:
    for path in ("checkpoint", "submission", "proof/inclusion?leaf=0", "proof/consistency?first=0"):
        problem(doors.get(f"/ledger/{path}"), 404, "not-found")
    assert doors.get("/ledger/keys").get_json() == {"log": None, "witnesses": [], "needed": 0}
    assert doors.post("/program", {"inputs": PROGRAM, "on": OPENED}).get_json()["checkpoint"] is None
    assert doors.run("ledger", "checkpoint").exit_code == 1


def test_a_proof_of_what_isnt_there_is_refused(doors: Sealed) -> None:
    size = doors.seal().size
    assert fields(doors.get(f"/ledger/proof/inclusion?leaf={size}")) == ["leaf"]
    assert fields(doors.get(f"/ledger/proof/inclusion?leaf=0&size={size + 1}")) == ["size"]
    assert fields(doors.get(f"/ledger/proof/consistency?first=1&second={size + 1}")) == ["second"]
    assert fields(doors.get("/ledger/proof/consistency?first=3&second=2")) == ["second"]
    assert fields(doors.get("/ledger/submission?old=999999")) == ["second"]
    assert fields(doors.get("/ledger/proof/inclusion")) == ["leaf"]


def test_unsealed_facts_are_proven_against_their_own_size_too(doors: Sealed) -> None:
    doors.seal()
    doors.program()
    receipt = doors.post("/program", {"inputs": {**PROGRAM, "name_th": "บ้านดง"}, "on": OPENED}).get_json()
    size = doors.size
    root = merkle.root_of(size, doors.casework.ledger._subtree(doors.casework.facts_recorder._writer))
    proof = doors.proof(f"inclusion?leaf={receipt['leaf']}&size={size}")
    merkle.check_inclusion(bytes.fromhex(receipt["leaf_hash"]), receipt["leaf"], size, proof, root)


# Witnesses


def test_valid_with_two_of_three_is_data(doors: Sealed) -> None:
    """T2: the policy is a file; the second cosignature makes the checkpoint valid."""
    doors.witnessed_by(2)
    doors.seal()
    note = Note.read(doors.ok("ledger", "checkpoint"))
    for at, witness in enumerate(WITNESSES[:2], 1):
        assert not json.loads(doors.ok("ledger", "status", "--json"))["valid"]
        signed = doors.folder / f"{at}.txt"
        signed.write_text(f"{cosign(note, witness, 1_790_000_000 + at)}\n", encoding="utf-8")
        assert witness.verifier.name in doors.ok("ledger", "cosign", str(signed))
    status = json.loads(doors.ok("ledger", "status", "--json"))
    assert status["valid"]
    assert [one["at"] for one in status["witnesses"]] == [
        "2026-09-21T21:13:21+07:00",
        "2026-09-21T21:13:22+07:00",
        None,
    ]
    assert len(Note.read(doors.ok("ledger", "checkpoint")).lines) == 3


def test_only_a_known_witness_on_this_very_checkpoint_counts(doors: Sealed) -> None:
    """T2"""
    doors.witnessed_by(1)
    doors.seal()
    note = Note.read(doors.ok("ledger", "checkpoint"))
    stranger = SigningKey.new("stranger.example.go.th", COSIGNATURE)
    forged = Checkpoint("cases.example.go.th", 3, bytes(32)).text()
    for line in (cosign(note, stranger, 5), cosign(Note(forged, ()), WITNESSES[0], 5)):
        signed = doors.folder / "signed.txt"
        signed.write_text(f"{line}\n", encoding="utf-8")
        result = doors.run("ledger", "cosign", str(signed))
        assert result.exit_code == 1
        assert "signature" in result.stderr
    assert not json.loads(doors.ok("ledger", "status", "--json"))["valid"]


@pytest.mark.parametrize(
    "text",
    [
        "needed = 1",
        "witnesses = []",
        "needed = 1\nwitnesses = []",
        'needed = 1\nwitnesses = ["x"]',
        f'needed = 1\nwitnesses = ["{SigningKey.new("log", SIGNATURE).verifier}"]',
        f'needed = 2\nwitnesses = ["{WITNESSES[0].verifier}", "{WITNESSES[0].verifier}"]',
        f'needed = 1\nwitnesses = ["{WITNESSES[0].verifier}"]\nquorum = 2',
        "needed = [",
    ],
    ids=range(8),
)
def test_a_policy_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "witnesses.toml").write_text(text)
    with pytest.raises(UnsafeStore):
        Policy.read(tmp_path)


def test_the_server_doesnt_start_with_a_policy_of_another_form(doors: Sealed) -> None:
    (doors.folder / "data" / "witnesses.toml").write_text("needed = [")
    result = doors.run("serve")
    assert result.exit_code == 1
    assert "witnesses.toml" in result.stderr


# The sealer's process


def test_the_server_starts_only_without_a_signing_key_in_its_data_folder(doors: Sealed) -> None:
    """T2: with the key in reach, whoever breaks into the server could sign another history."""
    data = doors.folder / "data"
    refuse_signing_keys(data)
    (data / "old").mkdir()
    make_key(data / "old" / "forgotten.txt", "cases.example.go.th", SIGNATURE)
    with pytest.raises(UnsafeStore, match="signing key"):
        refuse_signing_keys(data)
    result = doors.run("serve")
    assert result.exit_code == 1
    assert "signing key" in result.stderr


def test_the_sealers_folder_lies_apart_and_its_key_is_never_replaced(doors: Sealed) -> None:
    inside = doors.run("seal", "--folder", str(doors.folder / "data" / "seal"), "--once")
    assert "folder of its own" in inside.stderr
    again = doors.run("seal", "key", "cases.example.go.th")
    assert "already" in again.stderr
    (doors.folder / "seal" / "seal.key").chmod(0o644)
    assert "read by others" in doors.run("seal", "--once").stderr


def test_a_sealer_without_key_or_store_says_what_is_missing(tmp_path: Path) -> None:
    def complaint(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(tmp_path / "data"), "seal", "--folder", str(tmp_path), *words])
        assert result.exit_code == 1
        return result.stderr

    assert "apart" in complaint("--once")
    words = ["--data", str(tmp_path / "data"), "seal", "--folder", str(tmp_path / "seal"), "--once"]
    assert "make one first" in CliRunner().invoke(cli, words).stderr
    make_key(tmp_path / "seal" / "seal.key", "x", SIGNATURE)
    assert "chumchon migrate" in CliRunner().invoke(cli, words).stderr
    with pytest.raises(NoteRefused):
        make_key(tmp_path / "seal" / "other.key", "two words", SIGNATURE)


class Stop(Exception):
    """The test has seen enough."""


class Waiting:
    """A sealer that notes when it was asked to seal; its facts and its clock are what the test says."""

    def __init__(self, *waiting: int) -> None:
        self.left, self.now, self.sealed = list(waiting), 0.0, list[float]()

    def waiting(self) -> int:
        return self.left[0]

    def seal(self) -> None:
        self.sealed.append(self.now)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.left.pop(0)
        if not self.left:
            raise Stop


def test_a_round_falls_due_after_so_many_facts_or_seconds() -> None:
    """T3: at most 256 facts or 60 seconds lie unsealed."""
    quiet, busy = Waiting(*[0] * 130), Waiting(0, 0, 255, 256, 3, 3, 300)
    for one in (quiet, busy):
        with pytest.raises(Stop):
            rounds(one, 256, 60, lambda one=one: one.now, one.sleep)  # type: ignore[arg-type, misc]
    assert quiet.sealed == [0.0, 60.0, 120.0]
    assert busy.sealed == [0.0, 3.0, 6.0]


# The command line


def test_the_command_line_shows_what_the_api_shows(doors: Sealed) -> None:
    first = doors.seal()
    doors.program()
    second = doors.seal()
    shown = json.loads(doors.ok("ledger", "checkpoint", "--json"))
    assert (shown["size"], shown["root"]) == (second.size, second.root.hex())
    assert doors.ok("ledger", "checkpoint") == doors.get("/ledger/checkpoint").text
    assert json.loads(doors.ok("ledger", "keys", "--json")) == doors.get("/ledger/keys").get_json()
    assert doors.ok("ledger", "keys").splitlines() == [str(doors.key())]
    old = str(first.size)
    assert doors.ok("ledger", "submission", "--old", old) == doors.get(f"/ledger/submission?old={old}").text
    for words, path in (
        (("inclusion", "3"), "inclusion?leaf=3"),
        (("consistency", old), f"consistency?first={old}"),
        (("consistency", "1", old), f"consistency?first=1&second={old}"),
    ):
        proof = json.loads(doors.ok("ledger", *words, "--json"))
        assert proof == doors.get(f"/ledger/proof/{path}").get_json()
        assert doors.ok("ledger", *words).split() == proof["proof"]
    assert str(second.size) in doors.ok("ledger", "status")


def test_the_status_says_what_isnt_sealed_yet(doors: Sealed) -> None:
    """T3"""
    sealed = doors.seal().size
    doors.program()
    status = json.loads(doors.ok("ledger", "status", "--json"))
    assert (status["size"], status["sealed"], status["unsealed"]) == (sealed + 1, sealed, 1)
    assert status["unsealed_since"] == "2021-09-30T09:00:00+07:00"
    assert status["agrees"]
    assert not status["refused"]
