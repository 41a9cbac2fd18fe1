"""Documents attached to cases: examined, sealed outside the database, seen by whom they are open to (U1, U4, U5)."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from PIL import Image
from werkzeug.test import TestResponse

from aggregates import rules_in_force
from aggregates.household_state import HOUSEHOLD
from tests.attached import GPS, photo, still_pdf
from tests.doors import Doors, fields, problem
from tests.people import admit
from web.attachments.keeping import FILE, attached, opened
from web.backups.restoring import Unsound, restore_backup
from web.backups.taking import Places, take_backup
from web.cli import cli
from web.verifying import verify_folder
from web.wiring import open_attachments, open_casework

KEYS = count()
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    made = Doors(tmp_path_factory.mktemp("attached"))
    admit(made.desk, "suda", ("administrator", "country"))
    yield made
    made.close()


@pytest.fixture
def household(doors: Doors) -> str:
    return doors.household(doors.program())


def send(doors: Doors, case: str, content: bytes, by: str = "kanda", **more: Any) -> TestResponse:
    """Attach a file over the API."""
    kind, key = more.pop("kind", "household"), more.pop("key", None)
    filename = more.pop("filename", "IMG_0001.jpg")
    given = {"sort": "house", "title": "บ้านก่อนซ่อม", **more, "file": (BytesIO(content), filename)}
    headers = {"Authorization": f"Bearer token of {by}", "Idempotency-Key": key or f"file-{next(KEYS)}"}
    return doors.client.post(f"/api/v1/{kind}/{case}/attachments", data=given, headers=headers)


def version_of(answer: TestResponse) -> int:
    assert answer.status_code == 201, answer.text
    return int(answer.get_json()["version"])


def listed(doors: Doors, case: str, by: str = "kanda", kind: str = "household", **headers: str) -> list[dict[str, Any]]:
    answer = doors.get(f"/{kind}/{case}/attachments", by, **headers)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def taken(doors: Doors, case: str, version: int, by: str = "kanda", what: str = "", **headers: str) -> TestResponse:
    return doors.get(f"/household/{case}/attachments/{version}{what}", by, **headers)


def files(doors: Doors) -> list[Path]:
    return sorted((doors.folder / "attachments").glob("*/*"))


def test_a_photo_is_kept_upright_without_metadata_and_handed_out_to_be_saved_u1_u4(
    doors: Doors, household: str
) -> None:
    version = version_of(send(doors, household, photo(turned=True)))
    answer = taken(doors, household, version)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="house-')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(BytesIO(answer.data)) as kept:
        assert kept.size == (240, 320), "turned as the camera was held"
        assert not kept.getexif()
    assert GPS not in answer.data
    assert GPS in photo(turned=True), "the control: it was in the file as sent"
    with Image.open(BytesIO(taken(doors, household, version, what="/preview").data)) as small:
        assert small.format == "WEBP"


def test_a_pdf_is_kept_byte_for_byte_with_a_picture_of_its_first_page_u1(doors: Doors) -> None:
    program = doors.program()
    version = version_of(send(doors, program, still_pdf(), kind="program", sort="order", title="คำสั่งที่ ๑๒/๒๕๖๔"))
    answer = doors.get(f"/program/{program}/attachments/{version}")
    assert answer.data == still_pdf()
    (row,) = listed(doors, program, kind="program")
    assert (row["title"], row["media_type"]) == ("คำสั่งที่ ๑๒/๒๕๖๔", "application/pdf")


def test_the_files_lie_sealed_under_the_hash_of_their_bytes_and_never_twice_u4(doors: Doors, household: str) -> None:
    before = files(doors)
    version = version_of(send(doors, household, photo(), key="first"))
    new = [file for file in files(doors) if file not in before]
    assert len(new) == 2, "the picture and its preview"
    for file in new:
        sealed = file.read_bytes()
        assert hashlib.sha256(sealed).hexdigest() == file.name
        assert b"JFIF" not in sealed
        assert b"WEBP" not in sealed
        assert file.stat().st_mode & 0o077 == 0
    again = send(doors, household, photo(), key="first")
    assert version_of(again) == version, "a lost reply: the same answer"
    assert len(listed(doors, household)) == 1
    twice = send(doors, household, photo(), key="second")
    assert twice.get_json()["facts"] == 0, "the same picture is there already"
    assert [file for file in files(doors) if file not in before] == new
    other = doors.household(doors.program())
    version_of(send(doors, other, photo()))
    assert len(files(doors)) == len(before) + 4, "the same picture of another household shares nothing with it"


def test_what_is_wrong_is_said_by_field_and_nothing_is_recorded_u1(doors: Doors, household: str) -> None:
    with doors.nothing_recorded():
        assert fields(send(doors, household, b"<svg onload='x()'/>", filename="a.jpg")) == ["file"]
        assert fields(send(doors, household, photo(), sort="order")) == ["sort"]
        assert fields(send(doors, household, photo(), person="f" * 32)) == ["person"]
        assert fields(send(doors, household, photo(), title="ก" * 255)) == ["title"]
        problem(send(doors, "f" * 32, photo()), 404, "not-found")
        problem(send(doors, household, photo(), by="napa"), 404, "not-found")
        problem(send(doors, household, photo(), by="pranee"), 403, "not-allowed")


def test_no_more_are_attached_than_the_rule_set_allows_u1(doors: Doors, household: str, monkeypatch: Any) -> None:
    sound = rules_in_force.decode_rules

    def narrow(text: str) -> Any:
        rules = sound(text)
        return msgspec.structs.replace(rules, attachments=msgspec.structs.replace(rules.attachments, most=1))

    version_of(send(doors, household, photo()))
    monkeypatch.setattr(rules_in_force, "_decoded", {})
    monkeypatch.setattr(rules_in_force, "decode_rules", narrow)
    problem(send(doors, household, photo(blue=200)), 409, "refused")


def test_a_document_is_shown_by_field_class_and_each_look_is_recorded_u5(doors: Doors, household: str) -> None:
    house = version_of(send(doors, household, photo()))
    health = version_of(send(doors, household, photo(blue=9), sort="health", title="ใบรับรองแพทย์"))
    plain = {row["version"]: row for row in listed(doors, household, "pranee")}
    assert plain[house]["open"]
    assert not plain[health]["open"]
    assert plain[health]["title"] == ""
    assert taken(doors, household, house, "pranee").status_code == 200
    problem(taken(doors, household, health, "pranee"), 403, "no-purpose")
    purpose = {"Purpose": "audit 7"}
    assert taken(doors, household, health, "pranee", **purpose).status_code == 200
    assert taken(doors, household, health, "pranee", "/preview", **purpose).status_code == 200
    problem(taken(doors, household, health, "suda", **purpose), 403, "not-allowed")
    assert taken(doors, household, house, "kanda").status_code == 200
    found = doors.get(f"/looks?subject={household}", "pranee").get_json()["items"]
    seen = [(one["by"], one["fields"], one["purpose"]) for one in found if "file" in str(one) or "preview" in str(one)]
    assert ("pranee", ["case.document_attached.file"], "audit 7") in seen
    assert ("pranee", ["case.document_attached.preview"], "audit 7") in seen
    assert ("pranee", ["case.document_attached.file"], None) in seen
    assert ("kanda", ["case.document_attached.file"], None) in seen, "whoever takes a file away is written down"


def test_anothers_document_answers_like_none_u5(doors: Doors, household: str) -> None:
    version = version_of(send(doors, household, photo()))
    there = taken(doors, household, version, "napa")
    nowhere = taken(doors, "f" * 32, version, "napa")
    unknown = taken(doors, household, version + 1)
    for answer in (there, nowhere, unknown):
        problem(answer, 404, "not-found")
    assert there.get_json() == nowhere.get_json()
    problem(doors.get(f"/zone_review/{household}/attachments/1"), 404, "not-found")


def test_a_picture_is_attached_on_the_page_without_javascript_u1(doors: Doors, household: str) -> None:
    headers = {"Authorization": "Bearer token of kanda", **HTML}
    page = doors.client.get(f"/case/household/{household}/attach", headers=headers)
    assert page.status_code == 200
    assert 'capture="environment"' in page.text
    assert 'enctype="multipart/form-data"' in page.text
    empty = doors.client.post(
        f"/case/household/{household}/attach", data={"sort": "house", "key": "k1"}, headers=headers
    )
    assert empty.status_code == 422
    assert "ต้องถ่ายภาพหรือเลือกไฟล์" in empty.text
    late = {"sort": "house", "key": "k2", "on": "31/2/2564", "file": (BytesIO(photo()), "a.jpg")}
    wrong = doors.client.post(f"/case/household/{household}/attach", data=late, headers=headers)
    assert wrong.status_code == 422
    data = {"sort": "house", "title": "หลังคารั่ว", "key": "k3", "file": (BytesIO(photo()), "ภาพ ๑.jpg")}
    done = doors.client.post(f"/case/household/{household}/attach", data=data, headers=headers)
    assert done.status_code == 303, done.text
    shown = doors.client.get(f"/case/household/{household}", headers=headers)
    assert "หลังคารั่ว" in shown.text
    (row,) = listed(doors, household)
    preview = f"/case/household/{household}/attachment/{row['version']}/preview"
    assert preview in shown.text
    assert doors.client.get(preview, headers=headers).mimetype == "image/webp"
    taken_away = doors.client.get(preview.removesuffix("/preview"), headers=headers)
    assert taken_away.headers["Content-Disposition"].startswith("attachment")


def test_a_retracted_document_is_no_longer_shown_and_may_be_attached_again_w5(doors: Doors, household: str) -> None:
    version = version_of(send(doors, household, photo(), key="wrong"))
    body = {"inputs": {"version": version}, "because": "ภาพของบ้านอื่น"}
    refused = {"inputs": {"version": version, "inputs": {"file": "0" * 64}}, "because": "x y"}
    problem(doors.post(f"/household/{household}/correct", refused, seen=version), 409, "refused")
    answer = doors.post(f"/household/{household}/retract", body, seen=version)
    assert answer.status_code == 200, answer.text
    assert listed(doors, household) == []
    problem(taken(doors, household, version), 404, "not-found")
    assert version_of(send(doors, household, photo(), key="right")) > version


# Beside the facts: verification, backups, erasure, what nothing speaks of


def faults(folder: Path) -> list[str]:
    return [one.text.en for one in verify_folder(folder).faults]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Doors]:
    """A store of one's own, to be tampered with."""
    made = Doors(tmp_path / "data", date.today())
    yield made
    made.close()


def test_verification_finds_a_file_that_is_missing_altered_or_that_nothing_speaks_of_t3(own: Doors) -> None:
    household = own.household(own.program())
    version_of(send(own, household, photo()))
    assert faults(own.folder) == [], "the control: what is as it was is sound"
    first, second = files(own)
    sound = first.read_bytes()
    first.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    assert faults(own.folder) == ["an attached file was altered: it isn't what the fact names"]
    problem(taken(own, household, 9), 404, "not-found")
    first.unlink()
    assert faults(own.folder) == ["the attached file this fact names is missing"]
    first.write_bytes(sound)
    stray = second.with_name("0" * 64)
    stray.write_bytes(b"x")
    assert faults(own.folder) == [], "one that has just come may yet be spoken of"
    os.utime(stray, (0, 0))
    assert faults(own.folder) == ["no fact speaks of this attached file"]


def test_an_altered_file_is_never_handed_out_u4(own: Doors) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    there, other = files(own)
    swapped = there.read_bytes(), other.read_bytes()
    there.write_bytes(swapped[1])
    other.write_bytes(swapped[0])
    problem(taken(own, household, version), 503, "not-ready")
    problem(taken(own, household, version, what="/preview"), 503, "not-ready")
    there.write_bytes(swapped[0])
    other.write_bytes(swapped[1])
    assert taken(own, household, version).status_code == 200


def test_what_no_fact_speaks_of_is_swept_up_some_days_later_and_nothing_else_u4(own: Doors) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    problem(send(own, household, photo(blue=3), on="2099-01-01"), 422, "bad-input")
    assert len(files(own)) == 4, "the command was refused when its file was already there"
    for file in files(own):
        os.utime(file, (0, 0))
    result = CliRunner().invoke(cli, ["--data", str(own.folder), "sweep-attachments"])
    assert result.exit_code == 0, result.output
    assert len(files(own)) == 2
    assert taken(own, household, version).status_code == 200


def test_a_backup_holds_the_files_apart_from_the_keys_and_brings_them_back_u4(own: Doors, tmp_path: Path) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    places = Places.below(tmp_path / "backup")
    take_backup(own.folder, places, 30, own.casework.clock)
    there = sorted((tmp_path / "backup").rglob("attachments/*/*"))
    assert [file.read_bytes() for file in there] == [file.read_bytes() for file in files(own)]
    assert all("keys" not in file.relative_to(tmp_path / "backup").parts for file in there)
    restored = tmp_path / "restored"
    restore_backup(places, restored, master=own.folder / "master.key")
    casework = open_casework(restored)
    with casework.reading() as reader:
        found = attached(reader, HOUSEHOLD, household, version)
    assert opened(casework, open_attachments(restored), household, found, FILE) == taken(own, household, version).data
    casework.close()
    casework.vault.close()
    there[0].unlink()
    with pytest.raises(Unsound):
        restore_backup(places, tmp_path / "again", master=own.folder / "master.key")
    assert list((tmp_path / "again").glob("*")) == []


def test_the_command_line_attaches_lists_and_takes_away_u1_u5(own: Doors, tmp_path: Path) -> None:
    household = own.household(own.program())
    (tmp_path / "ภาพ.jpg").write_bytes(photo())

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(own.folder), *words], env={"CHUMCHON_BY": "kanda"})
        assert result.exit_code == 0, result.output
        return result.stdout

    told = json.loads(
        run("attach", household, str(tmp_path / "ภาพ.jpg"), "--sort", "house", "--title", "บ้าน", "--json")
    )
    (row,) = json.loads(run("attachments", household, "--json"))
    assert row["version"] == told["version"]
    assert row["title"] == ""
    assert "ภาพบ้าน" in run("attachments", household)
    out = tmp_path / "out.jpg"
    run("attachment", household, str(row["version"]), "-o", str(out))
    assert out.read_bytes() == taken(own, household, row["version"]).data
    looks = own.get(f"/looks?subject={household}", "pranee").get_json()["items"]
    assert "chumchon attachment" in [one["act"] for one in looks]
    result = CliRunner().invoke(
        cli, ["--data", str(own.folder), "attach", household, __file__, "--sort", "house", "--by", "kanda"]
    )
    assert result.exit_code == 1
    assert "JPEG" in result.output


def test_a_members_documents_go_with_the_member_and_the_others_stay_u4(own: Doors) -> None:
    household = own.household(own.program())
    with own.casework.reading() as reader:
        member = next(iter(reader.state(HOUSEHOLD, household).members))
    mine = version_of(send(own, household, photo(blue=1), person=member, sort="identity"))
    ours = version_of(send(own, household, photo(blue=2)))
    assert len(list((own.folder / "attachments" / member).iterdir())) == 2
    own.casework.vault.destroy([member])
    own.casework.vault.believe([(household, member)])
    open_attachments(own.folder).forget([member])
    assert not (own.folder / "attachments" / member).exists()
    assert taken(own, household, mine).status_code >= 404
    assert taken(own, household, ours).status_code == 200


def test_another_place_for_the_files_can_be_configured_u4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUMCHON_ATTACHMENTS", str(tmp_path / "large disk"))
    doors = Doors(tmp_path / "data")
    household = doors.household(doors.program())
    version = version_of(send(doors, household, photo()))
    assert taken(doors, household, version).status_code == 200
    assert len(list((tmp_path / "large disk").glob("*/*"))) == 2
    assert files(doors) == []
    assert faults(doors.folder) == []
    doors.close()
