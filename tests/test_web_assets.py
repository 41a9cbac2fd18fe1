"""What pages draw in is kept by browsers for good, and nothing a page says can be told from its length (U5)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from tests.doors import Doors
from web.packing import PADDING, packed

DRAWN_IN = re.compile(r'(?:href|src)="(/static/[^"]+)"')
SESSION = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = Doors(tmp_path_factory.mktemp("data"))
    yield doors
    doors.close()


def test_whatever_a_page_draws_in_is_kept_for_good_under_the_address_of_its_content(doors: Doors) -> None:
    waiting, seen = DRAWN_IN.findall(doors.client.get("/").text), set[str]()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = doors.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        assert answer.headers["Vary"] == "Accept-Encoding", "a cookie that changes must not make a browser ask again"
        if answer.mimetype == "text/css":
            found = re.findall(r"url\([\"']?(?![\"']?data:)([^\"')]+)", answer.text)
            waiting += [urljoin(address, name) for name in found]
    assert sum(".woff2?v=" in address for address in seen) == 6
    stale = next(iter(seen)).partition("?")[0]
    for address in (stale, f"{stale}?v=0123456789abcdef"):
        answer = doors.client.get(address)
        assert answer.headers["Cache-Control"] == "no-cache", "another content may lie under this address tomorrow"
        again = doors.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_files_are_sent_compressed_to_those_who_can_read_that(doors: Doors) -> None:
    plain = doors.client.get("/static/chumchon.css")
    small = doors.client.get("/static/chumchon.css", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["ETag"] != plain.headers["ETag"]


def test_nothing_outside_the_folder_is_a_file_of_ours(doors: Doors) -> None:
    for name in ("nothing.css", "..%2fapp.py", "vendor", "vendor/..%2f..%2fapp.py"):
        assert doors.client.get(f"/static/{name}").status_code == 404


def test_a_page_is_compressed_but_not_what_another_site_asked_for_u5(doors: Doors) -> None:
    ours = doors.client.get("/", headers=SESSION)
    assert ours.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(ours.data)
    for site in ("cross-site", "same-site"):
        theirs = doors.client.get("/", headers={**SESSION, "Sec-Fetch-Site": site})
        assert "Content-Encoding" not in theirs.headers
    assert "Content-Encoding" not in doors.client.get("/").headers
    assert "Accept-Encoding" in ours.headers["Vary"]


def test_the_length_of_a_compressed_page_tells_nothing_of_a_guess_inside_it_u5() -> None:
    secret, right, wrong = "token=f3a91c77", "token=f3a91c77", "token=0d2be648"
    told = {guess: len(gzip.compress(f"{secret}{guess}".encode(), mtime=0)) for guess in (right, wrong)}
    assert told[right] < told[wrong], "without chance in the length, a right guess shows"
    lengths = {guess: {len(packed(f"{secret}{guess}".encode())) for _ in range(400)} for guess in (right, wrong)}
    assert lengths[right] & lengths[wrong]
    assert all(len(found) > PADDING // 2 for found in lengths.values())
