"""Thai writing: one form for texts that look alike, digits, numbers, names and registration numbers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from engine.unreadable import Unreadable

# The signs that sit on a consonant, in the one order they are kept in. It agrees with the order that
# Unicode normalisation imposes on some of them, so that normalising again changes nothing.
_SIGNS = "\u0e3a\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
_CLUSTER = re.compile(f"[{_SIGNS}\u0e32\u0e33]{{2,}}")
_SARA_AA, _SARA_AM, _NIKHAHIT, _SARA_I, _SARA_UE = "\u0e32", "\u0e33", "\u0e4d", "\u0e34", "\u0e36"
# The long sara aa belongs only after ฤ and ฦ; elsewhere it is a mistyped sara aa.
_MISPLACED_LONG_AA = re.compile("(?<![ฤฦ])\u0e45")
_BEYOND_THAI_AND_ASCII = re.compile("[^ -~\u0e00-\u0e7f]")
# What ``canonical`` could change; almost every text has none of it, and two searches cost far less than rewriting.
_RARE = re.compile("[^ -~\u0e00-\u0e44\u0e46-\u0e4c\u0e4f-\u0e7f]")
_VOWELS, _TONES, _AFTER = "\u0e3a\u0e31\u0e34-\u0e39\u0e47", "\u0e48-\u0e4c", "\u0e32\u0e33"
_OUT_OF_ORDER = re.compile(
    f"[{_VOWELS}{_TONES}{_AFTER}](?=[{_VOWELS}{_TONES}{_AFTER}])"
    f"(?:(?<=[{_VOWELS}])[{_VOWELS}{_AFTER}]|(?<=[{_TONES}{_AFTER}])[{_VOWELS}{_TONES}])"
)
# Signs that show nothing although Unicode doesn't class them as format characters.
_BLANK_SIGNS = frozenset("\u034f\u115f\u1160\u3164\uffa0\ufffe\uffff") | {chr(c) for c in range(0xFE00, 0xFE10)}

_TO_ARABIC = {0x0E50 + digit: str(digit) for digit in range(10)}
_THAI_DIGIT = re.compile("[๐-๙]")
_TO_THAI = {ord(str(digit)): chr(0x0E50 + digit) for digit in range(10)}

# A title counts only before a sign that can begin a name: "นางสาวิตรี" is นาง + สาวิตรี.
_TITLE = re.compile(
    r"(นางสาว|น\. ?ส\.|นส\.|นาย|นาง|ด\. ?ช\.|ด\. ?ญ\.|เด็กชาย|เด็กหญิง|(?:mrs|mr|miss|ms)\b\.?)"
    f" ?(?=[^{_SIGNS}\u0e30-\u0e33\u0e45 ])",
    re.IGNORECASE,
)

_LONGEST_NUMBER = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_CURRENCY = re.compile(r"^฿ ?| ?(?:บาท|baht|thb|฿)$", re.IGNORECASE)
_NO_SATANG = re.compile(r"[.,]-$")

_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile("[ '’\u2010-\u2015\u2212-]")


def canonical(text: str) -> str:
    """The one spelling of texts that look alike: for storing, comparing and searching.

    NFC; sara am as one sign; vowel before tone mark, each sign once; two sara e as one sara ae; no
    invisible signs; any white space as one space, none at the ends. Applying it twice changes nothing.
    Raises Unreadable for half a surrogate pair.
    """
    if is_canonical(text):
        return text
    # Reordering can bring signs together that were apart (a foreign accent between them), hence the loop.
    while (unified := _unified(text)) != text:
        text = unified
    return text


def is_canonical(text: str) -> bool:
    """Whether a line is certain to be canonical as it is, which almost every one is; another has to be rewritten."""
    if "  " in text or text.strip() != text:
        return False
    if text.isascii():
        return text.isprintable()
    return not ("เเ" in text or _RARE.search(text) or _OUT_OF_ORDER.search(text))


def _unified(text: str) -> str:
    if _BEYOND_THAI_AND_ASCII.search(text):
        text = "".join(sign for sign in text if _is_visible(sign))
    text = unicodedata.normalize("NFC", text)
    thai = _CLUSTER.sub(_in_order, _MISPLACED_LONG_AA.sub(_SARA_AA, text))
    return " ".join(unicodedata.normalize("NFC", thai.replace("เเ", "แ")).split())


def _is_visible(sign: str) -> bool:
    category = unicodedata.category(sign)
    if category == "Cs":
        raise Unreadable("half_a_sign", "มีอักขระที่ไม่สมบูรณ์", "the text holds half a character")
    return sign.isspace() or (category not in ("Cc", "Cf") and sign not in _BLANK_SIGNS)


def _in_order(cluster: re.Match[str]) -> str:
    signs = {sign for sign in cluster[0] if sign in _SIGNS}
    tail = "".join(sign for sign in cluster[0] if sign not in _SIGNS)
    if tail and _NIKHAHIT in signs:
        signs, tail = signs - {_NIKHAHIT}, _SARA_AM + tail[1:]
    elif {_NIKHAHIT, _SARA_I} <= signs:
        signs = signs - {_NIKHAHIT, _SARA_I} | {_SARA_UE}
    return "".join(sign for sign in _SIGNS if sign in signs) + tail


def to_arabic(text: str) -> str:
    """The text with Thai digits as 0-9."""
    return text.translate(_TO_ARABIC) if _THAI_DIGIT.search(text) else text


def to_thai_digits(text: str) -> str:
    """The text with 0-9 as Thai digits, as official letters write them."""
    return text.translate(_TO_THAI)


def split_title(name: str) -> tuple[str, str]:
    """A person's title ("" when none is written) and the name after it, both canonical."""
    name = canonical(name)
    title = _TITLE.match(name)
    return (title[1].replace(" ", ""), name[title.end() :]) if title else ("", name)


def person_name(text: str) -> str:
    """A person's name as it is shown: a Thai title stands against the first name, another before a space."""
    title, name = split_title(text)
    return f"{title} {name}" if title.isascii() and title else title + name


def search_key(text: str) -> str:
    """What names are matched by: canonical, lower case, Arabic digits, without title, spaces and dots."""
    return to_arabic(split_title(text)[1]).casefold().replace(" ", "").replace(".", "")


def parse_number(value: str | int | float | Decimal) -> Decimal:
    """A number or sum of money as people write it: "1,500.-", "๑,๕๐๐ บาท", 2600.0.

    Raises Unreadable for anything else: words, NaN, misplaced commas, more than 40 characters.
    """
    if isinstance(value, bool) or len(text := str(value)) > _LONGEST_NUMBER:
        raise _not_a_number()
    text = _CURRENCY.sub("", to_arabic(canonical(text)))
    text = _NO_SATANG.sub("", text)
    if not _NUMBER.fullmatch(text):
        raise _not_a_number()
    number = Decimal(text.replace(",", ""))
    return number.to_integral_value() if number == number.to_integral_value() else number


def _not_a_number() -> Unreadable:
    return Unreadable("not_a_number", "ไม่ใช่ตัวเลข เขียนเช่น 1,500 หรือ 1500.50", "not a number; write 1,500 or 1500.50")


def national_id(text: str) -> str:
    """A national ID as 13 digits, from Thai or Arabic digits with or without dashes.

    Every first digit is accepted: 0, 6 and 7 belong to people without Thai nationality. Raises Unreadable
    with the code ``spoiled_by_spreadsheet``, ``not_13_digits`` or ``check_digit``.
    """
    digits = _registration_number(text, 13)
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    if int(digits[12]) != (11 - total % 11) % 10:
        raise Unreadable(
            "check_digit",
            "เลขตรวจสอบ (หลักที่ 13) ไม่ตรง น่าจะพิมพ์ผิดบางหลัก",
            "the check digit (the 13th) doesn't fit; a digit is probably mistyped",
        )
    return digits


def house_code(text: str) -> str:
    """A house registration code as 11 digits, written like a national ID.

    Raises Unreadable with the code ``spoiled_by_spreadsheet`` or ``not_11_digits``. No check digit is
    verified: no published rule for it was found.
    """
    return _registration_number(text, 11)


def _registration_number(text: str, length: int) -> str:
    digits = _BETWEEN_DIGITS.sub("", to_arabic(canonical(text)))
    if _SCIENTIFIC.fullmatch(digits):
        raise Unreadable(
            "spoiled_by_spreadsheet",
            "โปรแกรมตารางย่อเลขนี้จนหลักท้าย ๆ หายไป ให้ตั้งช่องเป็นข้อความแล้วพิมพ์ใหม่",
            "a spreadsheet dropped this number's last digits; make the cell text and retype it",
        )
    if not re.fullmatch(f"[0-9]{{{length}}}", digits):
        raise Unreadable(f"not_{length}_digits", f"ต้องเป็นตัวเลข {length} หลัก", f"must have exactly {length} digits")
    return digits
