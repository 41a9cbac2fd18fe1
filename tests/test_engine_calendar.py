"""Fiscal years, rounds and dates in both eras (domain section 0)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    BANGKOK,
    Round,
    age_on,
    day_in_bangkok,
    end_of_day_bangkok,
    fiscal_year,
    fiscal_year_span,
    parse_date,
    round_of,
    show_date,
)
from engine.thai import to_thai_digits
from engine.unreadable import Unreadable

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_fiscal_year_2564_runs_from_october_2020_to_september_2021() -> None:
    assert fiscal_year_span(2564) == (date(2020, 10, 1), date(2021, 9, 30))


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year_and_round(day: date) -> None:
    year, half = round_of(day)
    assert year == fiscal_year(day)
    assert fiscal_year_span(year).holds(day)
    assert Round(year, half).span.holds(day)
    assert not Round(year, 2 if half == 1 else 1).span.holds(day)


def test_the_rounds_meet_at_the_end_of_march() -> None:
    first, second = Round(2564, 1).span, Round(2564, 2).span
    assert first == (date(2020, 10, 1), date(2021, 3, 31))
    assert second == (date(2021, 4, 1), date(2021, 9, 30))


@pytest.mark.parametrize(
    "written",
    [
        "2021-03-31",
        "2564-03-31",
        "2021-03-31 00:00:00",
        "2021-03-31T00:00",
        "31/3/2564",
        "31/03/2021",
        "31-3-2564",
        "31.3.2564",
        "๓๑/๐๓/๒๕๖๔",
        "31 มี.ค. 2564",
        "31 มีค 2564",
        "31มี.ค.2564",
        "๓๑ มีนาคม พ.ศ. ๒๕๖๔",
        "วันที่ 31 เดือนมีนาคม พุทธศักราช 2564",
        "31 มีนาคม ค.ศ. 2021",
        "31 Mar 2021",
        "31 march 2564",
        "  31\u00a0มี.ค.\u200b 2564 ",
        date(2564, 3, 31),
        date(2021, 3, 31),
        datetime(2564, 3, 31, 0, 0),
        datetime(2021, 3, 30, 17, 0, tzinfo=UTC),
    ],
)
def test_a_date_is_read_in_either_era_however_it_is_written(written: str | date) -> None:
    assert parse_date(written) == date(2021, 3, 31)


@given(DAYS)
def test_a_shown_date_is_read_back(day: date) -> None:
    for lang in ("th", "en"):
        assert parse_date(show_date(day, lang)) == day
        assert parse_date(show_date(day, lang, full=True)) == day
    assert parse_date(to_thai_digits(show_date(day, "th"))) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("๓๐ ก.พ. ๒๕๐๑", "no_such_day"),
        ("29/2/2566", "no_such_day"),
        (date(2568, 2, 29), "no_such_day"),
        ("04/13/2564", "no_such_day"),
        ("0/1/2564", "no_such_day"),
        ("31/3/64", "two_digit_year"),
        ("31 มี.ค. 64", "two_digit_year"),
        ("31/3/0021", "year_out_of_range"),
        ("31/3/2300", "year_out_of_range"),
        ("31/3/2700", "year_out_of_range"),
        ("1899-12-31", "year_out_of_range"),
        ("31 มี.ค. พ.ศ. 2021", "wrong_era"),
        ("31 มี.ค. ค.ศ. 2564", "wrong_era"),
        ("", "not_a_date"),
        ("44286", "not_a_date"),
        ("มีนาคม 2564", "not_a_date"),
        ("31/3", "not_a_date"),
        ("31 foo 2564", "not_a_date"),
        ("2021-03-30T17:00:00Z", "not_a_date"),
        ("٣١/٣/٢٠٢١", "not_a_date"),
    ],
)
def test_a_date_that_cannot_be_read_says_why(written: str | date, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(written)
    assert refused.value.code == code
    assert refused.value.text.th
    assert refused.value.text.en


def test_the_leap_day_exists_in_be_2567() -> None:
    assert parse_date("29 ก.พ. 2567") == date(2024, 2, 29)


def test_a_refused_day_says_how_long_the_month_is() -> None:
    with pytest.raises(Unreadable, match="February 1958 has 28 days") as refused:
        parse_date("30 ก.พ. 2501")
    assert refused.value.text.th == "กุมภาพันธ์ 2501 มี 28 วัน"


def test_dates_are_shown_in_be_to_thai_readers_and_in_ce_to_others() -> None:
    day = date(2021, 3, 31)
    assert show_date(day, "th") == "31 มี.ค. 2564"
    assert show_date(day, "en") == "31 Mar 2021"
    assert show_date(day, "th", full=True) == "31 มีนาคม 2564"
    assert show_date(day, "en", full=True) == "31 March 2021"


def test_a_day_in_bangkok_begins_at_seventeen_hours_utc() -> None:
    assert day_in_bangkok(datetime(2021, 3, 30, 16, 59, 59, tzinfo=UTC)) == date(2021, 3, 30)
    assert day_in_bangkok(datetime(2021, 3, 30, 17, 0, tzinfo=UTC)) == date(2021, 3, 31)
    with pytest.raises(ValueError, match="time zone"):
        day_in_bangkok(datetime(2021, 3, 30))


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)))
def test_the_end_of_a_day_is_its_last_moment_in_bangkok(day: date) -> None:
    end = end_of_day_bangkok(day)
    assert end.tzinfo is BANGKOK
    assert day_in_bangkok(end) == day
    assert day_in_bangkok(end + timedelta(microseconds=1)) == day + timedelta(days=1)


def test_age_changes_on_the_birthday() -> None:
    assert age_on(date(2000, 6, 15), date(2021, 6, 14)) == 20
    assert age_on(date(2000, 6, 15), date(2021, 6, 15)) == 21
    assert age_on(date(2004, 2, 29), date(2021, 2, 28)) == 16
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2021, 6, 15), date(2021, 6, 14))
