"""The witness: cosigns growth, and neither a rollback nor a second history; says so loudly (T2)."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger import merkle
from engine.ledger.checkpoint import Checkpoint, cosigned_at, sign, verified, with_lines
from engine.ledger.note import SIGNATURE, Line, Note, NoteRefused, SigningKey, base64
from engine.ledger.tiles import subtrees
from engine.ledger.witness import OTHER_SIZE, REFUSED, SPLIT, OtherSize, SplitView, Witness, begin, main

LOG = SigningKey.new("cases.example.go.th", SIGNATURE)
LEAVES = [sha256(b"\x00%d" % n).digest() for n in range(700)]
OTHERS = [*LEAVES[:50], sha256(b"\x00another").digest(), *LEAVES[51:]]
"""A second history: one fact in the middle is another."""


def submission(old: int, size: int, leaves: Sequence[bytes] = LEAVES, key: SigningKey = LOG) -> str:
    """What a ledger of these leaves shows to a witness that saw ``old`` of them."""
    subtree = subtrees(lambda level, first, count: list(leaves[first : first + count]) if level == 0 else [])
    proof = merkle.consistency(old, size, subtree) if old <= size else []
    note = sign(Checkpoint(LOG.verifier.name, size, merkle.root(leaves[:size])), key)
    return "".join((f"old {old}\n", *(f"{base64(step)}\n" for step in proof), f"\n{note}"))


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    begin(tmp_path / "w", "audit.example.go.th", str(LOG.verifier))
    made = Witness(tmp_path / "w")
    yield made
    made.db.close()


def test_growth_is_cosigned_and_kept(witness: Witness) -> None:
    """T2"""
    for old, size in ((0, 3), (3, 256), (256, 257), (257, 700)):
        given = submission(old, size)
        line = witness.add(given, 1_790_000_000 + size)
        note = with_lines(Note.read(given.partition("\n\n")[2]), [line])
        assert verified(note, LOG.verifier).size == size
        assert cosigned_at(note, witness.key.verifier) == 1_790_000_000 + size
    assert witness.latest().size == 700
    assert witness.db.execute("SELECT size FROM seen ORDER BY size").fetchall() == [(3,), (256,), (257,), (700,)]


def test_what_was_cosigned_is_answered_the_same_again(witness: Witness) -> None:
    first = witness.add(submission(0, 3), 1)
    second = witness.add(submission(3, 5), 2)
    assert witness.add(submission(0, 3), 3) == first
    assert witness.add(submission(5, 5), 4) == second


REWRITTEN = {
    "another past": submission(100, 200, OTHERS),
    "the same size, another past": submission(100, 100, OTHERS),
    "fewer facts than before": submission(0, 90),
    "fewer facts and another past": submission(0, 90, OTHERS),
    "a proof left out": submission(0, 200, OTHERS).replace("old 0", "old 100"),
    "a proof of something else": submission(100, 200).replace(submission(100, 200).split("\n")[1], base64(bytes(32))),
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_another_history_is_refused_and_kept_as_evidence(witness: Witness, what: str) -> None:
    """T2: each is signed with the ledger's own, stolen key; the honest next step is the control."""
    witness.add(submission(0, 100), 1)
    with pytest.raises(SplitView):
        witness.add(REWRITTEN[what], 2)
    assert witness.latest() == Checkpoint(LOG.verifier.name, 100, merkle.root(LEAVES[:100]))
    assert witness.db.execute("SELECT at, submission FROM evidence").fetchall() == [(2, REWRITTEN[what])]
    assert witness.add(submission(100, 200), 3)


def test_a_witness_that_saw_nothing_cosigns_either_history_so_it_must_see_early(witness: Witness) -> None:
    """The control of the test above: what nobody saw before can't be told from what was."""
    assert witness.add(submission(0, 200, OTHERS), 1)


def test_a_proof_from_another_size_is_sent_back_with_the_right_one(witness: Witness) -> None:
    witness.add(submission(0, 100), 1)
    with pytest.raises(OtherSize, match="old 100"):
        witness.add(submission(50, 200), 2)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "old 0\n\n",
        submission(0, 3, key=SigningKey.new(LOG.verifier.name, SIGNATURE)),
        submission(0, 3).replace("old 0", "old 00"),
        submission(0, 3).replace("old 0", "old -1"),
        submission(0, 3).replace("\n3\n", "\n4\n"),
        submission(1, 3).replace("=\n", "=\nAAAA\n", 1),
    ],
    ids=range(7),
)
def test_what_the_ledger_didnt_sign_is_no_split_view(witness: Witness, wrong: str) -> None:
    with pytest.raises(NoteRefused):
        witness.add(wrong, 1)
    assert witness.latest().size == 0
    assert witness.db.execute("SELECT count(*) FROM evidence").fetchone() == (0,)


@given(st.data())
def test_no_mutated_submission_is_cosigned(data: st.DataObject) -> None:
    """T2"""
    text = submission(0, 3)
    at = data.draw(st.integers(0, len(text) - 1))
    mutated = text[:at] + data.draw(st.characters()) + text[at + data.draw(st.integers(0, 2)) :]
    if mutated == text:
        return
    with TemporaryDirectory() as folder:
        begin(Path(folder), "audit.example.go.th", str(LOG.verifier))
        blank = Witness(Path(folder))
        with closing(blank.db), pytest.raises((NoteRefused, SplitView, OtherSize)):
            blank.add(mutated, 1)


# From outside


def test_it_says_loudly_what_it_saw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """T2: exit codes for a timer to act on."""

    def run(*words: str) -> int:
        return main(["--folder", str(tmp_path / "w"), *words])

    def given(text: str) -> str:
        (tmp_path / "submission").write_text(text, encoding="utf-8")
        return str(tmp_path / "submission")

    assert run("add", given("")) == REFUSED
    assert run("begin", "audit.example.go.th", "no key") == REFUSED
    assert run("begin", "audit.example.go.th", str(LOG.verifier)) == 0
    key = capsys.readouterr().out
    assert run("begin", "audit.example.go.th", str(LOG.verifier)) == REFUSED
    assert run("add", given(submission(0, 100))) == 0
    assert Line.read(capsys.readouterr().out.strip()).name == key.split("+")[0]
    assert run("add", given(submission(0, 200))) == OTHER_SIZE
    assert "old 100" in capsys.readouterr().err
    assert run("add", given(submission(100, 200, OTHERS))) == SPLIT
    assert "ALARM" in capsys.readouterr().err
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o077 == 0


def test_it_asks_an_address_for_growth_since_what_it_saw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = [3, 256]

    class Ledger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(submission(int(self.path.rpartition("=")[2]), sizes.pop(0)).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    folder = ["--folder", str(tmp_path / "w")]
    assert main([*folder, "begin", "audit.example.go.th", str(LOG.verifier)]) == 0
    with HTTPServer(("127.0.0.1", 0), Ledger) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        for _ in range(2):
            assert main([*folder, "add", f"http://127.0.0.1:{server.server_port}/submission"]) == 0
        server.shutdown()
        serving.join()
    monkeypatch.setattr("sys.stdin", io.StringIO(submission(256, 300)))
    assert main([*folder, "add"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_it_runs_on_four_files_and_one_library(tmp_path: Path) -> None:
    """T4: a machine of the auditors needs nothing else of ours, and one sitting is enough to read it."""
    ledger = Path(__file__).parents[1] / "engine" / "ledger"
    alone = tmp_path / "engine" / "ledger"
    alone.mkdir(parents=True)
    for name in ("witness.py", "checkpoint.py", "note.py", "merkle.py"):
        (alone / name).write_bytes((ledger / name).read_bytes())
    assert len((ledger / "witness.py").read_text(encoding="utf-8").splitlines()) <= 150
    words = [sys.executable, "-m", "engine.ledger.witness", "begin", "audit.example.go.th", str(LOG.verifier)]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert said.stdout.startswith("audit.example.go.th+")
