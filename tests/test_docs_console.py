"""What README and the how-to pages tell a reader to type really works, from a new data folder on."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.console import ROOT, run, shell_blocks

pytestmark = pytest.mark.xdist_group("tour")


class Toured(NamedTuple):
    """The data folder the tour of README left behind, and what it said."""

    folder: Path
    data: Path
    program: str
    said: str

    def follow(self, page: str) -> str:
        """Do what a page says, after the tour."""
        variables = {
            "CHUMCHON_DATA": str(self.data),
            "CHUMCHON_BY": "kanda",
            "CHUMCHON_SEAL": str(self.folder / "seal"),
            "PROGRAM": self.program,
        }
        return run(shell_blocks(page), self.folder, **variables)

    def count(self, question: str) -> int:
        with closing(sqlite3.connect(self.data / "facts.sqlite3")) as connection:
            (number,) = connection.execute(question).fetchone()
        return int(number)


HOUSEHOLDS = "SELECT count(*) FROM cases WHERE kind = 'household'"


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Toured:
    folder = tmp_path_factory.mktemp("tour")
    said = run(shell_blocks("README.md") + '\necho "$CHUMCHON_DATA $PROGRAM"', folder)
    data, program = said.splitlines()[-1].split()
    return Toured(folder, Path(data), program, said)


def test_the_tour_of_the_readme_has_five_lines_and_runs(toured: Toured) -> None:
    tour = shell_blocks("README.md").split("\n\n")[-1].splitlines()
    assert len(tour) == 5
    assert "ซ้อมนำเข้า ไม่มีการบันทึก" in toured.said
    assert "P1.1" in toured.said
    assert "เปิดโครงการชุมชน “บ้านแม่กา”" in toured.said


def test_the_tour_imports_the_list_once_after_rehearsing_it(toured: Toured) -> None:
    imported = re.search(r"created\s+│\s+([0-9]+)", toured.said)
    assert imported is not None
    assert toured.count(HOUSEHOLDS) >= int(imported[1]) > 0


def test_importing_the_same_list_again_opens_no_case_p2_3(toured: Toured) -> None:
    said = toured.follow("docs/how-to/import-a-list.md")
    opened = [int(number) for number in re.findall(r"สร้างใหม่\s+│\s+([0-9]+)", said)]
    assert opened[-1] == 0
    assert opened[-2] > 0
    assert (toured.data / "findings.xlsx").exists()


def test_a_mistake_is_corrected_as_the_page_says_w5(toured: Toured) -> None:
    toured.follow("docs/how-to/correct-a-mistake.md")
    case = "SELECT count(*) FROM stored_events WHERE topic = '{}@1'"
    assert toured.count(case.format("program.one_home_briefed")) == 1
    assert toured.count(case.format("case.corrected")) == 3


def test_rules_are_activated_and_a_case_moved_as_the_page_says_w6(toured: Toured) -> None:
    toured.follow("docs/how-to/activate-rules.md")
    assert toured.count("SELECT count(*) FROM stored_events WHERE topic = 'reference.rule_set_activated@1'") == 2
    assert toured.count("SELECT count(*) FROM stored_events WHERE topic = 'case.rules_changed@1'") == 1


def test_a_backup_taken_as_the_page_says_holds_every_fact_and_opens_every_box_u4(toured: Toured) -> None:
    toured.follow("docs/how-to/back-up.md")
    restored = toured._replace(data=toured.data.with_name(f"{toured.data.name}.restored"))
    every = "SELECT count(*) FROM stored_events"
    assert restored.count(every) == toured.count(every)
    found = run(
        'chumchon show "$CASE" --personal --json',
        toured.folder,
        CHUMCHON_DATA=str(restored.data),
        CASE=_some_household(restored),
    )
    assert '"sealed": true' not in found


def test_the_history_is_verified_here_and_elsewhere_as_the_page_says_u3(toured: Toured, tmp_path: Path) -> None:
    """In a copy, which is sealed with a key of its own."""
    copy = shutil.copytree(toured.data, tmp_path / "data")
    (copy / "ledger.sqlite3").unlink(missing_ok=True)
    said = toured._replace(folder=tmp_path, data=copy).follow("docs/how-to/verify-the-history.md")
    assert said.count("ผ่านการตรวจสอบ · sound") == 2
    assert "✓ ผ่าน · SOUND" in said


def test_accounts_are_kept_as_the_page_says_u4(toured: Toured) -> None:
    said = toured.follow("docs/how-to/keep-accounts.md")
    assert said.count("first password") == 3
    assert "chumchon_" in said
    topics = "SELECT count(*) FROM stored_events WHERE topic = 'account.{}@1'"
    assert [toured.count(topics.format(name)) for name in ("opened", "role_granted", "grant_ended")] == [3, 4, 1]


def test_the_ledger_is_sealed_and_witnessed_as_the_page_says_t2(toured: Toured) -> None:
    said = toured.follow("docs/how-to/seal-and-witness.md")
    assert "cosigned: audit.example.go.th" in said
    last = said[said.rindex("size") :]
    assert re.search(r"needed\s+│\s+1", last)
    assert re.search(r"valid\s+│\s+True", last)
    assert re.search(r"witnesses\s+│\s+audit.example.go.th  20", last)


def test_a_rights_request_is_answered_as_the_page_says_u4(toured: Toured) -> None:
    said = toured.follow("docs/how-to/answer-a-rights-request.md")
    assert "ขอดูหรือขอสำเนา" in said
    assert "erased" in said
    topics = "SELECT count(*) FROM stored_events WHERE topic = '{}@1'"
    names = ("rights.completed", "case.hold_lifted", "rights.erasure_carried_out")
    assert [toured.count(topics.format(name)) for name in names] == [2, 1, 1]
    assert toured.count(topics.format("case.subject_erased")) >= 3


def _some_household(toured: Toured) -> str:
    with closing(sqlite3.connect(toured.data / "facts.sqlite3")) as connection:
        (case,) = connection.execute("SELECT originator_id FROM cases WHERE kind = 'household'").fetchone()
    return str(case)


def test_the_history_is_mined_as_the_page_says_u3(toured: Toured) -> None:
    toured.follow("docs/how-to/mine-the-history.md")
    written = {Path(f"{toured.data}.{form}") for form in ("jsonocel", "ocel.sqlite", "xes", "pnml")}
    assert all(path.stat().st_size > 500 for path in written)


def test_reminders_are_sent_as_the_page_says_u1(toured: Toured) -> None:
    assert '"waiting": 0' in toured.follow("docs/how-to/send-reminders.md")


def test_a_sheet_brought_back_as_it_is_changes_nothing_as_the_page_says_h4(toured: Toured) -> None:
    before = toured.count("SELECT count(*) FROM stored_events")
    toured.follow("docs/how-to/fill-in-a-sheet.md")
    assert toured.count("SELECT count(*) FROM stored_events") == before


def test_the_data_is_dumped_as_the_page_says_u3(toured: Toured) -> None:
    toured.follow("docs/how-to/dump-for-analysis.md")
    page = (ROOT / "docs/how-to/dump-for-analysis.md").read_text(encoding="utf-8")
    question = re.search(r"```sql\n(.*?)```", page, re.DOTALL)
    assert question is not None
    folder = Path(f"{toured.data}.parquet")
    with duckdb.connect() as asked:
        rows = asked.sql(question[1].replace("caseload.parquet", str(folder / "caseload.parquet"))).fetchall()
    assert sum(number for _, number in rows) == toured.count(HOUSEHOLDS)
    assert {path.name.partition(".")[0] for path in Path(f"{toured.data}.csv").iterdir()} == {
        path.name.partition(".")[0] for path in folder.iterdir()
    }
