"""Registers within the caller's area: meetings, visits, help in baht, households carried over; each as a file, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
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
from web.answers.visits import months, visit_register, weeks
from web.pages.shell import way
from web.people.caller import caller
from web.tables.registers import register_table
from web.tables.taking import file_asked, take

PAGE = 100

way("registers.meetings", "ทะเบียน", "Registers", "case_manager", "supervisor", "auditor")


class Chosen(NamedTuple):
    """The year and province looked at, and what there is to choose from."""

    year: int
    province: str | None
    years: list[int]
    provinces: dict[str, Text | None]


class Register(NamedTuple):
    """One register: whether it is of one province at a time, and what it holds."""

    one_province: bool
    find: Callable[[Reader, Chosen], list[Any]]


REGISTERS: Mapping[str, Register] = {
    "meetings": Register(False, lambda reader, c: meeting_register(reader, caller(), c.year, c.province)),
    "visits": Register(True, lambda reader, c: visit_register(reader, caller(), c.year, c.province)),
    "help": Register(True, lambda reader, c: help_register(reader, caller(), c.year, c.province)),
    "carried": Register(False, lambda reader, c: carried_over(reader, caller())),
}


def add_registers(app: Flask, casework: Casework) -> None:
    """Give ``app`` its registers."""
    pages = Blueprint("registers", __name__)

    @pages.get("/registers/meetings")
    def meetings() -> ResponseReturnValue:
        with casework.reading() as reader:
            chosen, found = _register(reader, "meetings")
            return _shown("meetings", reader, chosen, found)

    @pages.get("/registers/visits")
    def visits() -> ResponseReturnValue:
        with casework.reading() as reader:
            chosen, found = _register(reader, "visits")
            year = months(found, chosen.year)
            month = next((one for one in year if one.code == request.args.get("month")), None)
            latest = next((one for one in reversed(year) if one.visits), year[0])
            shown = found if month is None else [one for one in found if one.on.replace(day=1) == month.first]
            more = {
                "year": year,
                "month": month,
                "whole": len(found),
                "weeks": weeks(found, (month or latest).first),
                "shown_month": month or latest,
                "communities": {one.program: community_name(reader, one.program) for one in shown},
            }
            return _shown("visits", reader, chosen, shown, more)

    @pages.get("/registers/help")
    def help() -> ResponseReturnValue:
        with casework.reading() as reader:
            chosen, found = _register(reader, "help")
            communities = {one.program: community_name(reader, one.program) for one in found}
            more = {"agencies": by_agency(found), "communities": communities}
            return _shown("help", reader, chosen, found, more)

    @pages.get("/registers/carried-over")
    def carried() -> ResponseReturnValue:
        with casework.reading() as reader:
            chosen, found = _register(reader, "carried")
            return _shown("carried", reader, chosen, found)

    app.register_blueprint(pages)


def _register(reader: Reader, name: str) -> tuple[Chosen, list[Any]]:
    """What is asked for and what the register holds of it: the same for the screen and for the file."""
    register = REGISTERS[name]
    chosen = _chosen(reader, needed=register.one_province)
    return chosen, register.find(reader, chosen)


def _shown(
    register: str, reader: Reader, chosen: Chosen, found: list[Any], more: Mapping[str, Any] = {}
) -> ResponseReturnValue:
    """A register as the file asked for, else as a page, with the total of all of it."""

    def label(case: str) -> str:
        return household_label(reader, caller(), case)

    if file_asked():
        month = more.get("month")
        of_year = {} if register == "carried" else {"year": chosen.year, "province": chosen.province}
        given = {**of_year, "month": None if month is None else month.code}
        kind = PROGRAM.name if register == "meetings" else HOUSEHOLD.name
        return take(reader, register, kind, [register_table(register, found, reader, label)], given)
    asked = request.args.get("page", "1")
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return render_template(
        f"register_{register}.html",
        **{"register": register, "found": shown, "every": found, "total": len(found), "page": page, "pages": pages},
        **{"chosen": chosen, "label": label, **more},
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
