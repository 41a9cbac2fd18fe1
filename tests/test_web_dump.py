"""The dump for analysis: every fact and every read row, nobody in them, each column explained (U3, U4, U5)."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from engine.calendar import BANGKOK
from engine.refusal import BadInput
from tests.canaries import expect_nothing_personal
from tests.doors import PEOPLE, Doors
from web.cli import cli
from web.dump.tables import READ_TABLES
from web.dump.writing import DICTIONARY, SCHEMAS, write_dump
from web.read_log import Sought
from web.wiring import KINDS

NAME, ID, SEEN = "ทองดี น้ำใจงาม", "1101700230708", "หลังคารั่วและมีผู้ป่วยติดเตียง"


class Taken:
    """A dump of a store with a household, help and a visit, all told of in words."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder / "data")
        program = self.doors.program()
        head = {"name": NAME, "national_id": ID, "head": True}
        self.case = self.doors.household(program, members=[head], house_code="56606381748")
        self.say("visit", {"visitor": "อสม. แก้วตา", "seen": SEEN})
        self.say("deliver_help", {"agency": "วัด", "kind": "ข้าวสาร", "baht": 1234, "note": NAME})
        self.folder = folder / "dump"
        with self.doors.casework.reading() as reader:
            self.written = {one.file: one.rows for one in write_dump(self.folder, reader)}

    def say(self, command: str, inputs: Any) -> None:
        seen = self.doors.get(f"/household/{self.case}").get_json()["version"]
        answer = self.doors.post(f"/household/{self.case}/{command}", {"inputs": inputs, "on": "2021-02-03"}, seen=seen)
        assert answer.status_code == 200, answer.text

    def text(self, file: str) -> str:
        content = (self.folder / file).read_bytes()
        return (gzip.decompress(content) if file.endswith(".gz") else content).decode("utf-8-sig")

    def rows(self, file: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.text(file).splitlines()))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    made = Taken(tmp_path_factory.mktemp("store"))
    yield made
    made.doors.close()


def test_every_fact_and_every_read_row_is_there_once_u3(taken: Taken) -> None:
    assert [int(row["leaf"]) for row in taken.rows("ledger.csv.gz")] == list(range(taken.doors.size))
    with taken.doors.casework.reading() as reader:
        for name in READ_TABLES:
            (count,) = reader.connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert len(taken.rows(f"{name}.csv.gz")) == taken.written[f"{name}.csv.gz"] == count
    (help,) = [row for row in taken.rows("ledger.csv.gz") if row["topic"].startswith("household.help_delivered@")]
    assert (help["case_id"], help["kind"], help["occurred_on"]) == (taken.case, "household", "2021-02-03")
    assert json.loads(help["says"]) == {"baht": 1234}


def test_parquet_holds_the_same_rows_as_csv_with_types_u3(taken: Taken, tmp_path: Path) -> None:
    with taken.doors.casework.reading() as reader:
        written = {one.file: one.rows for one in write_dump(tmp_path / "columns", reader, "parquet")}
        write_dump(tmp_path / "again", reader, "parquet")
    files = sorted((tmp_path / "columns").glob("*.parquet"))
    assert [file.stem for file in files] == sorted(["ledger", *READ_TABLES])
    for file in files:
        with duckdb.connect() as asked:
            there = asked.read_parquet(str(file))
            types = dict(zip(there.columns, map(str, there.types), strict=True))
            moments = [f"make_timestamp(epoch_us({one})) AS {one}" for one in types if "ZONE" in types[one]]
            rows = there.project(f"* REPLACE ({', '.join(moments)})" if moments else "*").fetchall()
        as_csv = taken.rows(f"{file.stem}.csv.gz")
        assert [[_text(cell) for cell in row] for row in rows] == [list(row.values()) for row in as_csv]
        assert len(rows) == written[file.name]
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), "the same store, the same bytes"
        if file.stem == "ledger":
            assert types["leaf"] == "BIGINT"
            assert types["occurred_on"] == "DATE"
            assert types["recorded_at"] == "TIMESTAMP WITH TIME ZONE"
        if file.stem == "caseload":
            (household,) = [dict(zip(types, row, strict=True)) for row in rows if taken.case in row]
            assert (household["title"], household["tier"]) == ("", None), "an empty text is not a missing one"
    said = list(csv.DictReader((tmp_path / "columns" / DICTIONARY).read_text("utf-8-sig").splitlines()))
    assert [row["column"] for row in said] == [row["column"] for row in taken.rows(DICTIONARY)]
    assert {row["file"] for row in said} == {file.name for file in files}
    assert {file.name for file in (tmp_path / "columns").iterdir()} == {*written, SCHEMAS}, "nothing is left over"


def _text(cell: Any) -> str:
    """A value as the CSV says it."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC).astimezone(BANGKOK).isoformat()
    return "" if cell is None else str(cell)


def test_without_duckdb_somebody_is_told_what_to_install(
    taken: Taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with taken.doors.casework.reading() as reader, pytest.raises(BadInput, match=r"chumchon\[parquet\]"):
        write_dump(tmp_path / "columns", reader, "parquet")


def test_nobody_stands_in_it_neither_who_is_helped_nor_who_works_u5(taken: Taken) -> None:
    everything = "\n".join(taken.text(file.name) for file in taken.folder.iterdir() if file.name != SCHEMAS)
    expect_nothing_personal(taken.doors.casework, everything)
    cells = {cell for file in taken.written for row in taken.rows(file) for cell in row.values()}
    assert cells & {*PEOPLE, NAME, ID, SEEN} == set()
    with pytest.raises(AssertionError, match=ID):
        expect_nothing_personal(taken.doors.casework, f"{everything}{ID}")


def test_the_dictionary_explains_exactly_the_columns_there_are_u3(taken: Taken) -> None:
    said = [(row["file"], row["column"]) for row in taken.rows(DICTIONARY)]
    assert {file for file, _ in said} == set(taken.written) - {DICTIONARY}
    for file in taken.written.keys() - {DICTIONARY}:
        assert [name for one, name in said if one == file] == next(csv.reader(taken.text(file).splitlines()))
    assert all(row["type"] and row["what for"] for row in taken.rows(DICTIONARY))


def test_every_fact_has_a_schema_whose_references_resolve_u3(taken: Taken) -> None:
    document = json.loads(taken.text(SCHEMAS))
    topics = {cls.spec.topic for kind in KINDS for cls in kind.facts}
    assert set(document["topics"]) == topics
    assert {row["topic"] for row in taken.rows("ledger.csv.gz")} <= topics
    assert set(_references(document)) <= {f"#/$defs/{name}" for name in document["$defs"]}


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def test_the_same_store_gives_the_same_bytes_and_a_folder_in_use_is_refused_u4(taken: Taken, tmp_path: Path) -> None:
    data = str(Path(taken.doors.casework.path).parent)

    def line(folder: Path) -> Any:
        return CliRunner().invoke(cli, ["--data", data, "dump", str(folder), "--by", "pranee", "--json"])

    told = line(tmp_path / "again")
    assert told.exit_code == 0, told.output
    assert {one["file"]: one["rows"] for one in json.loads(told.stdout)} == taken.written
    for file in taken.folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
    assert line(tmp_path / "again").exit_code != 0
    looks, _ = taken.doors.log.read(Sought(person="pranee", subject="ALL"), 9)
    assert {look["act"] for look in looks} == {"chumchon dump"}
