"""Attached files in a bucket that speaks S3, by configuration, against a real server of it (U1, U4, T3)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregates.household_state import HOUSEHOLD
from engine.refusal import UnsafeStore
from tests import bucket as s3
from tests.attached import photo
from tests.doors import Doors, problem
from tests.test_web_attachments import faults, listed, send, taken, version_of
from web.app import create_app
from web.attachments.bucket import Bucket
from web.attachments.keeping import FILE, attached, opened
from web.attachments.store import Folder, Missing, Store, Unreachable, name_of
from web.backups.restoring import BackupRefused, Unsound, restore_backup
from web.backups.taking import Places, take_backup
from web.cli import cli
from web.wiring import open_attachments, open_casework

SUBJECT, OTHER = "a" * 32, "b" * 32
SOON = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> str:
    return s3.new_bucket(monkeypatch)


@pytest.fixture(params=["bucket", "folder"])
def store(request: pytest.FixtureRequest, bucket: str, tmp_path: Path) -> Store:
    """Both stores, which have to behave as one."""
    return open_attachments(tmp_path) if request.param == "bucket" else Folder(tmp_path / "files")


@pytest.fixture
def own(bucket: str, tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path / "data", date.today())
    yield made
    made.close()


def test_both_stores_keep_a_file_once_under_its_hash_and_forget_it_with_its_subject_u4(store: Store) -> None:
    name = store.put(SUBJECT, b"sealed")
    assert name == hashlib.sha256(b"sealed").hexdigest()
    assert store.put(SUBJECT, b"sealed") == name
    assert [(one.subject, one.name) for one in store.kept()] == [(SUBJECT, name)]
    other = store.put(OTHER, b"sealed")
    assert store.get(SUBJECT, name) == store.get(OTHER, other) == b"sealed"
    with pytest.raises(Missing):
        store.get(SUBJECT, "0" * 64)
    with pytest.raises(UnsafeStore):
        store.get("../" + SUBJECT, name)
    store.forget([SUBJECT, "../" + OTHER, "", "c" * 32])
    with pytest.raises(Missing):
        store.get(SUBJECT, name)
    store.forget([SUBJECT])
    assert [one.subject for one in store.kept()] == [OTHER], "the control: nobody else is forgotten"


def test_both_stores_remove_only_what_came_long_enough_ago_u4(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    name = store.put(SUBJECT, b"sealed")
    store.remove(SUBJECT, name, before)
    assert store.get(SUBJECT, name) == b"sealed"
    store.remove(SUBJECT, name, SOON)
    store.remove(SUBJECT, name, SOON)
    with pytest.raises(Missing):
        store.get(SUBJECT, name)


def test_more_objects_than_one_listing_holds_are_all_found_and_forgotten_t3(bucket: str, tmp_path: Path) -> None:
    store, names = open_attachments(tmp_path), {name_of(str(number).encode()) for number in range(1030)}
    for name in names:
        s3.lay(bucket, f"attached/{SUBJECT}/{name}", b"sealed")
    assert s3.owner().list_objects_v2(Bucket=bucket)["IsTruncated"], "the control: one listing doesn't hold them"
    others = ["attached/readme.txt", f"elsewhere/{SUBJECT}/{'0' * 64}"]
    for key in others:
        s3.lay(bucket, key, b"of somebody else")
    assert {one.name for one in store.kept()} == names
    store.forget([SUBJECT])
    assert list(store.kept()) == []
    assert sorted(s3.objects(bucket)) == others


def test_what_lies_in_the_bucket_is_sealed_and_tells_of_nobody_u4(own: Doors, bucket: str) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo(), title="บ้านของยายคำ"))
    there = s3.objects(bucket)
    assert len(there) == 2, "the picture and its preview"
    clear = taken(own, household, version).data
    assert b"JFIF" in clear[:20], "the control: what is handed out is a picture"
    for key, sealed in there.items():
        assert key.rpartition("/")[2] == hashlib.sha256(sealed).hexdigest()
        for mark in (b"JFIF", b"WEBP", b"Exif", clear[200:216], "ยายคำ".encode()):
            assert mark not in sealed
    again = send(own, household, photo(), key="another")
    assert again.get_json()["facts"] == 0
    assert s3.objects(bucket) == there
    assert not (own.folder / "attachments").exists()


def test_a_file_that_went_missing_or_was_altered_is_found_and_never_handed_out_t3_u4(own: Doors, bucket: str) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    assert faults(own.folder) == [], "the control: what is as it was is sound"
    key, sealed = next(iter(s3.objects(bucket).items()))
    s3.owner().put_object(Bucket=bucket, Key=key, Body=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert faults(own.folder) == ["an attached file was altered: it isn't what the fact names"]
    s3.owner().delete_object(Bucket=bucket, Key=key)
    assert faults(own.folder) == ["the attached file this fact names is missing"]
    answers = [taken(own, household, version, what=what).status_code for what in ("", "/preview")]
    assert sorted(answers) == [200, 503]
    s3.owner().put_object(Bucket=bucket, Key=key, Body=sealed)
    assert taken(own, household, version).status_code == 200


def test_an_erased_members_files_leave_the_bucket_and_the_others_stay_u4(own: Doors, bucket: str) -> None:
    household = own.household(own.program())
    with own.casework.reading() as reader:
        member = next(iter(reader.state(HOUSEHOLD, household).members))
    version_of(send(own, household, photo(blue=1), person=member, sort="identity"))
    ours = version_of(send(own, household, photo(blue=2)))
    assert sum(member in key for key in s3.objects(bucket)) == 2
    own.casework.vault.destroy([member])
    own.casework.vault.believe([(household, member)])
    own.casework.forgetting.files([member])
    assert [key for key in s3.objects(bucket) if member in key] == []
    assert taken(own, household, ours).status_code == 200


def test_what_no_fact_speaks_of_is_swept_up_in_the_bucket_too_u4(
    own: Doors, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    problem(send(own, household, photo(blue=3), on="2099-01-01"), 422, "bad-input")
    assert len(s3.objects(bucket)) == 4, "the command was refused when its file was already there"
    sweep = ["--data", str(own.folder), "sweep-attachments"]
    assert CliRunner().invoke(cli, sweep).exit_code == 0
    assert len(s3.objects(bucket)) == 4, "the control: they have only just come"
    monkeypatch.setattr("web.cli.attachments.now", lambda: datetime.now(UTC) + timedelta(days=30))
    assert CliRunner().invoke(cli, sweep).exit_code == 0
    assert len(s3.objects(bucket)) == 2
    assert taken(own, household, version).status_code == 200


def test_where_no_server_answers_nothing_is_recorded_and_the_same_command_goes_through_later_u4(
    own: Doors, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = own.household(own.program())
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    connected, own.client = own.client, create_app(own.desk, own.log, own.watch).test_client()
    with own.nothing_recorded():
        answer = send(own, household, photo(), key="once")
        problem(answer, 503, "not-ready")
        assert answer.headers["Retry-After"]
    gone = open_attachments(own.folder)
    for ask in (lambda: list(gone.kept()), lambda: gone.get(SUBJECT, "0" * 64), lambda: gone.forget([SUBJECT])):
        with pytest.raises(Unreachable):
            ask()
    own.client = connected
    assert s3.objects(bucket) == {}
    assert listed(own, household) == []
    version = version_of(send(own, household, photo(), key="once"))
    assert taken(own, household, version).status_code == 200


def test_a_wrong_key_or_bucket_is_said_and_keeps_nothing_u4(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(key: str, secret: str) -> str:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret[::-1])
        with pytest.raises(UnsafeStore, match="refuses"):
            Bucket(f"s3://{bucket}/attached").put(SUBJECT, b"sealed")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        return Bucket(f"s3://{bucket}/attached").put(SUBJECT, b"sealed")

    name = s3.checking_keys(keep)
    assert list(s3.objects(bucket)) == [f"attached/{SUBJECT}/{name}"], "the control: the right key keeps it"
    with pytest.raises(UnsafeStore, match="no such bucket"):
        Bucket("s3://another/attached").put(SUBJECT, b"sealed")
    for address in ("https://bucket/attached", "s3://", "s3:///attached"):
        with pytest.raises(UnsafeStore, match="s3://bucket/prefix"):
            Bucket(address)


def test_a_backup_holds_what_lies_in_the_bucket_and_brings_it_into_an_empty_one_u4(
    own: Doors, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = own.household(own.program())
    version = version_of(send(own, household, photo()))
    clear, there = taken(own, household, version).data, s3.objects(bucket)
    places, master = Places.below(tmp_path / "backup"), own.folder / "master.key"
    take_backup(own.folder, places, 30, own.casework.clock)
    with pytest.raises(BackupRefused):
        restore_backup(places, tmp_path / "restored", master=master)
    assert s3.objects(bucket) == there, "nothing is restored over something else"
    empty = s3.new_bucket(monkeypatch)
    restore_backup(places, tmp_path / "restored", master=master)
    assert s3.objects(empty) == there
    casework = open_casework(tmp_path / "restored")
    with casework.reading() as reader:
        found = attached(reader, HOUSEHOLD, household, version)
    assert opened(casework, open_attachments(tmp_path / "restored"), household, found, FILE) == clear
    casework.close()
    casework.vault.close()
    next((tmp_path / "backup").rglob("attachments/*/*")).unlink()
    third = s3.new_bucket(monkeypatch)
    with pytest.raises(Unsound):
        restore_backup(places, tmp_path / "again", master=master)
    assert s3.objects(third) == {}, "what isn't sound is taken away again"
