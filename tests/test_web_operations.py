"""Health, readiness, metrics and logs: what they say of a service, and that they say nothing of any person."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from engine.clock import SteadyClock
from engine.refusal import StoreGone, UnsafeStore
from tests.canaries import expect_nothing_personal, personal
from tests.doors import METRICS, OPENED, PROGRAM, Doors, problem
from tests.people import admit
from web.operations.log import borrow_libraries, json_log
from web.operations.readiness import MEGABYTE
from web.operations.safe_place import expect_safe_place, file_system
from web.operations.settings import Settings, settings_from
from web.operations.watch import Watch

NAME = "บุญมี ศรีสุข"
CHECKS = ("store", "keys", "erasures", "disk", "clock", "checkpoint")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def ready(doors: Doors) -> tuple[int, dict[str, Any]]:
    answer = doors.client.get("/readyz")
    return answer.status_code, answer.get_json()


def requests(doors: Doors) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in doors.written.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "request"]


def events(doors: Doors) -> list[str]:
    return [line["event"] for line in doors.security()]


# Health and readiness


def test_anybody_may_ask_whether_the_service_lives_and_is_ready(doors: Doors) -> None:
    assert doors.client.get("/healthz").get_json() == {"status": "alive"}
    assert ready(doors) == (
        200,
        {"status": "ready", "checks": dict.fromkeys(CHECKS, "ok")},
    )


def test_with_little_room_left_the_service_says_so_and_goes_on(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    little = doors.watch.settings.free_megabytes * MEGABYTE - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: NamedTuple("Usage", [("free", int)])(little))
    status, said = ready(doors)
    assert (status, said["status"], said["checks"]["disk"]) == (200, "degraded", "warning")
    assert doors.get("/me").status_code == 200


def test_keys_that_nobody_answers_for_are_said_and_the_rest_goes_on(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise StoreGone

    monkeypatch.setattr(doors.casework.vault, "check", gone)
    status, said = ready(doors)
    assert (status, said["status"], said["checks"]["keys"]) == (200, "degraded", "warning")
    assert doors.get("/me").status_code == 200


def test_a_file_that_was_taken_away_is_said_and_recording_waits_for_it(doors: Doors, tmp_path: Path) -> None:
    case = doors.program()
    place, aside = tmp_path / "facts.sqlite3", tmp_path / "aside"
    place.rename(aside)
    status, said = ready(doors)
    assert (status, said["checks"]["store"]) == (200, "warning")
    with doors.nothing_recorded():
        problem(doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="lost"), 503, "not-ready")
        assert doors.get(f"/program/{case}").status_code == 200
    aside.rename(place)
    assert ready(doors)[1]["status"] == "ready"
    assert doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="lost").status_code == 201
    assert "store_unsafe" in events(doors)


def test_a_store_that_cannot_be_read_is_not_ready(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(doors.casework, "reading", broken)
        status, said = ready(doors)
    assert (status, said["status"], said["checks"]["store"]) == (503, "not ready", "failed")


# The clock


class Hands:
    """A wall clock and a running one."""

    def __init__(self) -> None:
        self.wall, self.seconds = datetime(2021, 9, 30, 2, tzinfo=UTC), 0.0


@pytest.mark.parametrize(
    ("turn", "wrong"),
    [
        (timedelta(minutes=-10), "behind_last_fact"),
        (timedelta(minutes=10), "set"),
        (timedelta(days=20_000), "set_far_ahead"),
    ],
)
def test_a_clock_that_was_set_is_said_once_and_once_more_when_it_is_right_t7(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, turn: timedelta, wrong: str
) -> None:
    monkeypatch.setattr("web.operations.watch.CLOCK_EVERY", 0.0)
    hands = Hands()
    doors.casework.clock = SteadyClock(lambda: hands.wall, lambda: hands.seconds)
    assert ready(doors)[1]["status"] == "ready"
    hands.wall += turn
    for _ in range(3):
        status, said = ready(doors)
        assert (status, said["status"], said["checks"]["clock"]) == (200, "degraded", "warning")
    (line,) = doors.security()
    assert (line["event"], line["wrong"]) == ("clock_wrong", wrong)
    hands.wall -= turn
    assert ready(doors)[1]["status"] == "ready"
    assert events(doors) == ["clock_wrong", "clock_right"]


def test_a_few_seconds_are_within_the_setting_t7(doors: Doors) -> None:
    hands = Hands()
    doors.casework.clock = SteadyClock(lambda: hands.wall, lambda: hands.seconds)
    hands.wall += timedelta(seconds=4)
    assert ready(doors)[1]["checks"]["clock"] == "ok"
    hands.wall += timedelta(seconds=2)
    assert ready(doors)[1]["checks"]["clock"] == "warning"


def test_with_a_clock_set_to_another_year_nothing_is_recorded_and_reading_goes_on_t7(doors: Doors) -> None:
    hands, case = Hands(), doors.program()
    doors.casework.clock = SteadyClock(lambda: hands.wall, lambda: hands.seconds)
    hands.wall += timedelta(days=100)
    with doors.nothing_recorded():
        problem(doors.post("/program", {"inputs": PROGRAM, "on": OPENED}), 503, "not-ready")
        assert doors.get(f"/program/{case}").status_code == 200


# Metrics


def test_metrics_are_for_whoever_bears_their_token(doors: Doors) -> None:
    doors.get("/me")
    for secret in (None, "token of kanda", METRICS + "x", ""):
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        problem(doors.client.get("/metrics", headers=headers), 404, "not-found")
    said = doors.client.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"}).text
    assert 'chumchon_requests_total{method="GET",route="/api/v1/me",status="200"} 1.0' in said
    assert f"chumchon_facts {doors.size}.0" in said
    assert "chumchon_store_state 1.0" in said


def test_without_a_token_in_the_settings_there_are_no_metrics(doors: Doors) -> None:
    doors.watch.settings = Settings()
    problem(doors.client.get("/metrics", headers={"Authorization": "Bearer "}), 404, "not-found")


# Logs


def test_a_request_is_one_line_with_its_route_and_not_its_address(doors: Doors) -> None:
    answer = doors.get(f"/program/{NAME}?on={NAME}")
    (line,) = requests(doors)
    assert line["route"] == "/api/v1/program/<string:case>"
    assert (line["method"], line["status"], line["account"]) == ("GET", answer.status_code, doors.accounts["kanda"])
    assert line["request"] == answer.headers["Request-Id"]
    assert line["ms"] >= 0
    assert set(line) == {"event", "level", "at", "request", "method", "route", "status", "ms", "account"}


def test_an_address_nobody_knows_is_no_part_of_a_line(doors: Doors) -> None:
    assert doors.client.get(f"/{NAME}").status_code == 401
    assert requests(doors)[-1]["route"] == "none"


def test_what_libraries_log_is_taken_over_without_what_it_was_about() -> None:
    out, before = StringIO(), logging.getLogger().handlers
    try:
        borrow_libraries(json_log(out))
        try:
            raise ValueError(NAME)
        except ValueError:
            logging.getLogger("waitress").exception("Exception while serving %s", f"/{NAME}")
    finally:
        logging.captureWarnings(False)
        logging.getLogger().handlers = before
    line = json.loads(out.getvalue())
    assert (line["library"], line["error"]) == ("waitress", "ValueError")
    assert line["message"] == "Exception while serving %s"


def test_control_a_log_that_tells_names_is_caught(doors: Doors) -> None:
    """What every test through these doors ends with finds a name in any of the spellings it could have."""
    doors.household(doors.program(), members=[{"name": NAME}])
    assert NAME in personal(doors.casework)
    expect_nothing_personal(doors.casework, doors.operations())
    for leak in (NAME, json.dumps(NAME), f"/people?q={quote(NAME)}"):
        with pytest.raises(AssertionError, match="written down"):
            expect_nothing_personal(doors.casework, f"{doors.operations()}\n{leak}")


# The security log


def test_failed_and_good_sign_ins_and_lockouts_are_written_down_without_names(doors: Doors) -> None:
    doors.app.config["WTF_CSRF_ENABLED"] = False
    admit(doors.desk, "nok", ("case_manager", "province:56"), password="ฝนตกที่พะเยาทุกวันศุกร์")
    before = len(events(doors))
    for password in ["wrong"] * 5 + ["ฝนตกที่พะเยาทุกวันศุกร์"]:
        doors.client.post("/login", data={"user_name": "nok", "password": password})
    lines = doors.security()[before:]
    assert [line["event"] for line in lines] == ["secret_refused"] * 5 + ["locked_out"]
    assert len({line["name"] for line in lines}) == 1
    assert "nok" not in json.dumps(lines)
    assert "127.0.0.1" not in json.dumps(lines)


def test_refused_access_changed_accounts_and_exports_are_written_down(doors: Doors) -> None:
    doors.post("/account", {"inputs": {"user_name": "x-new", "name": NAME}}, "kanda")
    doors.post("/account", {"inputs": {"user_name": "x-new", "name": NAME}}, "wichai")
    doors.client.get("/api/v1/me", headers={"Authorization": "Bearer stolen"})
    doors.client.get("/api/v1/me")
    assert events(doors) == ["access_refused", "account_changed", "secret_refused"]
    refused, changed, _ = doors.security()
    assert (refused["account"], changed["account"]) == (doors.accounts["kanda"], doors.accounts["wichai"])
    assert changed["act"] == "account.open_account"


def test_the_security_log_is_a_file_a_day_for_its_owner_alone_and_only_grows(doors: Doors, tmp_path: Path) -> None:
    doors.watch.note("first")
    doors.today = date(2021, 10, 1)
    doors.watch.note("second")
    doors.watch.note("third")
    files = sorted((tmp_path / "security").iterdir())
    assert [path.name for path in files] == ["2021-09-30.jsonl", "2021-10-01.jsonl"]
    assert [len(path.read_text().splitlines()) for path in files] == [1, 2]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_what_the_disk_does_not_take_goes_to_the_other_log(tmp_path: Path, doors: Doors) -> None:
    (tmp_path / "nowhere").write_text("a file where the folder should be")
    out = StringIO()
    watch = Watch(doors.casework, tmp_path / "nowhere", out=out)
    watch.note("access_refused", account="a")
    assert json.loads(out.getvalue())["said"] == {"event": "access_refused", "account": "a"}


# Settings and the place


def test_settings_are_read_from_the_environment() -> None:
    given = {"CHUMCHON_METRICS_TOKEN": "t", "CHUMCHON_CLOCK_SECONDS": "2.5", "CHUMCHON_FREE_MEGABYTES": "10"}
    assert settings_from(given) == Settings(metrics_token="t", clock_seconds=2.5, free_megabytes=10)
    with pytest.raises(UnsafeStore, match="CHUMCHON_CLOCK_SECONDS"):
        settings_from({"CHUMCHON_CLOCK_SECONDS": "five"})


@pytest.mark.parametrize("name", ["keys.sqlite3", "credentials.sqlite3", "master.key", "logins.txt"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_may_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    secret = tmp_path / name
    secret.touch(mode=0o600)
    expect_safe_place(tmp_path, {})
    secret.chmod(mode)
    with pytest.raises(UnsafeStore, match=name):
        expect_safe_place(tmp_path, {})


def test_serving_with_debugging_on_is_refused(tmp_path: Path) -> None:
    expect_safe_place(tmp_path, {"FLASK_DEBUG": "0"})
    with pytest.raises(UnsafeStore, match="FLASK_DEBUG"):
        expect_safe_place(tmp_path, {"FLASK_DEBUG": "1"})


LOCAL = ("/dev/vda / ext4 rw 0 0", "tmpfs /srv/fast tmpfs rw 0 0")


def test_a_data_folder_on_another_machine_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("\n".join((*LOCAL, "")))
    expect_safe_place(tmp_path, {}, mounts)
    with mounts.open("a") as more:
        more.write(f"office:/share {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(UnsafeStore, match="nfs4"):
        expect_safe_place(tmp_path, {}, mounts)


@pytest.mark.parametrize(
    ("folder", "kind"), [("/srv/data", "ext4"), ("/srv/fast/x", "tmpfs"), ("/srv/faster", "ext4"), ("/", "ext4")]
)
def test_the_nearest_mount_counts(folder: str, kind: str) -> None:
    assert file_system(Path(folder), LOCAL) == kind
