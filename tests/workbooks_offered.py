"""Every workbook that a page offers: found by the links of every page of a small demo store."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flask.testing import FlaskClient

from tests.every_page import Shown
from tests.served import site
from web.tables.taking import MIMETYPES

LINK = re.compile(r'href="([^"]+)"')
OFFERED = re.compile(r"as=xlsx|(?:/workbook|/tpmap|/template|template\.xlsx)(?:\?|$)")
COUNTED = re.compile(r'role="status">([\d,]+) ')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Offered(NamedTuple):
    """A workbook, the page that offers it, and how many rows that page counts, where it says so."""

    page: str
    address: str
    content: bytes
    counted: int | None


def workbooks_offered(folder: Path, shown: Shown) -> Iterator[Offered]:
    """Each once, as the person takes it to whom its page is shown."""
    seen: set[str] = set()
    with site(folder, shown.day) as at:
        people: dict[str, FlaskClient] = {}
        for example in shown.examples:
            if not example.who:
                continue
            if example.who not in people:
                people[example.who] = at.app.test_client()
                _sign_in(people[example.who], example.who, shown.passwords[example.who])
            page = people[example.who].get(example.path).text
            counted = COUNTED.search(page)
            for link in map(html.unescape, LINK.findall(page)):
                if link not in seen and OFFERED.search(link):
                    seen.add(link)
                    answer = people[example.who].get(link, buffered=True)
                    assert (answer.status_code, answer.mimetype) == (200, MIMETYPES["xlsx"]), link
                    # Of the page's several tables the count is that of a list, which has one.
                    number = int(counted[1].replace(",", "")) if counted and example.endpoint == "lists.show" else None
                    yield Offered(example.name, link, answer.data, number)


def _sign_in(client: FlaskClient, user: str, password: str) -> None:
    token = TOKEN.search(client.get("/login").text)
    assert token is not None
    form = {"csrf_token": token[1], "user_name": user, "password": password, "code": ""}
    assert client.post("/login", data=form).status_code == 303
