"""A person with twenty marked values comes in by every door, is read everywhere, and is gone after erasure (U4, U5)."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aggregates.household_state import HOUSEHOLD
from engine.casework import Casework
from engine.keys import KeyMissing
from tests import canary
from tests.attached import photo, still_pdf
from tests.canary import VALUES, back_up, every_byte, found_in, opened
from tests.doors import Doors
from tests.given import RULES
from tests.people import admit
from web.attachments import keeping
from web.attachments.keeping import FILE, PREVIEW
from web.attachments.store import Missing
from web.cli import cli
from web.wiring import open_attachments, open_casework

PAPER = f"{canary.NAME} {canary.NATIONAL_ID} {canary.PHONE}"
LIST = f"""ชื่อ-สกุล,เลขประจำตัวประชาชน,รหัสบ้าน,บ้านเลขที่,หมู่ที่,หมู่บ้าน
{canary.NAME},{canary.NATIONAL_ID},{canary.HOUSE_CODE},{canary.HOUSE_NUMBER},7,{canary.VILLAGE}
"""


class Life:
    """The marked person's household, from the first list to the answer to her request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        # The command line refuses a data folder whose credentials others may read.
        (folder / "credentials.sqlite3").touch(mode=0o600)
        self.doors = Doors(folder, date.today())
        admit(self.doors.desk, "suda", ("administrator", "country"))
        self.program = self.doors.program()
        self.household = self._imported()
        self.answers: list[str] = []

    def _imported(self) -> str:
        answer = self.send_list()
        assert answer["counts"]["create"] == 1, answer
        return str(answer["rows"][0]["case"])

    def send_list(self, moo: int = 7) -> dict[str, Any]:
        """The list by which she came, imported."""
        answer = self.doors.client.post(
            "/api/v1/imports/households",
            query_string={"program": self.program},
            data={"file": (BytesIO(LIST.replace(",7,", f",{moo},").encode()), "list.csv")},
            headers={"Authorization": "Bearer token of kanda"},
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    @property
    def version(self) -> int:
        with self.doors.casework.reading() as reader:
            return reader.version(self.household)

    @property
    def person(self) -> str:
        """The id under which her own boxes are closed."""
        with self.doors.casework.reading() as reader:
            return str(next(iter(reader.file(self.household).state.members)))  # type: ignore[union-attr]

    def api(self, command: str, because: str | None = None, by: str = "kanda", **inputs: Any) -> None:
        body = {"inputs": inputs, **({"because": because} if because else {})}
        answer = self.doors.post(f"/household/{self.household}/{command}", body, by, seen=self.version)
        assert answer.status_code == 200, (command, answer.text)

    def form(self, command: str, **fields: str) -> None:
        data = {f"inputs.{name}": value for name, value in fields.items()}
        answer = self.doors.client.post(
            f"/case/household/{self.household}/do/{command}",
            data={"seen": str(self.version), "key": f"{command}-{self.version}", **data},
            headers={"Authorization": "Bearer token of kanda", "Accept": "text/html"},
        )
        assert answer.status_code == 303, (command, answer.text)

    def line(self, command: str, *words: str) -> None:
        result = CliRunner().invoke(
            cli, ["--data", str(self.folder), "do", self.household, command, *words], env={"CHUMCHON_BY": "kanda"}
        )
        assert result.exit_code == 0, result.output

    def lived(self) -> None:
        """Everything else that is told of her, by every door."""
        told = {"relation": canary.RELATION, "occupation": canary.OCCUPATION, "birth_date": canary.BORN}
        self.api("complete_member", person=self.person, **told)
        self.form("complete_member", person=self.person, disability=canary.DISABILITY)
        self.line("note_problem", "--set", f"text={canary.PROBLEM} ชาวบ้านเรียก{canary.NICKNAME} โทร {canary.PHONE}")
        self.api("state_income", baht=1_200, source="survey", note=canary.INCOME_NOTE)
        codes = [one.code for one in RULES.household.dimensions]
        self.api("assess_dimensions", verdicts=dict.fromkeys(codes, "fails"), indicators={codes[0]: canary.HEALTH})
        self.form("visit", visitor="กานดา", seen=canary.SEEN)
        goal = {"agency": "dsdw", "due": "2569-12-31", "concepts": ["targeted"], "dimension": codes[0]}
        self.api("set_goal", action=canary.ACTION, **goal)
        self.api("agree_plan", name=canary.AGREED_BY)
        self.api("deliver_help", agency="dsdw", kind="ของใช้", dimension=codes[0], note=canary.HELP_NOTE)
        self.api("send_referral", agency="dsdw", due="2569-12-31", note=canary.REFERRAL)

    def photographed(self) -> None:
        """Her house and her card, with what a camera and a scanner write into such files."""
        for sort, content, about in (
            ("house", photo(comment=canary.SEEN), {}),
            ("identity", still_pdf(text=PAPER), {"person": self.person}),
        ):
            answer = self.doors.client.post(
                f"/api/v1/household/{self.household}/attachments",
                data={"sort": sort, "title": canary.NAME, **about, "file": (BytesIO(content), f"{canary.NAME}.jpg")},
                headers={"Authorization": "Bearer token of kanda", "Idempotency-Key": sort},
            )
            assert answer.status_code == 201, answer.text

    @property
    def files(self) -> list[Path]:
        """What lies in the store of attachments."""
        return sorted(file for file in (self.folder / "attachments").rglob("*") if file.is_file())

    def in_her_files(self, casework: Casework, folder: Path) -> bytes:
        """All that whoever has the keys reads in the files of a data folder."""
        texts = []
        with casework.reading() as reader:
            attachments = reader.state(HOUSEHOLD, self.household).attachments.values()
        for one in attachments:
            for use in (FILE, PREVIEW):
                with suppress(KeyMissing, Missing):
                    texts.append(keeping.opened(casework, open_attachments(folder), self.household, one, use))
        return b"\n".join(texts)

    def closed(self) -> None:
        self.api("close", because=canary.REASON, by="somchai", reason="completed")

    def read(self) -> str:
        """What pages, the API and the register of looks show of her, to those who may see."""
        purpose = {"Purpose": "audit 7"}
        texts = []
        for path, by in (
            (f"/api/v1/household/{self.household}", "kanda"),
            (f"/api/v1/household/{self.household}/history", "kanda"),
            (f"/case/household/{self.household}", "kanda"),
            (f"/case/program/{self.program}", "kanda"),
            ("/work", "kanda"),
            (f"/api/v1/household/{self.household}/history", "pranee"),
            (f"/case/household/{self.household}/replay", "pranee"),
        ):
            headers = {"Authorization": f"Bearer token of {by}", **(purpose if by == "pranee" else {})}
            answer = self.doors.client.get(path, headers=headers)
            assert answer.status_code in (200, 404), (path, answer.text)
            texts.append(answer.text)
        return "\n".join(texts)

    # Her request

    def ask(self, right: str) -> str:
        inputs = {"right": right, "concerns": self.household, "name": canary.NAME, "contact": canary.PHONE}
        answer = self.doors.post("/rights_request", {"inputs": inputs}, "wichai")
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["case"])

    def desk(self, request: str, command: str, by: str = "wichai", **inputs: Any) -> None:
        with self.doors.casework.reading() as reader:
            seen = reader.version(request)
        answer = self.doors.post(f"/rights_request/{request}/{command}", {"inputs": inputs}, by, seen=seen)
        assert answer.status_code == 200, (command, answer.text)

    def erased(self) -> str:
        request = self.ask("erasure")
        self.desk(request, "check_identity", by_what="id_card", note=canary.NAME)
        self.desk(request, "decide", outcome="granted", ground="no_longer_needed")
        self.desk(request, "confirm_decision", by="suda", proposal=3)
        self.desk(request, "carry_out_erasure")
        self.desk(request, "complete")
        return request

    def export(self) -> str:
        request = self.ask("access")
        self.desk(request, "check_identity", by_what="id_card")
        self.desk(request, "decide", outcome="granted", ground="right_holds")
        headers = {"Authorization": "Bearer token of wichai"}
        page = self.doors.client.get(f"/case/rights_request/{request}/export", headers=headers)
        assert page.status_code == 200, page.text
        answer = self.doors.get(f"/rights_request/{request}/export", "wichai")
        assert answer.status_code == 200
        self.desk(request, "complete", delivered=hashlib.sha256(answer.data).hexdigest())
        return json.dumps(answer.get_json(), ensure_ascii=False) + page.text

    def proofs(self) -> list[Any]:
        with self.doors.casework.reading() as reader:
            return reader.connection.execute("SELECT rowid, leaf_hash, state FROM stored_events").fetchall()

    def figures(self) -> list[Any]:
        """What scores and roll-ups are counted from, and what they come to."""
        tables = ("assessments", "spells", "evidence", "dues")
        with self.doors.casework.reading() as reader:
            rows: list[Any] = [reader.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
            rows.append(reader.connection.execute("SELECT * FROM caseload WHERE kind != 'rights_request'").fetchall())
        scores = self.doors.get("/scores/office/province-6m/56?fiscal_year=2564", "somchai")
        return [*rows, scores.get_json()]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    made = Life(tmp_path_factory.mktemp("canary") / "data")
    made.lived()
    made.photographed()
    yield made
    made.doors.close()


@pytest.mark.parametrize("value", VALUES)
def test_what_is_looked_for_would_be_found_in_any_disguise(value: str) -> None:
    """The control of the scan itself."""
    for disguise in canary.disguises(value):
        if len(disguise) >= 5:
            assert value in found_in(b"before " + disguise + b" after", (value,))


def test_the_marked_person_is_gone_everywhere_and_nothing_else_changed_u4_u5(
    life: Life, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    life.closed()
    assert found_in(opened(life.doors.casework)) == set(VALUES), "the control: who has the keys reads them all"
    assert found_in(life.export().encode()) == set(VALUES), "she may see all that is held about her"
    assert canary.NAME in life.read()
    assert found_in(every_byte(life.folder)) == set(), "in clear she stands nowhere even before"
    assert len(life.files) == 4
    read = life.in_her_files(life.doors.casework, life.folder)
    assert canary.NATIONAL_ID.encode() in read, "the control: who has the keys reads her card"
    assert canary.SEEN.encode() not in read, "what the camera wrote beside the picture was never kept"
    assert canary.SEEN.encode() in photo(comment=canary.SEEN), "the control: the camera did write it"
    before = tmp_path / "before"
    back_up(life.folder, before)
    shutil.copytree(life.folder / "attachments", before / "attachments")
    shutil.copy(life.folder / "master.key", before)
    proofs, figures = life.proofs(), life.figures()

    request = life.erased()

    assert found_in(opened(life.doors.casework)) == set()
    assert found_in(every_byte(life.folder)) == set()
    assert life.files == [], "her pictures and papers are gone, the previews too"
    assert life.in_her_files(life.doors.casework, life.folder) == b""
    backup = tmp_path / "backup"
    back_up(life.folder, backup)
    shutil.copy(life.folder / "master.key", backup)
    assert found_in(every_byte(backup)) == set()
    restored = open_casework(backup)
    restored.check()
    assert found_in(opened(restored)) == set()
    restored.close()
    restored.vault.close()
    said = life.read()
    assert found_in(said.encode()) == set()
    assert "ลบแล้ว" in said
    assert found_in(caplog.text.encode()) == set()
    assert life.proofs()[: len(proofs)] == proofs
    assert life.figures() == figures
    page = life.doors.client.get(f"/case/rights_request/{request}", headers={"Authorization": "Bearer token of wichai"})
    assert "ลบแล้ว" in page.text
    assert found_in(page.data) == set()

    older = open_casework(before)
    assert canary.NATIONAL_ID.encode() in life.in_her_files(older, before), "the control: so are the files"
    assert found_in(opened(older)) == set(VALUES), "the control: a store whose keys live on is found out"
    older.close()
    older.vault.close()

    checked = CliRunner().invoke(cli, ["--data", str(life.folder), "verify", "--json"])
    assert json.loads(checked.stdout)["faults"] == [], "every erasure is believed by its fact, every proof holds"

    assert life.send_list()["counts"]["unchanged"] == 1, "the very list is known to have been imported"
    answer = life.send_list(moo=8)
    assert answer["counts"]["create"] == 0
    assert answer["counts"]["refuse"] == 1
    (finding,) = [one for one in answer["findings"] if one["severity"] == "refused"]
    assert request in finding["reason"]["en"]
    assert found_in(json.dumps(answer, ensure_ascii=False).encode()) == set()
    headers = {"Authorization": "Bearer token of wichai", "Accept": "text/html"}
    nobody = life.doors.client.post("/rights/find", data={"name": canary.NAME}, headers=headers)
    assert nobody.status_code == 200
    assert "ไม่พบผู้ใดตามนี้" in nobody.text
