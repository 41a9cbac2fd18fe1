"""Registers within the caller's area: meetings with attendance, help in baht, households carried over."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request

from engine.bilingual import Text
from engine.calendar import fiscal_year
from engine.casework import Casework
from engine.reader import Reader
from web.answers.names import community_name, province_name
from web.answers.registers import (
    by_agency,
    carried_over,
    help_register,
    household_label,
    meeting_register,
    provinces,
    years,
)
from web.pages.shell import way
from web.people.caller import caller

PAGE = 100

way("registers.meetings", "ทะเบียน", "Registers", "case_manager", "supervisor", "auditor")


class Chosen(NamedTuple):
    """The year and province looked at, and what there is to choose from."""

    year: int
    province: str | None
    years: list[int]
    provinces: dict[str, Text | None]


def add_registers(app: Flask, casework: Casework) -> None:
    """Give ``app`` its registers."""
    pages = Blueprint("registers", __name__)

    @pages.get("/registers/meetings")
    def meetings() -> str:
        with casework.reading() as reader:
            chosen = _chosen(reader, needed=False)
            found = meeting_register(reader, caller(), chosen.year, chosen.province)
            return _page("register_meetings.html", "meetings", found, chosen=chosen)

    @pages.get("/registers/help")
    def help() -> str:
        with casework.reading() as reader:
            chosen = _chosen(reader, needed=True)
            found = help_register(reader, caller(), chosen.year, chosen.province)
            communities = {one.program: community_name(reader, one.program) for one in found}
            return _page(
                "register_help.html",
                "help",
                found,
                chosen=chosen,
                agencies=by_agency(found),
                communities=communities,
                label=lambda case: household_label(reader, caller(), case),
            )

    @pages.get("/registers/carried-over")
    def carried() -> str:
        with casework.reading() as reader:
            found = carried_over(reader, caller())
            return _page(
                "register_carried.html", "carried", found, label=lambda case: household_label(reader, caller(), case)
            )

    app.register_blueprint(pages)


def _page(template: str, register: str, found: list[Any], **more: Any) -> str:
    """One page of a register, with the total of all of it."""
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template(
        template, register=register, found=shown, every=found, total=len(found), page=page, pages=pages, **more
    )


def _chosen(reader: Reader, *, needed: bool) -> Chosen:
    """The year and province asked for; the latest year, and where one province is ``needed`` the first, unless told."""
    known_years, codes = years(reader, caller()), provinces(reader, caller())
    year = request.args.get("year", "")
    province = request.args.get("province") or None
    if province not in codes:
        province = codes[0] if codes and (needed or len(codes) == 1) else None
    found = int(year) if year in map(str, known_years) else (known_years or [fiscal_year(reader.on)])[0]
    return Chosen(found, province, known_years, {code: province_name(reader, code) for code in codes})
