"""Accounts on the command line: for whoever holds the data folder (U4)."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.calendar import day_in_bangkok
from tests.people import CHEAP
from web.cli import cli
from web.demo.accounts import DEMO_PEOPLE, open_accounts
from web.people.front_desk import FrontDesk
from web.wiring import open_casework, prepare


class Line:
    """A command line over one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str, by: str = "operator") -> Result:
        return CliRunner().invoke(cli, ["--data", str(self.data), "user", *words], env={"CHUMCHON_BY": by})

    def ok(self, *words: str, by: str = "operator") -> str:
        result = self.run(*words, by=by)
        assert result.exit_code == 0, result.output
        return result.stdout

    def fails(self, *words: str, by: str = "operator") -> str:
        result = self.run(*words, by=by)
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.stderr
        return result.stderr

    def account(self, user_name: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = json.loads(self.ok("list", "--json"))
        return next(one for one in found if one["user_name"] == user_name)

    @contextmanager
    def desk(self) -> Iterator[FrontDesk]:
        """What stands behind the doors of the same folder."""
        casework = open_casework(self.data)
        with closing(FrontDesk(casework, self.data / "credentials.sqlite3")) as desk:
            yield desk
        casework.close()
        casework.vault.close()


@pytest.fixture
def line(tmp_path: Path) -> Line:
    casework = open_casework(tmp_path)
    prepare(casework)
    casework.close()
    casework.vault.close()
    return Line(tmp_path)


def secret(said: str) -> str:
    found = re.search(r"password: (\S+)", said)
    assert found is not None
    return found[1]


def test_the_first_administrator_is_made_here_and_the_second_takes_two_people_u4_u5(line: Line) -> None:
    password = secret(line.ok("add", "Wichai", "--name", "วิชัย", "--role", "administrator"))
    assert [g["role"] for g in line.account("wichai")["grants"]] == ["administrator"]
    with line.desk() as desk:
        assert desk.sign_in("wichai", password, "") is not None
    said = line.ok("add", "suda", "--name", "สุดา", "--role", "administrator", by="wichai")
    request = re.search(r"chumchon user confirm suda (\d+)", said)
    assert request is not None
    assert line.account("suda")["grants"] == []
    assert "U5" in line.fails("confirm", "suda", request[1], by="wichai")
    assert "U5" in line.fails("confirm", "suda", request[1], by="suda")
    line.ok("confirm", "suda", request[1])
    assert [g["by"] for g in line.account("suda")["grants"]] == ["operator"]


def test_the_first_administrator_is_the_countrys(line: Line) -> None:
    assert "area" in line.fails("add", "wichai", "--name", "วิชัย", "--role", "administrator", "--area", "zone:9")


def test_a_user_name_is_taken_once_whatever_its_capitals_u5(line: Line) -> None:
    line.ok("add", "kanda", "--name", "กานดา")
    assert "claim.user_name" in line.fails("add", "KANDA", "--name", "กานดาอีกคน")


def test_roles_are_granted_ended_and_listed_in_both_languages_u4(line: Line) -> None:
    line.ok("add", "kanda", "--name", "กานดา ใจดี", "--role", "case_manager", "--area", "province:56")
    line.ok("grant", "kanda", "--role", "supervisor", "--area", "zone:9", "--until", "31/12/2599")
    thai, english = line.ok("list"), line.ok("list", "--lang", "en")
    assert "กานดา ใจดี" in thai
    assert "ผู้จัดการรายกรณี province:56" in thai
    assert "Supervisor zone:9" in english
    first = line.account("kanda")["grants"][0]["grant"]
    assert "because" in line.run("end-grant", "kanda", str(first)).stderr
    line.ok("end-grant", "kanda", str(first), "--because", "ย้ายหน่วยงาน")
    assert [g["role"] for g in line.account("kanda")["grants"]] == ["supervisor"]


def test_an_account_is_suspended_and_reopened_u4(line: Line) -> None:
    line.ok("add", "kanda", "--name", "กานดา", "--role", "auditor")
    line.ok("suspend", "kanda", "--because", "ลาออก")
    assert line.account("kanda")["suspended"]
    line.ok("reopen", "kanda", "--because", "กลับมา")
    assert not line.account("kanda")["suspended"]


def test_a_new_password_and_a_token_are_shown_once_u4(line: Line) -> None:
    old = secret(line.ok("add", "kanda", "--name", "กานดา", "--role", "auditor"))
    new = secret(line.ok("password", "kanda", "--without-codes"))
    token = line.ok("token", "kanda", "--label", "รายงาน", "--expires", _soon(line)).strip()
    with line.desk() as desk:
        assert desk.sign_in("kanda", old, "") is None
        assert desk.sign_in("kanda", new, "") is not None
        person = desk.bearing(token, None)
    assert person is not None
    assert person.id == "kanda"


def test_an_identity_elsewhere_is_linked_and_vouched_for_u4(line: Line) -> None:
    line.ok("add", "kanda", "--name", "กานดา", "--role", "auditor")
    line.ok("identity", "kanda", "--issuer", "https://id.example", "--subject", "s-1")
    with line.desk() as desk:
        assert desk.vouched("https://id.example", "s-1") is not None
        assert desk.vouched("https://id.example", "s-2") is None
        assert desk.vouched("https://other.example", "s-1") is None


def test_somebody_unknown_is_said_to_be_unknown(line: Line) -> None:
    assert "there is no such case" in line.fails("suspend", "nobody", "--because", "ลาออก")


def test_what_holds_secrets_is_its_owners_alone_u5(line: Line) -> None:
    line.ok("add", "kanda", "--name", "กานดา")
    assert stat.S_IMODE((line.data / "credentials.sqlite3").stat().st_mode) == 0o600


def test_the_demo_has_somebody_for_each_role_who_comes_in_with_what_is_said_once(tmp_path: Path) -> None:
    casework = open_casework(tmp_path)
    prepare(casework)
    with closing(FrontDesk(casework, tmp_path / "credentials.sqlite3", CHEAP)) as desk:
        logins = open_accounts(desk)
        assert {one.role for one in logins} == {"case_manager", "supervisor", "auditor", "administrator"}
        assert len({one.area for one in logins}) > 3
        for one, (user_name, name, role, area) in zip(logins, DEMO_PEOPLE, strict=True):
            assert desk.sign_in(user_name, one.password, "") is not None
            person = desk.bearing(one.token, None)
            assert person is not None
            assert (person.id, person.name) == (user_name, name)
            assert [(grant.role, str(grant.area)) for grant in person.grants] == [(role, area)]
        assert open_accounts(desk) == []
    casework.close()
    casework.vault.close()


def _soon(line: Line) -> str:
    with line.desk() as desk:
        return day_in_bangkok(desk.casework.clock()).isoformat()
