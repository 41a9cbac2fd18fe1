"""Made-up people: who lives in a house, what they lack, and numbers that no real person has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from web.demo.words import chance, words

COUNTED = date(2020, 11, 1)
"""Ages are of this day."""
SIZES, SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6), (8, 16, 22, 24, 18, 12)
FAILED_WEIGHTS = (2, 28, 28, 21, 15, 6)
"""How likely it is to fail none, one, ... of the five dimensions."""
PROBLEMS = ("poverty", "elderly_care", "landless", "no_civil_registration", "unwanted_pregnancy")
PROBLEM_WEIGHTS = (40, 25, 20, 5, 3)
EARLIER_HELP = (("psdhso", "เงินสงเคราะห์ครอบครัว", 2000), ("dop", "เบี้ยยังชีพผู้สูงอายุ", 600), ("dep", "เบี้ยความพิการ", 800))


class Home(NamedTuple):
    """A household as the survey finds it: the inputs by which it is put on record, and what it lacks."""

    inputs: dict[str, Any]
    size: int
    failed: tuple[str, ...]

    @property
    def verdicts(self) -> dict[str, str]:
        """All five dimensions, as they were found."""
        return verdicts(self.failed)


def home(rng: Random, province: str, serial: int) -> Home:
    """A household of a province; ``serial`` makes its numbers its own."""
    size = rng.choices(SIZES, SIZE_WEIGHTS)[0]
    failed = _failed(rng)
    codes = dict.fromkeys(rng.choices(PROBLEMS, PROBLEM_WEIGHTS, k=rng.choice((1, 1, 2))))
    problems: list[dict[str, str]] = [{"code": code} for code in codes]
    if chance(rng, 15):
        problems.append({"text": rng.choice(words().other_problems)})
    per_person = (700, 2200) if "income" in failed else (2000, 3100)
    inputs = {
        "sources": rng.choice((["tpmap"], ["tpmap"], ["tpmap"], ["survey"], ["tpmap", "survey"])),
        "member_count": size,
        "house_code": f"{province}00{serial:07d}" if chance(rng, 94) else "",
        "house_number": f"{rng.randint(1, 240)}" + (f"/{rng.randint(1, 9)}" if chance(rng, 20) else ""),
        "moo": str(rng.randint(1, 12)),
        "village": rng.choice(words().villages),
        "members": list(family(rng, province, serial, size)),
        "problems": problems,
        "earlier_help": [_earlier_help(given) for given in rng.sample(EARLIER_HELP, rng.choice((0, 1, 1, 2)))],
        "income": {"baht": size * rng.randrange(*per_person, 50), "source": "survey"},
    }
    return Home(inputs, size, failed)


def family(rng: Random, province: str, serial: int, size: int, first: int = 1) -> Iterator[dict[str, Any]]:
    """Members of one household, the head first; ``first`` is the number of the first of them in its house."""
    surname = rng.choice(words().surnames)
    age = rng.randint(32, 79)
    for place in range(size):
        relation, years, sex = _relative(rng, place, age)
        yield {
            "name": f"{_title(sex, years, place)}{_first_name(rng, sex)} {surname}",
            "national_id": national_id(province, serial, first + place) if chance(rng, 96) else None,
            "birth_date": (COUNTED - timedelta(years * 365 + rng.randint(0, 364))).isoformat(),
            "sex": sex,
            "relation": relation,
            "disability": rng.choice(words().disabilities) if chance(rng, 8) else "",
            "occupation": _occupation(rng, years),
            "head": first + place == 1,
        }


def person(rng: Random, sex: str | None = None) -> str:
    """A grown-up's name with its title."""
    sex = sex or rng.choice(("male", "female"))
    return f"{_title(sex, 45, 0)}{_first_name(rng, sex)} {rng.choice(words().surnames)}"


def national_id(province: str, serial: int, person: int) -> str:
    """A number with the right check digit. No person's begins with 9."""
    digits = f"9{province}{serial:07d}{person:02d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def verdicts(failed: Sequence[str]) -> dict[str, str]:
    """All five dimensions, of which these fail."""
    return {code: "fails" if code in failed else "passes" for code in words().dimensions}


def _failed(rng: Random) -> tuple[str, ...]:
    codes = tuple(words().dimensions)
    picked = rng.sample(codes, rng.choices(range(len(FAILED_WEIGHTS)), FAILED_WEIGHTS)[0])
    if picked and "income" not in picked and chance(rng, 60):
        picked[0] = "income"
    return tuple(code for code in codes if code in picked)


def _relative(rng: Random, place: int, age: int) -> tuple[str, int, str]:
    """Relation to the head, age and sex of the member at ``place``."""
    sex = rng.choice(("male", "female"))
    if place == 0:
        return "หัวหน้าครัวเรือน", age, sex
    if place == 1 and chance(rng, 65):
        return "คู่สมรส", max(25, age + rng.randint(-6, 4)), sex
    if age < 55 and chance(rng, 20):
        relation = words().parent_relations[sex == "female"]
        return relation, age + rng.randint(20, 32), sex
    relation = rng.choice(words().child_relations)
    return relation, max(1, age - rng.randint(24, 32) - (22 if relation == "หลาน" else 0)), sex


def _title(sex: str, years: int, place: int) -> str:
    if years < 15:
        return "ด.ช." if sex == "male" else "ด.ญ."
    return "นาย" if sex == "male" else "นาง" if years >= 30 and place < 2 else "น.ส."


def _first_name(rng: Random, sex: str) -> str:
    return rng.choice(words().male_names if sex == "male" else words().female_names)


def _occupation(rng: Random, years: int) -> str:
    if years < 7:
        return ""
    return "นักเรียน" if years < 18 else rng.choice(words().occupations)


def _earlier_help(given: tuple[str, str, int]) -> dict[str, Any]:
    return dict(zip(("agency", "kind", "baht"), given, strict=True))
