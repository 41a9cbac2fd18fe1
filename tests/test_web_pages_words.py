"""What stands on pages in words: numbers and the words that agree with them, dates, names, ways (U1-U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import Doors, body
from web.pages.counted import counted

TEMPLATES = Path(__file__).parents[1] / "web" / "templates"
AGREED = re.compile(r"(?<!of )%s [a-z]+s\b")
"""A number, and a word in the plural that stays so when the number is one; of a whole there are always several."""
MANY = {"%s stands at “%s”, more than anywhere before evaluation"}
"""What only looks like it."""


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    found = Doors(tmp_path)
    found.program(name_th="บ้านแม่กา", name_en="Ban Mae Ka")
    yield found
    found.close()


def page(doors: Doors, path: str, by: str, lang: str) -> str:
    headers = {"Authorization": f"Bearer token of {by}", "Accept-Language": lang}
    return body(doors.client.get(path, headers=headers))


@pytest.mark.parametrize(
    ("number", "said"),
    [("0", "0 cases wait"), ("1", "1 case waits"), ("2", "2 cases wait"), ("1,001", "1,001 cases wait")],
)
def test_an_english_word_agrees_with_the_number_before_it(number: str, said: str) -> None:
    assert counted("%s [case waits|cases wait]", number) == said


def test_each_word_goes_by_the_last_number_before_it() -> None:
    pattern = "%s [case|cases] of %s [person|people], by %s"
    assert counted(pattern, 1, 3, "กานดา [ใจดี|x]") == "1 case of 3 people, by กานดา [ใจดี|x]"


def test_thai_words_stay_as_they_are() -> None:
    assert counted("%s เรื่องของ %s คน", 1, 2) == "1 เรื่องของ 2 คน"


def test_no_sentence_of_a_page_says_one_cases() -> None:
    for file in sorted(TEMPLATES.rglob("*.html")):
        for sentence in re.findall(r"""["']([^"'<>{}]*)["']""", file.read_text(encoding="utf-8")):
            assert sentence in MANY or not AGREED.search(sentence), f"{file.name}: {sentence}"


def test_a_list_counts_one_case_and_names_a_community_in_the_readers_language_u1(doors: Doors) -> None:
    english, thai = page(doors, "/list/program", "kanda", "en"), page(doors, "/list/program", "kanda", "th")
    assert "1 case in your area" in english
    assert ">Ban Mae Ka</a>" in english
    assert ">บ้านแม่กา</a>" in thai
    assert "Ban Mae Ka" in page(doors, "/open/household", "kanda", "en")


def test_the_other_language_shows_the_same_view(doors: Doors) -> None:
    found = page(doors, "/list/program?stage=opened&page=2", "kanda", "th")
    assert 'href="?stage=opened&amp;page=2&amp;lang=en"' in found


def test_an_example_of_a_date_is_written_in_the_readers_calendar(doors: Doors) -> None:
    for path in ("/scores", "/trail"):
        assert 'placeholder="31/3/2564"' in page(doors, path, "kanda", "th")
        english = page(doors, path, "kanda", "en")
        assert 'placeholder="31 Mar 2021"' in english
        assert "/2564" not in english


def test_two_moments_are_headed_in_the_readers_calendar_and_one_that_makes_no_sense_compares_nothing(
    doors: Doors,
) -> None:
    path = f"/case/program/{doors.program(name_th='บ้านอื่น', name_en='Ban Uen', subdistricts=['ท่าวังทอง'])}/compare"
    assert '<th scope="col">31 Mar 2021</th>' in page(doors, f"{path}?earlier=31/3/2564", "pranee", "en")
    assert '<th scope="col">31 มี.ค. 2564</th>' in page(doors, f"{path}?earlier=31/3/2564", "pranee", "th")
    assert '<th scope="col">fact 3</th>' in page(doors, f"{path}?earlier=3", "pranee", "en")
    nonsense = page(doors, f"{path}?earlier=99/99/2564", "pranee", "en")
    assert "<table" not in nonsense
    assert "Nothing was recorded" not in nonsense


def test_a_form_says_when_there_is_nothing_to_choose_from(doors: Doors) -> None:
    year = {"zone": 9, "fiscal_year": 2564}
    review = doors.post("/zone_review", {"inputs": year}, "somchai").get_json()["case"]
    assert "Nothing to choose from yet" in page(doors, f"/case/zone_review/{review}/do/confirm_pick", "malee", "en")


def test_the_navigation_leads_nobody_to_what_is_for_the_whole_country_alone_u5(doors: Doors) -> None:
    assert 'href="/what-if"' in page(doors, "/scores", "somchai", "en")
    assert 'href="/what-if"' not in page(doors, "/scores", "malee", "en")


def test_the_replay_of_a_case_leads_to_where_it_is_worked_on_u3(doors: Doors) -> None:
    asked = {"sheet": "zone-6m", "office": "09", "fiscal_year": 2564}
    round_ = doors.post("/score_round", {"inputs": asked}, "somchai").get_json()["case"]
    household = doors.household(doors.program(name_th="บ้านอื่น", name_en="Ban Uen", subdistricts=["ท่าวังทอง"]))
    ways = {f"/case/score_round/{round_}": "/scores/zone-6m/09?year=2564"}
    ways |= {(own := f"/case/household/{household}"): own}
    for case, home in ways.items():
        assert f'<p class="crumbs"><a href="{home}">' in page(doors, f"{case}/replay", "pranee", "th")


def test_a_look_at_a_whole_list_is_told_in_thai_to_thai_readers_u5(doors: Doors) -> None:
    page(doors, "/accounts", "pranee", "th")
    thai, english = page(doors, "/looks", "pranee", "th"), page(doors, "/looks", "pranee", "en")
    assert "<code>ทั้งหมด</code>" in thai
    assert "<code>every account</code>" not in thai
    assert "<code>every account</code>" in english
