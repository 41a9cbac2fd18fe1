"""Hostile attachments are refused or made harmless, each within two seconds of work and 200 MB (U1)."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tests.attached import GPS, photo
from tests.doors import Doors, fields
from tests.given import RULES
from tests.hostile_attachments import SCRIPT, Hostile, bare_png, corpus
from tests.test_web_attachments import files, listed, send, taken, version_of
from web.attachments.examiner import MEMORY, SECONDS
from web.attachments.examining import EXAMINER, FileNotTaken, examined

CORPUS = tuple(corpus())


def became(content: bytes) -> str:
    """The type a file was taken as, or why it wasn't."""
    try:
        found = examined(content, RULES.attachments)
    except FileNotTaken as refused:
        return refused.code
    if found.media_type != "application/pdf":
        for mark in (SCRIPT, GPS, b"Exif", b"PK\x03\x04", b"ICC_PROFILE", b"tEXt", b"zTXt", b"acTL"):
            assert mark not in found.content + found.preview
    with Image.open(BytesIO(found.preview)) as preview:
        assert max(preview.size) <= RULES.attachments.preview_edge
    return found.media_type


def test_there_are_more_than_sixty_of_them_and_no_two_are_alike() -> None:
    assert len(CORPUS) > 60
    assert len({one.name for one in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda one: one.name)
def test_a_hostile_file_is_refused_or_made_harmless_u1(hostile: Hostile) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert became(hostile.content) in hostile.right
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # What it takes to start is not the file's doing, and comes before the limits are set.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SECONDS + 2


def test_without_its_limits_one_of_them_does_take_the_machine() -> None:
    """The control: the same picture, opened as anybody would, needs more than it is given."""
    careless = """
import io, resource, sys
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
Image.open(io.BytesIO(sys.stdin.buffer.read())).convert("RGBA").load()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    bomb = bare_png(9_000, 9_000)
    assert len(bomb) < 50_000
    done = subprocess.run([sys.executable, "-c", careless], input=bomb, capture_output=True, check=True)
    assert int(done.stdout) * 1024 > MEMORY


def test_the_examiner_imports_nothing_of_ours_and_runs_by_itself() -> None:
    text = EXAMINER.read_text(encoding="utf-8")
    for package in ("engine", "workflows", "aggregates", "projections", "web"):
        assert f"from {package}" not in text
        assert f"import {package}" not in text


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    made = Doors(tmp_path_factory.mktemp("hostile") / "data")
    yield made
    made.close()


def test_a_hostile_name_is_kept_nowhere_u1_u4(doors: Doors) -> None:
    household = doors.household(doors.program())
    names = [one.filename for one in CORPUS if one.name.startswith("name ")]
    for place, name in enumerate(names):
        version = version_of(send(doors, household, photo(blue=20 * place), filename=name))
        answer = taken(doors, household, version)
        assert re.fullmatch(r"attachment; filename=\"house-[0-9-]+\.jpg\"", answer.headers["Content-Disposition"])
    assert {row["title"] for row in listed(doors, household)} == {"บ้านก่อนซ่อม"}
    assert len(files(doors)) == 2 * len(names)
    assert {len(file.name) for file in files(doors)} == {64}


def test_a_refusal_over_the_api_names_the_field_and_keeps_nothing_u1(doors: Doors) -> None:
    household, before = doors.household(doors.program()), files(doors)
    with doors.nothing_recorded():
        for hostile in CORPUS:
            if hostile.name in ("an SVG named .jpg", "nothing", "half a PDF", "a PDF with a script on a page"):
                assert fields(send(doors, household, hostile.content, filename=hostile.filename)) == ["file"]
    assert files(doors) == before
