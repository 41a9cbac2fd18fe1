"""Nothing personal in logs, metrics, addresses and error pages: what every test of the doors is held to (U4, U5).

These are the controls: were it told there, it would be found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.refusal import BadInput
from tests.doors import Doors

NAME = "ทองดี น้ำใจ"


def test_a_name_in_an_address_is_found_u5(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    doors.household(doors.program())
    assert doors.get(f"/household?name={NAME}").status_code == 422
    with pytest.raises(AssertionError, match=NAME):
        doors.close()
    doors.close()


def test_a_name_in_a_log_is_found_u4(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    doors.household(doors.program())
    doors.watch.log.info("request", who=NAME)
    with pytest.raises(AssertionError, match=NAME):
        doors.close()
    doors.written.truncate(0)
    doors.close()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_name_on_an_error_page_is_found_u4(tmp_path: Path, accept: str) -> None:
    doors = Doors(tmp_path)
    doors.household(doors.program())

    def broken() -> str:
        raise BadInput("name", f"{NAME} ไม่ถูกต้อง", "wrong")

    doors.app.view_functions["login.form"] = broken
    answer = doors.client.get("/login", headers={"Accept": accept, "Accept-Language": "th"})
    assert answer.status_code == 422
    with pytest.raises(AssertionError, match=NAME):
        doors.close()
    doors.close()
