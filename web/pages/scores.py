"""Scores: the board of all offices, the sheet of one with its round, what changed since closing, the nation's year."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from aggregates.areas import Place
from aggregates.mission_year import MISSION_YEAR, mission_case
from aggregates.rules_in_force import pin_in_force, reference, rules_of
from aggregates.score_round_state import SCORE_ROUND, round_case
from engine.bilingual import Text
from engine.calendar import fiscal_year
from engine.casework import Casework
from engine.decision import Decision
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.as_of import scoring_day
from web.access import Access
from web.answers.fact_words import fact_words, kinds_cited
from web.answers.national_scores import integration_shown, missions_shown
from web.answers.office_scores import sheet_shown
from web.answers.rounds import NOT_OPENED, difference_shown
from web.answers.score_board import board_shown
from web.fields import Count, Day, Form, Known, Words
from web.pages.asked import Asked, asked
from web.pages.shell import way
from web.people.caller import caller
from web.places import access_to, place_of, place_of_office
from web.tables.nation import mission_tables, steps_table
from web.tables.scores import STATES, board_table, sheet_tables, workbook_tables
from web.tables.table import told
from web.tables.taking import file_asked, take
from workflows.milestone_rules import MilestoneSheet

RESULT = MISSION_YEAR.decisions["record_result"]
SAID = ("self_assess", "confirm_levels", "close_round")
OFFERED = {
    NOT_OPENED: ("open_round",),
    "opened": SAID[:1],
    "self_assessed": SAID,
    "confirmed": SAID,
    "closed": ("reopen_round",),
}
"""The commands that lead on from each state of a round."""


class OfYear(Form):
    """Which fiscal year, at which moment."""

    year = Count(2500, 2700)
    on = Day()
    known = Known()


class Board(OfYear):
    """Which sheet."""

    sheet = Words()


class Difference(Form):
    """Which closed revision."""

    revision = Count(1, 1_000)


def add_scores(app: Flask, casework: Casework) -> None:
    """Give ``app`` the pages of scores."""
    pages = Blueprint("scores", __name__, url_prefix="/scores")
    words = fact_words(casework.kinds.values())

    @pages.get("")
    def board() -> ResponseReturnValue:
        query = asked(Board)
        with casework.reading() as reader:
            year, years = _year(reader, query)
            sheets = _sheets(reader, year)
            chosen = query.typed.get("sheet", sheets[-1].code)
            found = query.answer(
                lambda: board_shown(reader, chosen, year, person=caller(), **_moment(query)),
            )
            if found is not None and file_asked() and not query.wrong:
                given = {"sheet": told(found["label"]), "year": year, **_moment(query)}
                return take(reader, "scores", SCORE_ROUND.name, [board_table(found)], given)
            remindable = _remindable(found, query, reader)
        return render_template(
            "scores.html",
            **{"asked": query, "year": year, "years": years, "sheets": sheets, "chosen": chosen, "found": found},
            **{"remindable": remindable, "key": secrets.token_hex(16)},
        )

    @pages.get("/national")
    def national() -> ResponseReturnValue:
        query = asked(OfYear)
        with casework.reading() as reader:
            year, years = _year(reader, query)
            moment = _moment(query)
            missions = query.answer(lambda: missions_shown(reader, year, **moment))
            steps = query.answer(lambda: integration_shown(reader, year, **moment))
            kinds = kinds_cited(reader, [missions, steps])
            case = mission_case(year)
            fills = reader.file(case) is not None and Access(caller(), place_of(reader, case)).may_do(
                MISSION_YEAR, RESULT
            )
            names = {code: Text(agency.th, agency.en) for code, agency in reference(reader).agencies.items()}
            if missions and steps and file_asked() and not query.wrong:
                tables = [*mission_tables(missions, names, words), steps_table(steps, words)]
                return take(reader, "nation", MISSION_YEAR.name, tables, {"year": year, **moment})
        return render_template(
            "scores_national.html",
            **{"asked": query, "year": year, "years": years, "missions": missions, "steps": steps},
            **{"kinds": kinds, "words": words, "agencies": names, "fills": case if fills else None},
        )

    @pages.get("/<string:sheet>/<string:office>")
    def office(sheet: str, office: str) -> ResponseReturnValue:
        query = asked(OfYear)
        with casework.reading() as reader:
            year, years = _year(reader, query)
            place = _place(reader, sheet, office)
            used = _sheet(reader, year, sheet)
            found = query.answer(lambda: sheet_shown(reader, sheet, office, year, person=caller(), **_moment(query)))
            if found is not None and file_asked() and not query.wrong:
                given = {"sheet": used.text, "office": _office_name(reader, sheet, office), "year": year}
                tables = sheet_tables(found, used, words)
                return take(reader, f"{sheet}-{office}", SCORE_ROUND.name, tables, {**given, **_moment(query)})
            case = round_case(sheet, office, year)
            controls = [] if found is None else _controls(Access(caller(), place, SCORE_ROUND.name), found["round"])
            kinds, name = kinds_cited(reader, found), _office_name(reader, sheet, office)
        return render_template(
            "score_sheet.html",
            **{"asked": query, "year": year, "years": years, "sheet": used, "office": office, "found": found},
            states=STATES,
            **{"case": case, "name": name, "words": words, "controls": controls, "kinds": kinds},
        )

    @pages.get("/<string:sheet>/<string:office>/workbook")
    def workbook(sheet: str, office: str) -> ResponseReturnValue:
        query = asked(OfYear)
        with casework.reading() as reader:
            year, _ = _year(reader, query)
            _place(reader, sheet, office)
            kind = _sheet(reader, year, sheet).office
            used = [one for one in _sheets(reader, year) if one.office == kind]
            moment = {**_moment(query), "person": caller()}
            found = [(one, sheet_shown(reader, one.code, office, year, **moment)) for one in used]
            given = {"office": _office_name(reader, sheet, office), "year": year, **_moment(query)}
            return take(reader, f"kpi-{kind}-{office}", SCORE_ROUND.name, workbook_tables(found, words), given)

    @pages.get("/<string:sheet>/<string:office>/<int:year>/difference")
    def difference(sheet: str, office: str, year: int) -> str:
        query = asked(Difference)
        case = round_case(sheet, office, year)
        with casework.reading() as reader:
            access_to(reader, caller(), SCORE_ROUND.name, case)
            found = query.answer(lambda: difference_shown(reader, case, **query.given))
            kinds, name, used = (
                kinds_cited(reader, found),
                _office_name(reader, sheet, office),
                _sheet(reader, year, sheet),
            )
        return render_template(
            "score_difference.html",
            **{"asked": query, "found": found, "kinds": kinds, "words": words, "name": name},
            **{"sheet": used, "office": office, "year": year},
        )

    app.register_blueprint(pages)
    way("scores.board", "คะแนน", "Scores", "supervisor", "auditor", "case_manager")


def _year(reader: Reader, query: Asked) -> tuple[int, list[int]]:
    """The fiscal year asked for, else the latest with rules of its own that has begun; and those to choose from."""
    years = sorted({one.fiscal_year for one in reference(reader).activations})
    begun = [year for year in years if year <= fiscal_year(reader.on)]
    return query.given.get("year", begun[-1] if begun else years[0]), years


def _remindable(found: dict[str, Any] | None, query: Asked, reader: Reader) -> int:
    """How many offices on the board lack something that can still be recorded, for whoever may remind them."""
    if found is None or query.away():
        return 0
    until = found["cut_off"]
    if until is not None and reader.on.isoformat() > until:
        return 0
    decision = SCORE_ROUND.decisions["remind"]
    return sum(
        item["lacks"] is not None
        and Access(caller(), place_of_office(reader, found["sheet"], item["office"])).may_do(SCORE_ROUND, decision)
        for item in found["items"]
    )


def _moment(query: Asked) -> dict[str, Any]:
    return {name: query.given[name] for name in ("on", "known") if name in query.given}


def _sheets(reader: Reader, year: int) -> tuple[MilestoneSheet, ...]:
    on = scoring_day(year, None, reader.on)
    return rules_of(reader, pin_in_force(reader, on, year).sha256).scores.sheets


def _sheet(reader: Reader, year: int, code: str) -> MilestoneSheet:
    found = next((one for one in _sheets(reader, year) if one.code == code), None)
    if found is None:
        raise CaseNotFound("sheet", code)
    return found


def _place(reader: Reader, sheet: str, office: str) -> Place:
    """Where an office lies. Raises CaseNotFound for one that the caller may not read, as for one that isn't there."""
    place = place_of_office(reader, sheet, office)
    if place == Place() or not Access(caller(), place).may_read:
        raise CaseNotFound("office", office)
    return place


def _office_name(reader: Reader, sheet: str, office: str) -> Text:
    known = reference(reader)
    if sheet.startswith("zone-"):
        return Text(known.zones[int(office)].th, f"Zone {int(office)}")
    province = known.province(office, reader.on)
    return Text(office, office) if province is None else Text(province.th, province.en)


def _controls(access: Access, round: dict[str, Any]) -> list[Decision]:
    """The commands of the round as it stands that are the caller's to give."""
    decisions = [SCORE_ROUND.decisions[name] for name in OFFERED[round["state"]]]
    return [one for one in decisions if access.may_do(SCORE_ROUND, one)]
