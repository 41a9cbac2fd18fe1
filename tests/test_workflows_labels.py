"""Labels are complete in both languages, and an unknown code is named."""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

import pytest

from aggregates.household_parts import Goal, Referral
from engine.thai import canonical
from workflows.household_rules import Tier
from workflows.labels import codes, groups, label, text
from workflows.process_rules import STAGES

EVERY = [(group, code) for group in groups() for code in codes(group)]
ABBREVIATIONS_OFFICERS_WRITE_IN_LATIN = {"TPMAP", "One Home", "เจ้าหน้าที่ TPMAP", "ทีม One Home"}


@pytest.mark.parametrize(("group", "code"), EVERY)
def test_every_label_is_written_in_both_languages(group: str, code: str) -> None:
    th, en = label(group, code, "th"), label(group, code, "en")
    assert re.search("[ก-๙]", th) or th in ABBREVIATIONS_OFFICERS_WRITE_IN_LATIN
    assert en.isascii()
    assert en


@pytest.mark.parametrize(("group", "code"), EVERY)
def test_no_english_leaks_into_a_thai_label(group: str, code: str) -> None:
    th = label(group, code, "th")
    assert not re.search("[A-Za-z]", th) or th in ABBREVIATIONS_OFFICERS_WRITE_IN_LATIN


@pytest.mark.parametrize(("group", "code"), EVERY)
def test_thai_labels_are_canonical_and_codes_are_stable_ascii(group: str, code: str) -> None:
    assert label(group, code, "th") == canonical(label(group, code, "th"))
    assert re.fullmatch("[a-z_]+", code)


def test_the_stages_are_labelled_in_their_order_w1() -> None:
    assert codes("stage") == ("opened", *STAGES)


def test_every_tier_of_the_rules_has_a_label_h2() -> None:
    assert codes("tier") == get_args(Tier)
    assert text("tier", "none").th == "ไม่ตกเกณฑ์"


def test_no_two_codes_of_a_group_read_the_same() -> None:
    for group in groups():
        for lang in ("th", "en"):
            read = [label(group, code, lang) for code in codes(group)]
            assert len(set(read)) == len(read), (group, lang)


def test_an_unknown_code_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no label for tier 'blue'; known: none, green, yellow, red"):
        label("tier", "blue", "th")


def test_an_unknown_group_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="no labels for 'colour'; known: stage, status"):
        codes("colour")


def test_what_becomes_of_goals_and_referrals_has_a_word_for_pages_and_papers_alike_u2() -> None:
    for group, field, struct in (("goal_outcome", "outcome", Goal), ("referral_status", "status", Referral)):
        assert codes(group) == get_args(get_type_hints(struct)[field])
