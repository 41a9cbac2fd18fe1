"""The history goes out as OCEL 2.0 and XES without a person, and fits the net of its workflow (U3, U5, W3, W4)."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from lxml import etree
from werkzeug.test import TestResponse

from engine.kind import Kind
from projections.happenings import Happening
from projections.paths import CLOSED, paths
from tests.canaries import personal
from tests.doors import Doors
from tests.mined import build_store, moves, reading, regular, told, variants, write
from tests.people import admit
from tests.token_replay import fits, read_net
from web.cli import cli
from web.mining.exporting import DETAILS, FORMS, Wanted, net_text
from web.wiring import KINDS, open_casework
from workflows.stages import MOVES

pytestmark = pytest.mark.xdist_group("mining")

SCHEMAS = Path(__file__).parent / "vendor" / "process_mining"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    build_store(folder)
    return folder


@pytest.fixture(scope="module")
def files(store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each form, and both details of XES."""
    folder = tmp_path_factory.mktemp("files")
    wanted = {form: Wanted(form) for form in FORMS} | {"xes-facts": Wanted("xes", "household", "facts")}
    for name, one in wanted.items():
        write(store, folder / name, one)
    return {name: folder / name for name in wanted}


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path / "data")
    made.household(made.program(), members=[{"name": "ทองดี น้ำใจ"}])
    yield made
    made.close()


def xes(path: Path) -> dict[str, tuple[str, ...]]:
    """Case -> activities, as an XES file tells them."""

    def named(element: etree._Element) -> str:
        (name,) = element.xpath("string[@key='concept:name']/@value")
        return str(name)

    return {named(trace): tuple(map(named, trace.iter("event"))) for trace in etree.parse(path).iter("trace")}


def kind_named(name: str) -> Kind[Any]:
    return next(kind for kind in KINDS if kind.name == name)


def stages(life: list[Happening]) -> list[str]:
    """The stages a case stood at, one after the other."""
    return ["opened", *(one.stage for one in life if one.stage is not None)]


# The forms


def test_the_json_form_fits_the_published_schema_and_counts_as_the_store_does_u3(
    store: Path, files: dict[str, Path]
) -> None:
    log = json.loads(files["ocel-json"].read_bytes())
    schema = json.loads((SCHEMAS / "ocel20-schema-json.json").read_bytes())
    check = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert list(check.iter_errors(log)) == []
    assert list(check.iter_errors({**log, "events": [{**log["events"][0], "time": "yesterday"}]}))
    with reading(store) as reader:
        lives = told(reader)
    assert {one["id"] for one in log["objects"]} == set(lives)
    assert Counter(e["type"] for e in log["events"]) == Counter(h.activity for life in lives.values() for h in life)
    declared = {one["name"] for one in log["eventTypes"]}
    assert declared == {event["type"] for event in log["events"]}
    known = {one["id"] for one in log["objects"]}
    related = [r["objectId"] for one in (*log["events"], *log["objects"]) for r in one["relationships"]]
    assert set(related) <= known
    assert len({event["id"] for event in log["events"]}) == len(log["events"])


def test_the_relational_form_says_what_the_json_form_says_u3(files: dict[str, Path]) -> None:
    log = json.loads(files["ocel-json"].read_bytes())
    with closing(sqlite3.connect(files["ocel-sqlite"])) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert set(db.execute("SELECT ocel_id, ocel_type FROM event")) == {(e["id"], e["type"]) for e in log["events"]}
        related = {(e["id"], r["objectId"], r["qualifier"]) for e in log["events"] for r in e["relationships"]}
        assert set(db.execute("SELECT * FROM event_object")) == related
        maps = dict(db.execute("SELECT ocel_type, ocel_type_map FROM event_map_type"))
        tables = [db.execute(f"SELECT ocel_id, ocel_time FROM event_{name}") for name in maps.values()]
        assert {id: at for rows in tables for id, at in rows} == {event["id"]: event["time"] for event in log["events"]}
        stages = db.execute("SELECT ocel_id, ocel_time, stage FROM object_household WHERE ocel_changed_field = 'stage'")
        told_twice = {
            (one["id"], said["time"], said["value"])
            for one in log["objects"]
            for said in one["attributes"]
            if one["type"] == "household" and said["name"] == "stage"
        }
        assert set(stages) == told_twice != set()


@pytest.mark.parametrize("name", ["xes", "xes-facts"])
def test_xes_fits_the_published_schema_and_tells_every_trace_u3(store: Path, files: dict[str, Path], name: str) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "xes-ieee-1849-2016.xsd"))
    schema.assertValid(etree.parse(files[name]))
    assert not schema.validate(etree.fromstring(files[name].read_bytes().replace(b"<event>", b"<event><what/>", 1)))
    with reading(store) as reader:
        lives = told(reader, "household")
    expected = {case: moves(life) if name == "xes" else tuple(h.activity for h in life) for case, life in lives.items()}
    assert xes(files[name]) == expected


def test_no_person_stands_in_any_file_not_even_under_another_name_u5(store: Path, files: dict[str, Path]) -> None:
    with closing(open_casework(store)) as casework, casework.reading() as reader:
        private = personal(casework)
        by = {person for (person,) in reader.connection.execute("SELECT DISTINCT by FROM stored_events")}
    assert len(private) > 500
    assert len(by) > 3
    for path in files.values():
        content = path.read_bytes().decode(errors="ignore")
        assert [word for word in private | by if word in content] == [], path


# Conformance


@pytest.mark.parametrize("kind", ["household", "program"])
def test_regular_lives_fit_the_intended_net_and_no_other_life_does_w3_w4(store: Path, kind: str) -> None:
    intended, permitted = (read_net(net_text(kind_named(kind), net)) for net in ("intended", "permitted"))
    with reading(store) as reader:
        lives = {case: moves(life) for case, life in told(reader, kind).items()}
    fitting = {case for case, life in lives.items() if fits(intended, life)}
    assert fitting == {case for case, life in lives.items() if regular(life)}
    assert set() != set(lives) - fitting
    assert all(fits(permitted, life) for life in lives.values())


def test_a_life_that_the_rules_forbid_fits_no_net() -> None:
    net = read_net(net_text(kind_named("household"), "permitted"))
    assert fits(net, ("open", *MOVES[:4], "suspend", "close"))
    for life in ("open analyze", "select", "open select select", "open close select", "open whatever"):
        assert not fits(net, life.split())


def test_both_detours_are_there_to_be_found(store: Path) -> None:
    with reading(store) as reader:
        found = {activity for life in variants(told(reader)) for activity in life}
    assert any(activity.startswith("return_to_") for activity in found)
    assert any(activity.endswith("_under_waiver") for activity in found)


# The page


@pytest.mark.parametrize("kind", ["household", "program"])
def test_the_page_counts_the_ways_that_the_files_tell_s5(store: Path, kind: str) -> None:
    with reading(store) as reader:
        found = paths(reader, kind_named(kind), ("1", []))
        lives = told(reader, kind)
    steps = Counter((one, other) for life in lives.values() for one, other in pairwise(stages(life)))
    assert {(p.source, p.target): p.cases for p in found.paths if p.target != CLOSED} == steps
    assert sum(stay.stays for stay in found.stays if stay.stage == "opened") == len(lives)
    assert [(path.source, path.target) for path in found.paths if path.back] == [("evaluated", "planned")]


# Doors


def test_an_auditor_takes_the_history_of_their_own_area_only_and_it_is_noted_u3_u5(doors: Doors) -> None:
    program = doors.program()
    elsewhere = doors.program("napa", name_th="ที่อื่น", province="40", district="เมืองขอนแก่น")
    admit(doors.desk, "khon-kaen", ("auditor", "province:40"))

    def take(door: str, scope: str, by: str, form: str = "ocel-json") -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}"}
        return doors.client.get(f"{door}?scope={scope}&form={form}", headers=headers, buffered=True)

    taken = []
    for door in ("/api/v1/mining/history", "/ledger/mining"):
        for form in FORMS:
            answer = take(door, "province:56", "arthit", form)
            assert answer.status_code == 200, answer.text
            assert program.encode() in answer.data or form == "xes"
            assert elsewhere.encode() not in answer.data
            taken.append(("arthit", "province:56"))
        assert take(door, "province:56", "khon-kaen").status_code == 404
        assert take(door, program, "khon-kaen").status_code == 404
        assert take(door, "ALL", "arthit").status_code == 403
        assert take(door, "ALL", "kanda").status_code == 403
        assert take(door, "province:56", "arthit", "csv").status_code == 422
        assert elsewhere.encode() in take(door, "ALL", "pranee").data
        taken.append(("pranee", "ALL"))
    with closing(sqlite3.connect(doors.folder / "looks.sqlite3")) as looks:
        assert looks.execute("SELECT by, subject FROM looks WHERE kind = 'history'").fetchall() == taken


def test_the_command_line_writes_every_form_and_notes_who_took_it_u3_u5(doors: Doors, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["--data", str(doors.folder), "mining", *words], env={"CHUMCHON_BY": "pranee"})
        assert result.exit_code == 0, result.output
        return result.stdout

    for form in FORMS:
        for detail in DETAILS:
            run("history", "province:56", "-o", str(tmp_path / f"{form}-{detail}"), "--form", form, "--detail", detail)
            assert (tmp_path / f"{form}-{detail}").stat().st_size > 500
    assert run("net", "program", "--net", "permitted") == net_text(kind_named("program"), "permitted")
    with closing(sqlite3.connect(doors.folder / "looks.sqlite3")) as looks:
        noted = looks.execute("SELECT DISTINCT by, act, subject FROM looks").fetchall()
    assert noted == [("pranee", "chumchon mining", "province:56")]


def test_the_net_is_everybodys_and_a_kind_without_a_workflow_has_none_w1(doors: Doors) -> None:
    assert read_net(doors.get("/mining/net?kind=program").text).start == "start"
    assert doors.get("/mining/net?kind=account").status_code == 422
