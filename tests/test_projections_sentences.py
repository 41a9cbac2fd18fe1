"""The audit trail in words: every class of facts says what happened, in Thai and in English (U3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from aggregates.household_facts import DimensionsAssessed, MemberJoined
from aggregates.household_values import Dimension
from aggregates.reference_facts import Province, ProvincesListed
from engine.bilingual import Text
from engine.facts import Fact, Recorded, fact
from engine.sealed import Sealed
from engine.thai import canonical
from projections.sentences import TOLD, sentence
from tests.given import RULES
from tests.stored import EXAMPLES, FACTS, Example

IN_BOXES: Mapping[str, Mapping[str, Any]] = {
    "account.opened": {"name": "นางสาวมาลี ใจดี"},
    "account.details_changed": {"name": "นางมาลี ใจดี", "email": "malee@example.org"},
    "household.opened": {"house_number": "12/3", "moo": "4", "village": "บ้านคำเตย", "house_code": "35090012345"},
    "household.details_completed": {"house_code": "35090012345", "village": "บ้านคำเตยเหนือ"},
    "household.member_joined": {"name": "นางสมใจ ขยันยิ่ง", "national_id": "1101700230708", "sex": "female"},
    "household.member_details_completed": {"birth_date": "1958-04-12", "occupation": "รับจ้าง"},
    "household.problem_noted": {"text": "บ้านทรุดโทรม"},
    "household.help_received": {"text": "ได้รับเมื่อปีก่อน"},
    "household.income_stated": {"text": "รวมเบี้ยยังชีพ"},
    "household.dimensions_assessed": {"words": {"health": "มีผู้ป่วยติดเตียง"}},
    "household.goal_set": {"text": "ฝึกอาชีพจักสาน"},
    "household.plan_agreed": {"name": "นายบุญมี ขยันยิ่ง"},
    "household.help_delivered": {"text": "ส่งมอบที่บ้าน", "files": {"0" * 64: "ใบรับของ.pdf"}},
    "household.referral_sent": {"text": "ขอเตียงผู้ป่วย"},
    "household.referral_answered": {"text": "นัดรับวันจันทร์"},
    "household.referral_done": {"text": "รับเตียงแล้ว"},
    "household.visited": {"visitor": "นางสาวมาลี ใจดี", "seen": "เริ่มปลูกผักขาย"},
    "household.criteria_judged": {"extra": ["มีบัญชีครัวเรือน"]},
    "household.recorded_in_tpmap": {"text": "ที่ 88/2564"},
    "score_round.self_assessed": {
        "results": "ประชุมครบทุกชุมชน",
        "responsible": "นางสาวมาลี ใจดี",
        "supporters": ["นายประสิทธิ์ วงศ์คำ"],
        "files": {"0" * 64: "รายงาน SAR.pdf"},
    },
    "rights.step_taken": {"text": "โทรแจ้งผู้ขอแล้ว"},
    "rights.decision_proposed": {"text": "โครงการสิ้นสุดแล้ว"},
    "rights.decided": {"text": "ยังมีคดีค้างอยู่"},
    "case.document_attached": {"title": "บ้านหลังเดิมก่อนซ่อม"},
    "program.seat_filled": {"name": "นายประสิทธิ์ วงศ์คำ", "post": "ประธานสภาวัฒนธรรมตำบล"},
}
"""What is in the boxes of the examples, by the fact they are in."""

IN_REFERENCE = {
    ("agency", "dep"): Text("พก.", "DEP"),
    ("agency", "dsdw"): Text("พส.", "DSDW"),
    ("agency", "cdd"): Text("พช.", "CDD"),
    ("province", "35"): Text("ยโสธร", "Yasothon"),
}
PROGRAM = Text("บ้านคำเตย", "Ban Kham Toei")
OFFICIAL = re.compile(r"TPMAP|One Home|Best Practice|[PHS][0-9.]*[0-9]|malee|somchai")
"""What stands in Latin letters in a Thai sentence too: abbreviations, numbers of requirements, officers' accounts."""

THAI = re.compile("[ก-๙]")


def opened(box: Sealed[Any]) -> Mapping[str, Any]:
    assert box.origin is not None
    return IN_BOXES[box.origin.topic.partition("@")[0]]


def named(kind: str, code: str) -> Text | None:
    return PROGRAM if kind == "program" else IN_REFERENCE.get((kind, code))


def told(example: Example, lang: str) -> str:
    return sentence(example.recorded(), RULES, opened, named)[lang]


def record(given: Fact) -> Recorded:
    return msgspec.structs.replace(EXAMPLES[0].recorded(), fact=given, replacement=None)


def texts(value: Any) -> Iterator[str]:
    """Every text and name inside a stored fact or a box."""
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def without_texts(said: str, example: Example) -> str:
    """A sentence without the names and words that it takes over from the fact and its boxes."""
    boxed = IN_BOXES.get(example.topic.partition("@")[0], {})
    quoted = {*texts(msgspec.json.decode(example.state)), *texts(boxed)}
    for text in sorted(quoted, key=len, reverse=True):
        said = said.replace(text, "") if THAI.search(text) else said
    return said


def of_topic(example: Example) -> str:
    return example.name


each = pytest.mark.parametrize("example", EXAMPLES, ids=of_topic)
in_both = pytest.mark.parametrize("lang", ["th", "en"])


@pytest.mark.parametrize("cls", FACTS, ids=lambda cls: cls.spec.topic)
def test_every_class_of_facts_has_a_sentence_u3(cls: type[Fact]) -> None:
    template = TOLD.of(cls).template
    assert THAI.search(template.th)
    assert template.en
    assert not THAI.search(template.en)


@each
def test_a_thai_sentence_is_thai_but_for_what_officers_write_in_latin(example: Example) -> None:
    said = told(example, "th")
    assert THAI.search(said)
    assert not re.search("[A-Za-z]", OFFICIAL.sub("", said))
    assert said == canonical(said)


@each
def test_an_english_sentence_holds_thai_only_in_the_names_and_words_it_takes_over(example: Example) -> None:
    assert not THAI.search(without_texts(told(example, "en"), example))


@each
@in_both
def test_no_code_stands_where_a_name_belongs(example: Example, lang: str) -> None:
    assert not re.search("[a-z]_[a-z]|[0-9a-f]{32}", told(example, lang))


@each
@in_both
@pytest.mark.parametrize("known", [(None, None, None), (RULES, opened, named)], ids=["knowing nothing", "knowing all"])
def test_a_sentence_reads_well_however_little_its_reader_may_know(example: Example, lang: str, known: Any) -> None:
    said = sentence(example.recorded(), *known)[lang]
    assert said == said.strip()
    assert not re.search(r"[{}\[\]]|  |“”|\(\)|None|True|False|[:,;]$|: *[:,;]|, *[:,;]|\( | \)", said)


@each
def test_nothing_of_a_box_is_said_to_a_reader_who_may_not_open_it(example: Example) -> None:
    boxed = texts(IN_BOXES.get(example.topic.partition("@")[0], {}))
    said = sentence(example.recorded(), RULES, None, named).th
    stored = example.state.decode()
    assert not [text for text in boxed if text in said and text not in stored]


EXPECTED = {
    "household.dimensions_assessed@1": (
        "ประเมิน 5 ด้าน: ตกเกณฑ์ 2 ด้าน (สุขภาพ, รายได้) ระดับเหลือง",
        "Assessed all 5 dimensions: fails 2 (health, income), yellow",
    ),
    "household.dimensions_assessed@1-in_part": (
        "ประเมิน 3 ใน 5 ด้าน: ไม่ตกเกณฑ์",
        "Assessed 3 of 5 dimensions: fails none",
    ),
    "household.opened@1": (
        "เปิดเรื่องครัวเรือน บ้านเลขที่ 12/3 หมู่ 4 บ้านคำเตย ต.คำเตย อ.ไทยเจริญ จ.ยโสธร สมาชิก 5 คน (ที่มา: TPMAP, สำรวจในชุมชน)",
        "Opened the household, house 12/3, moo 4, บ้านคำเตย, คำเตย, ไทยเจริญ, Yasothon, members: 5 "
        "(source: TPMAP, Community survey)",
    ),
    "household.member_joined@1": (
        "เพิ่มสมาชิก: นางสมใจ ขยันยิ่ง (หัวหน้าครัวเรือน) ครอบครัวที่ ก",
        "Added a member: นางสมใจ ขยันยิ่ง (head of the household), family ก",
    ),
    "household.income_stated@1": (
        "รายได้ครัวเรือน 8,500 บาทต่อเดือน (ที่มา: สำรวจในชุมชน)",
        "The household's income is 8,500 baht a month (source: Community survey)",
    ),
    "household.goal_set@1": (
        "ตั้งเป้าหมายด้านรายได้ ครอบครัวที่ ก “ฝึกอาชีพจักสาน” โดย พช. ภายใน 30 มิ.ย. 2564",
        "Set a goal in income for family ก: “ฝึกอาชีพจักสาน”, by CDD, due 30 Jun 2021",
    ),
    "household.help_delivered@1": (
        "ช่วยเหลือด้านสุขภาพ: รถเข็นผู้พิการ โดย พก. เป็นเงิน 4,500 บาท (หลักฐาน 2 ไฟล์)",
        "Helped in health: รถเข็นผู้พิการ, by DEP, 4,500 baht (2 files as evidence)",
    ),
    "household.criteria_judged@1": (
        "ประเมินเกณฑ์พื้นฐาน 6 ข้อ และเกณฑ์ของพื้นที่ 1 ข้อ: ยังไม่พ้นความยากจน ไม่ผ่านข้อ 1, ประเมินไม่ได้ข้อ 6 "
        "รายได้ 9,200 บาทต่อเดือน สมาชิก 5 คน เส้นความยากจนภาคตะวันออกเฉียงเหนือปี 2560 2,403 บาทต่อคน "
        "(เก่ากว่าปีที่ประเมิน) แหล่งที่มา: สำนักงานสถิติแห่งชาติ สมุดสถิติรายปี 2562",
        "Judged the 6 basic criteria and 1 more of the area: not out of poverty; not met: 1, can't be judged: 6; "
        "income 9,200 baht a month, members: 5, poverty line of the Northeast in 2560 BE 2,403 baht a person "
        "(older than the year judged), source: สำนักงานสถิติแห่งชาติ สมุดสถิติรายปี 2562",
    ),
    "case.stage_reached@1": (
        "เข้าสู่ขั้น “วางแผน” โดยยกเว้นข้อ P4.2 แผนระยะ 3 ปี",
        "Entered the stage “Planned” with a waiver of P4.2 3-year plan",
    ),
    "case.returned@1": (
        "ส่งกลับจากขั้น “ประเมินผล” ไปขั้น “วางแผน” เริ่มรอบใหม่",
        "Returned from the stage “Evaluated” to “Planned”, starting a new cycle",
    ),
    "case.closed@1": ("ปิดเรื่อง: ย้ายออกจากพื้นที่", "Closed: moved away"),
    "case.corrected@1": (
        "แก้ไขรายการที่ 7 ให้เป็นวันที่ 14 ธ.ค. 2563 เป็น: ประเมิน 5 ด้าน: ตกเกณฑ์ 1 ด้าน (รายได้) ระดับเขียว",
        "Corrected entry 7, dated 14 Dec 2020, to say: Assessed all 5 dimensions: fails 1 (income), green",
    ),
    "case.correction_proposed@1-retraction": ("เสนอเพิกถอนรายการที่ 9", "Proposed to retract entry 9"),
    "program.households_adopted@1": (
        "ที่ประชุมคณะทำงานรับ 3 ครัวเรือนเป็นเป้าหมาย จัดโดย ทีม One Home, คณะทำงาน ประเด็น: รายได้ไม่พอ มติ: “มีผู้ป่วยติดเตียงที่ต้องดูแล”",
        "The working group's meeting, called by One Home team, Working group, adopted 3 households; "
        "issues: รายได้ไม่พอ; decision: “มีผู้ป่วยติดเตียงที่ต้องดูแล”",
    ),
    "program.committee_appointed@1": (
        "ผู้ว่าราชการจังหวัดลงนามคำสั่งแต่งตั้งคณะทำงาน เลขที่ 125/2564",
        "The governor signed order 125/2564 appointing the working group",
    ),
    "program.activity_planned@1": (
        "เพิ่มกิจกรรม “กลุ่มจักสานไม้ไผ่” ในแผนชุมชน โดย ศูนย์การศึกษานอกระบบอำเภอ งบประมาณ 45,000 บาท "
        "(1 มี.ค. 2564 – 31 พ.ค. 2564) สำหรับ 3 ครัวเรือน",
        "Planned the activity “กลุ่มจักสานไม้ไผ่” by ศูนย์การศึกษานอกระบบอำเภอ, 45,000 baht, "
        "1 Mar 2021 – 31 May 2021, for 3 households",
    ),
    "zone_review.best_practice_picked@1": (
        "เลือกชุมชน “บ้านคำเตย” เป็น Best Practice ของเขต ตามที่เสนอในรายการที่ 6: พ้นความยากจน 12 จาก 35 ครัวเรือน",
        "Picked a community, “Ban Kham Toei”, as the zone's best practice, as proposed in entry 6: "
        "12 of 35 households out of poverty",
    ),
    "score_round.opened@1": (
        "เปิดรอบประเมิน “ตัวชี้วัด สสว. รอบ 6 เดือน” ของ สสว. 8 ปีงบประมาณ 2564",
        "Opened the round “Zone office, 6 months” of zone office 8 for fiscal year 2564",
    ),
    "score_round.self_assessed@1": (
        "ประเมินตนเอง 2 ชุมชน ระดับเฉลี่ย 2.67 ต่ำสุด 0 ชุมชนไม่ครบเป้าหมาย 1 แห่ง: “ประชุมครบทุกชุมชน” "
        "ผู้รับผิดชอบ นางสาวมาลี ใจดี (หลักฐาน 1 ไฟล์)",
        "Assessed itself on 2 communities: mean level 2.67, lowest 0, short of the quota by 1 place; "
        "“ประชุมครบทุกชุมชน”, responsible นางสาวมาลี ใจดี (1 file as evidence)",
    ),
    "score_round.levels_confirmed@1": (
        "ยืนยันระดับ 2 ชุมชน จากการประเมินตนเองในรายการที่ 2: ระดับเฉลี่ย 2.33 ต่ำสุด 0 "
        "ต่างจากที่คำนวณ: บ้านคำเตย “แผนยังไม่ผ่านที่ประชุมชุมชน”",
        "Confirmed the levels of 2 communities after the self-assessment of entry 2: mean level 2.33, lowest 0; "
        "other than computed: Ban Kham Toei “แผนยังไม่ผ่านที่ประชุมชุมชน”",
    ),
    "score_round.closed@1": (
        "ปิดรอบครั้งที่ 1: ระดับที่คำนวณเฉลี่ย 0.50 ต่ำสุด 0 คะแนน 2.00 จาก 20 ตามข้อเท็จจริงถึง 31 มี.ค. 2564",
        "Closed revision 1 of the round: mean computed level 0.50, lowest 0, 2.00 points of 20, "
        "by facts up to 31 Mar 2021",
    ),
    "reference.rule_set_activated@1": (
        "ประกาศใช้ชุดเกณฑ์ 2564 รุ่นที่ 1 ปีงบประมาณ 2564",
        "Put version 1 of the rule set 2564 into force for fiscal year 2564",
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_important_fact_says_exactly_this(name: str) -> None:
    example = next(one for one in EXAMPLES if one.name == name)
    assert (told(example, "th"), told(example, "en")) == EXPECTED[name]


def test_the_box_of_an_erased_person_leaves_a_whole_sentence() -> None:
    joined = MemberJoined(person="p", fields=("name",), details=Sealed("p", b""))
    assert sentence(record(joined), RULES, lambda box: {}).th == "เพิ่มสมาชิก"
    assert sentence(record(joined), RULES, lambda box: {}).en == "Added a member"


def test_a_code_is_called_what_the_rule_set_of_its_case_calls_it_w6() -> None:
    dimensions = tuple(
        msgspec.structs.replace(one, th="ด้านอาชีพ", en="Livelihood") if one.code == "income" else one
        for one in RULES.household.dimensions
    )
    other = msgspec.structs.replace(RULES, household=msgspec.structs.replace(RULES.household, dimensions=dimensions))
    verdicts: dict[str, Dimension] = {one.code: "fails" if one.code == "income" else "passes" for one in dimensions}
    found = record(DimensionsAssessed(verdicts=verdicts, failed=("income",), tier="green"))
    assert sentence(found, other).th == "ประเมิน 5 ด้าน: ตกเกณฑ์ 1 ด้าน (อาชีพ) ระดับเขียว"
    assert sentence(found, other).en == "Assessed all 5 dimensions: fails 1 (livelihood), green"


def test_a_long_list_is_cut_after_a_few_names() -> None:
    province = Province(code="32", th="สุรินทร์", en="Surin", region="Northeastern", zone=4, certainty="unverified")
    listed = record(ProvincesListed(provinces=(province,) * 76))
    assert sentence(listed).th.endswith("76 จังหวัด: สุรินทร์ (เขต 4), สุรินทร์ (เขต 4), สุรินทร์ (เขต 4), …")
    assert sentence(listed).en.startswith("Put 76 provinces into zones: Surin (zone 4), ")


def test_words_that_look_like_a_template_are_taken_as_they_stand() -> None:
    example = next(one for one in EXAMPLES if one.topic == "program.followed_up@1")
    odd = msgspec.structs.replace(example.decoded(), findings="ผลดี [ดูแผน {due}]")
    assert sentence(record(odd), RULES).th == "จังหวัดติดตามประเมินผล: “ผลดี [ดูแผน {due}]”"


def test_a_class_of_facts_without_a_sentence_is_named() -> None:
    @fact("relief.handed_over")
    class HandedOver(Fact, frozen=True):
        baht: int

    with pytest.raises(LookupError, match=r"no sentence for relief\.handed_over@1"):
        sentence(record(HandedOver(baht=3000)))
