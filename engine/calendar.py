"""Buddhist-era dates, the Thai fiscal year and its two rounds, and days in Bangkok."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from engine.thai import canonical, to_arabic
from engine.unreadable import Unreadable

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
"""Thailand keeps UTC+7 all the year round."""

BE_OFFSET = 543
"""BE year = CE year + 543. Also used before 1941, when the Thai new year was in April."""

_FIRST_CE, _LAST_CE = 1900, 2100
_LEAST_BE = 2400

# fmt: off
_TH_FULL = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)
_TH_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)
_EN_FULL = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
_EN_SHORT = tuple(name[:3] for name in _EN_FULL)
_MONTH_NUMBERS = {
    re.sub("คม$|ยน$|พันธ์$", ending, name).replace(".", "").lower(): number
    for ending in ("", r"\g<0>")
    for names in (_TH_FULL, _TH_SHORT, _EN_FULL, _EN_SHORT)
    for number, name in enumerate(names, 1)
}
_ERAS: dict[str, Literal["BE", "CE"]] = {
    "พุทธศักราช": "BE",
    "พศ": "BE",
    "คริสต์ศักราช": "CE",
    "คศ": "CE",
    "": "CE",
}

_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]+)" + _TIME)
_IN_WORDS = re.compile(r"(?:วันที่ ?)?([0-9]{1,2})([^0-9]+)([0-9]+)")


class Span(NamedTuple):
    """A run of days, first and last included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return self.first <= day <= self.last


class Round(NamedTuple):
    """Half a fiscal year: 1 is October to March, 2 is April to September."""

    fiscal_year: int
    half: Literal[1, 2]

    @property
    def span(self) -> Span:
        """The days of the round."""
        year = self.fiscal_year - BE_OFFSET
        if self.half == 1:
            return Span(date(year - 1, 10, 1), date(year, 3, 31))
        return Span(date(year, 4, 1), date(year, 9, 30))


def fiscal_year(day: date) -> int:
    """The fiscal year of a day, named by the BE year it ends in: 2564 is 2020-10-01 to 2021-09-30."""
    return day.year + BE_OFFSET + (day.month >= 10)


def fiscal_year_span(year: int) -> Span:
    """The first and last day of a fiscal year given in BE."""
    return Span(Round(year, 1).span.first, Round(year, 2).span.last)


def round_of(day: date) -> Round:
    """The round a day falls in."""
    return Round(fiscal_year(day), 2 if 4 <= day.month <= 9 else 1)


def parse_date(value: str | date | datetime) -> date:
    """A CE date from what people and spreadsheets write; a year above 2400 is BE.

    Reads 2021-03-31, 31/3/2564, 31-3-2564, "31 มี.ค. 2564", "๓๑ มีนาคม พ.ศ. ๒๕๖๔", "31 Mar 2021" and real
    dates, of either era. Raises Unreadable with the code ``not_a_date``, ``no_such_day``,
    ``two_digit_year``, ``wrong_era`` or ``year_out_of_range``.
    """
    if isinstance(value, datetime):
        value = day_in_bangkok(value) if value.tzinfo else value.date()
    if isinstance(value, date):
        return _day(str(value.year), value.month, value.day)
    text = to_arabic(canonical(value))
    if iso := _ISO.fullmatch(text):
        return _day(iso[1], int(iso[2]), int(iso[3]))
    if day_first := _DAY_FIRST.fullmatch(text):
        return _day(day_first[4], int(day_first[3]), int(day_first[1]))
    if in_words := _IN_WORDS.fullmatch(text):
        words = re.sub("[ .,]", "", in_words[2]).lower().removeprefix("เดือน")
        for written, era in _ERAS.items():
            month = _MONTH_NUMBERS.get(words.removesuffix(written))
            if month and words.endswith(written):
                return _day(in_words[3], month, int(in_words[1]), era if written else None)
    raise Unreadable(
        "not_a_date",
        "อ่านเป็นวันที่ไม่ได้ เขียนเช่น 31/3/2564 หรือ 31 มี.ค. 2564",
        "not a date; write 31/3/2564, 31 Mar 2021 or 2021-03-31",
    )


def _day(year_text: str, month: int, day: int, era: Literal["BE", "CE"] | None = None) -> date:
    if len(year_text) != 4:
        raise Unreadable("two_digit_year", "ต้องเขียนปีสี่หลัก", "the year must have four digits")
    year = int(year_text)
    if era and (era == "BE") != (year > _LEAST_BE):
        raise Unreadable("wrong_era", "ปีไม่ตรงกับศักราชที่เขียน", "the year doesn't fit the era written beside it")
    ce = year - BE_OFFSET if year > _LEAST_BE else year
    if not _FIRST_CE <= ce <= _LAST_CE:
        both_eras = (_FIRST_CE + BE_OFFSET, _LAST_CE + BE_OFFSET, _FIRST_CE, _LAST_CE)
        raise Unreadable(
            "year_out_of_range",
            "ปีต้องเป็น พ.ศ. {}-{} หรือ ค.ศ. {}-{}".format(*both_eras),
            "the year must be BE {}-{} or CE {}-{}".format(*both_eras),
        )
    if not 1 <= month <= 12:
        raise Unreadable("no_such_day", "เดือนต้องเป็น 1-12 และเขียนวันก่อนเดือน", "the month must be 1-12, after the day")
    length = calendar.monthrange(ce, month)[1]
    if not 1 <= day <= length:
        raise Unreadable(
            "no_such_day",
            f"{_TH_FULL[month - 1]} {ce + BE_OFFSET} มี {length} วัน",
            f"{_EN_FULL[month - 1]} {ce} has {length} days",
        )
    return date(ce, month, day)


def show_date(day: date, lang: str, *, full: bool = False) -> str:
    """The day for a reader: 31 มี.ค. 2564 in Thai, 31 Mar 2021 in English; ``full`` spells the month out."""
    if lang == "en":
        return f"{day.day} {(_EN_FULL if full else _EN_SHORT)[day.month - 1]} {day.year}"
    return f"{day.day} {(_TH_FULL if full else _TH_SHORT)[day.month - 1]} {day.year + BE_OFFSET}"


def day_in_bangkok(moment: datetime) -> date:
    """The Bangkok day of a moment. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(BANGKOK).date()


def end_of_day_bangkok(day: date) -> datetime:
    """The last moment of a day in Bangkok: what "known on that day" means."""
    return datetime.combine(day, time.max, BANGKOK)


def age_on(birth: date, day: date) -> int:
    """Whole years of age on a day. Raises ValueError for a day before the birth."""
    if day < birth:
        raise ValueError("the day is before the birth")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
