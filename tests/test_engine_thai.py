"""Thai writing: look-alike texts become one, numbers and registration numbers are read exactly."""

from __future__ import annotations

import itertools
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.thai import (
    canonical,
    house_code,
    national_id,
    parse_number,
    person_name,
    search_key,
    split_title,
    to_arabic,
    to_thai_digits,
)
from engine.unreadable import Unreadable

NIKHAHIT, SARA_AA, SARA_AM, MAI_THO, SARA_II = "\u0e4d", "\u0e32", "\u0e33", "\u0e49", "\u0e35"
WATER = "น" + MAI_THO + SARA_AM
THAI_SIGNS = st.text(
    st.sampled_from("กนอเแฤ" + "".join(chr(c) for c in range(0x0E30, 0x0E4F)) + " \u200b\u0301a"), max_size=12
)


@pytest.mark.parametrize("signs", list(itertools.permutations([NIKHAHIT, SARA_AA, MAI_THO])))
def test_every_order_of_the_parts_of_sara_am_is_one_word(signs: tuple[str, ...]) -> None:
    assert canonical("น" + "".join(signs)) == WATER


@pytest.mark.parametrize("signs", list(itertools.permutations([SARA_AM, MAI_THO])))
def test_sara_am_may_be_typed_before_or_after_the_tone_mark(signs: tuple[str, ...]) -> None:
    assert canonical("น" + "".join(signs)) == WATER


def test_unicode_normalisation_alone_would_not_unify_them() -> None:
    forms = {"น" + MAI_THO + SARA_AM, "น" + MAI_THO + NIKHAHIT + SARA_AA, "น" + NIKHAHIT + MAI_THO + SARA_AA}
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert len({unicodedata.normalize(form, text) for text in forms}) > 1
    assert {canonical(text) for text in forms} == {WATER}


@pytest.mark.parametrize("vowel", "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39")
@pytest.mark.parametrize("tone", "\u0e48\u0e49\u0e4a\u0e4b")
def test_a_vowel_stands_before_its_tone_mark(vowel: str, tone: str) -> None:
    assert canonical("ก" + tone + vowel) == canonical("ก" + vowel + tone) == "ก" + vowel + tone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("เเม่", "แม่"),
        ("เ\u200bเม่", "แม่"),
        ("แ\u200bก้ว\ufeff", "แก้ว"),
        ("\u202eก้อน\u202c", "ก้อน"),
        ("บ้าน\u00a0\u00a0เลขที่ \t5\n", "บ้าน เลขที่ 5"),
        ("น" + MAI_THO * 500 + SARA_AM, WATER),
        ("ก" + NIKHAHIT + "\u0e34", "กึ"),
        ("มๅลี", "มาลี"),
        ("ฤๅษี", "ฤๅษี"),
        ("e\u0301", "é"),
    ],
)
def test_texts_that_look_alike_become_one(typed: str, meant: str) -> None:
    assert canonical(typed) == meant


@given(st.text(st.characters(exclude_categories=["Cs"])) | THAI_SIGNS)
def test_canonical_text_stays_as_it_is(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.permutations([SARA_II, MAI_THO, "\u0e4c"]), st.sampled_from("กขค"))
def test_any_order_of_signs_on_one_consonant_is_one_text(signs: list[str], consonant: str) -> None:
    assert canonical(consonant + "".join(signs)) == consonant + SARA_II + MAI_THO + "\u0e4c"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="half a character"):
        canonical("ก\ud83d")


@pytest.mark.parametrize(
    ("name", "title", "rest"),
    [
        ("นาย วิชัย  กันทะ ", "นาย", "วิชัย กันทะ"),
        ("น.ส. แสงดา คำลือ", "น.ส.", "แสงดา คำลือ"),
        ("น. ส.แสงดา", "น.ส.", "แสงดา"),
        ("นางสาวสุภาพร แก้วมูล", "นางสาว", "สุภาพร แก้วมูล"),
        ("นางสาวิตรี ดีงาม", "นาง", "สาวิตรี ดีงาม"),
        ("ด.ช.แก้ว", "ด.ช.", "แก้ว"),
        ("ด.ญ. ลำดวน", "ด.ญ.", "ลำดวน"),
        ("เด็กหญิงลำดวน", "เด็กหญิง", "ลำดวน"),
        ("Mr. Aung Min", "Mr.", "Aung Min"),
        ("Missaka", "", "Missaka"),
        ("นายิกา", "", "นายิกา"),
        ("นาย", "", "นาย"),
    ],
)
def test_a_title_is_told_from_the_name(name: str, title: str, rest: str) -> None:
    assert split_title(name) == (title, rest)


def test_a_shown_name_has_one_spelling() -> None:
    assert person_name("นาง  จันทร์เพ็ญ ไชยวงค์ ") == person_name("นางจันทร์เพ็ญ  ไชยวงค์") == "นางจันทร์เพ็ญ ไชยวงค์"
    assert person_name("Mr.  Aung Min") == "Mr. Aung Min"


def test_names_match_across_titles_spaces_dots_digits_and_case() -> None:
    assert search_key("น.ส. สุภาพร  แก้วมูล") == search_key("นางสาวสุภาพร แก้วมูล") == "สุภาพรแก้วมูล"
    assert search_key("นางน้\u0e4d\u0e32ฝน บุญมา") == search_key("น้ำฝน บุญมา")
    assert search_key("MR. AUNG Min") == search_key("aung min")
    assert search_key("บ้าน ๑๒") == "บ้าน12"


@given(st.text("0123456789/-, กข", max_size=20))
def test_thai_digits_come_back_as_they_went(text: str) -> None:
    thai = to_thai_digits(text)
    assert to_arabic(thai) == text
    assert not any(sign in "0123456789" for sign in thai)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,500.-", "1500"),
        ("๑,๕๐๐ บาท", "1500"),
        ("฿ 2,600.50", "2600.50"),
        ("1500.- baht", "1500"),
        ("-12", "-12"),
        (2600.0, "2600"),
        (0.5, "0.5"),
        (Decimal("7.25"), "7.25"),
        (3, "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str | float | Decimal, number: str) -> None:
    assert parse_number(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    ["", "พันห้า", "1,5", "1,50,000", "1.5.0", "NaN", "1e999", "٣", "9" * 5000, float("nan"), float("inf")],
)
def test_anything_else_is_no_number(written: str | float) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_number(written)
    assert refused.value.code == "not_a_number"
    assert "ตัวเลข" in refused.value.text.th


def test_true_is_no_number() -> None:
    with pytest.raises(Unreadable):
        parse_number(True)


@pytest.mark.parametrize("written", ["5680164054176", "5-6801-64054-17-6", "๕๖๘๐๑๖๔๐๕๔๑๗๖", " 5 6801 64054 17 6 "])
def test_a_national_id_has_one_form(written: str) -> None:
    assert national_id(written) == "5680164054176"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3.5601E+12", "spoiled_by_spreadsheet"),
        ("3,5601e12", "spoiled_by_spreadsheet"),
        ("๓.๕๖E+๑๒", "spoiled_by_spreadsheet"),
        ("", "not_13_digits"),
        ("568016405417", "not_13_digits"),
        ("56801640541760", "not_13_digits"),
        ("ไม่มี", "not_13_digits"),
        ("٥٦٨٠١٦٤٠٥٤١٧٦", "not_13_digits"),
        ("1659489413174", "check_digit"),
    ],
)
def test_a_wrong_national_id_says_what_is_wrong(written: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        national_id(written)
    assert refused.value.code == code
    assert written not in str(refused.value) or not written


@given(st.text("0123456789", min_size=12, max_size=12))
def test_exactly_one_check_digit_fits_whatever_the_first_digit(first_twelve: str) -> None:
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(first_twelve))
    right = str((11 - weighted % 11) % 10)
    assert national_id(first_twelve + right) == first_twelve + right
    for wrong in set("0123456789") - {right}:
        with pytest.raises(Unreadable):
            national_id(first_twelve + wrong)


def test_a_house_code_has_one_form() -> None:
    assert house_code("5660-638174-8") == house_code("๕๖๖๐๖๓๘๑๗๔๘") == "56606381748"


@pytest.mark.parametrize(("written", "code"), [("5660", "not_11_digits"), ("5.66E+10", "spoiled_by_spreadsheet")])
def test_a_wrong_house_code_says_what_is_wrong(written: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        house_code(written)
    assert refused.value.code == code
