"""The community of the story: its program from opening to evaluation (P1-P6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.story_doors import Door

OFFICES = ("zone_office", "provincial_office", "one_home")
AGENDA = ("approach", "social_situation", "tpmap_analysis", "working_group")
PLAN_TOPICS = ("economy", "social", "environment", "health", "human_development")
REPORT_PARTS = ("community_capability", "problems_solved")
CRITERIA = ("database", "plan", "social_capital", "problems_solved")
ORDER = {"name": "คำสั่งแต่งตั้ง.pdf", "sha256": "5a" * 32}
PARTNERS = (
    {"name": "อสม. ตำบล", "kind": "health_volunteers"},
    {"name": "วัดบ้านดง", "kind": "temple"},
)
SEATS = {
    "district_chief": "นายสมชาติ ทองแท้",
    "one_home_heads": "นางสาวน้ำผึ้ง ใจงาม",
    "zone_director": "นายเกียรติศักดิ์ คำดี",
    "local_mayor": "นายบุญส่ง ศรีคำ",
    "government": "นางจำปี กุลวงศ์",
    "local_leaders": "นายจันทร์แก้ว ปงดี",
    "civil_society": "พระครูสุนทร ธรรมวงศ์",
    "private_sector": "นางสาวเพ็ญศรี ค้าดี",
    "ministry_bodies": "นายก๋องแก้ว เรือนคำ",
    "volunteer_chair": "นางบัวเขียว สุขใจ",
    "local_social_officer": "นายธีรวัฒน์ ก้ำกึ่ง",
    "selected_volunteer": "นางสาวน้ำทิพย์ ปัญญา",
}


class Community:
    """A community program, recorded by one officer."""

    def __init__(self, door: Door, name: tuple[str, str], subdistrict: str, order: str, officer: str) -> None:
        self.door, self.name, self.subdistrict = door, name, subdistrict
        self.order, self.officer = order, officer
        self.case = ""

    def say(self, command: str, on: date, because: str | None = None, /, **inputs: Any) -> int:
        """A command for the program; returns its version."""
        return self.door.do("program", self.case, command, inputs, on=on, by=self.officer, because=because)[1]

    def advance(self, to: str, on: date) -> None:
        self.say("advance", on, to=to)

    def open(self) -> None:
        inputs = {
            "name_th": self.name[0],
            "name_en": self.name[1],
            "subdistricts": [self.subdistrict],
            "district": "เมืองพะเยา",
            "province": "56",
        }
        self.case, _ = self.door.do("program", None, "open_program", inputs, on=date(2020, 10, 5), by=self.officer)

    def brief(self) -> None:
        """The zone office briefs One Home (P1.1)."""
        self.say("brief_one_home", date(2020, 10, 8), agencies=["psdhso", "dcy", "dsdw"], attendees=12)

    def choose_area(self, plan_topics: Sequence[str] = PLAN_TOPICS) -> None:
        """One Home chooses community and scope (P1.2)."""
        self.say(
            "choose_area",
            date(2020, 10, 12),
            scope="ครัวเรือนยากจนในตำบล",
            strong_networks=True,
            missions=["strong_communities", "hardship"],
            plan_topics=plan_topics,
            participants=OFFICES,
        )

    def integrate(self) -> None:
        """What each agency brings (P1.3)."""
        brings = [{"agency": "dsdw", "brings": "เงินสงเคราะห์และฝึกอาชีพ"}, {"agency": "dcy", "brings": "สภาเด็ก"}]
        self.say("make_integrated_plan", date(2020, 10, 14), contributions=brings)

    def study(self) -> None:
        """The situation, the household data, the problems of note (P2.1, P2.2, P2.6)."""
        self.say("report_situation", date(2020, 11, 10), form="แบบศูนย์ข้อมูลทางสังคม", summary="รายได้ต่ำ ผู้สูงอายุมาก")
        participants = [*OFFICES, "community"]
        self.say("study_household_data", date(2020, 11, 12), participants=participants, findings="หนี้สินและว่างงาน")
        self.say("note_problem", date(2020, 11, 12), code="poverty")

    def summarise(self, on: date, *also: str) -> None:
        """The issues, by the offices and whoever else (P2.7)."""
        self.say("summarise_issues", on, participants=[*OFFICES, *also], findings="ขาดอาชีพเสริมและน้ำทำเกษตร")

    def meet(self) -> None:
        """The provincial mechanism and the community meeting (P3.1, P3.2)."""
        self.say("name_mechanism", date(2020, 12, 1))
        convened_by = [*OFFICES, "partners"]
        self.say("hold_community_meeting", date(2020, 12, 8), convened_by=convened_by, agenda=AGENDA, attendees=80)

    def propose(self) -> None:
        """A holder for each of the twelve kinds of seat (P3.3, P3.4)."""
        holders = [{"seat": seat, "name": name} for seat, name in SEATS.items()]
        self.say("propose_committee", date(2020, 12, 15), holders=holders)

    def sign(self) -> None:
        """The governor signs (P3.3)."""
        self.say("appoint_committee", date(2021, 1, 4), number=self.order, document=ORDER)

    def adopt(self, households: Sequence[str], despite_tier: str | None = "มีภาระดูแลผู้ป่วยติดเตียง") -> None:
        """The working group chooses its targets (P4.1)."""
        self.say(
            "adopt_households",
            date(2021, 1, 15),
            convened_by=["one_home", "working_group"],
            presented=["tiers", "social_data"],
            households=households,
            issues=["อาชีพเสริม", "น้ำทำเกษตร"],
            despite_tier=despite_tier,
        )

    def plan(self) -> None:
        """The 3-year plan, the community plan, the approach (P4.2-P4.4)."""
        self.say("record_plan", date(2021, 2, 8), areas=3, complete_by=date(2023, 9, 30))
        self.say(
            "plan_activity",
            date(2021, 2, 10),
            name="กลุ่มทอผ้าบ้านเรา",
            agency="dsdw",
            budget_baht=50_000,
            starts=date(2021, 3, 1),
            ends=date(2021, 6, 30),
            concepts=["productive_welfare", "social_reform.participation"],
        )
        participants = ["community", "working_group"]
        solutions = ["ตั้งกลุ่มอาชีพ"]
        self.say("set_approach", date(2021, 2, 10), participants=participants, partners=PARTNERS, solutions=solutions)

    def act(self) -> None:
        """An activity with partners, a supervision visit, an exchange, the province's follow-up (P5)."""
        self.say(
            "record_activity",
            date(2021, 3, 20),
            name="กลุ่มทอผ้าบ้านเรา",
            agencies=["dsdw"],
            partners=PARTNERS,
            people=40,
            result="มีลูกค้าประจำ",
            evidence="ภาพถ่ายกิจกรรม",
        )
        self.say("record_supervision_visit", date(2021, 4, 5), findings="กลุ่มเข้มแข็ง", advice="ขยายตลาด")
        participants = ["community", "partners"]
        self.say("record_exchange", date(2021, 4, 20), participants=participants, attendees=60, topic="อาชีพเสริม")
        self.say("follow_up", date(2021, 5, 10), findings="รายได้เพิ่มขึ้น")

    def conclude(self) -> None:
        """Lessons, the report to both its readers, the four criteria (P6)."""
        drawn_by = ["one_home", "working_group"]
        self.say("draw_lessons", date(2021, 8, 2), drawn_by=drawn_by, lessons="ทำร่วมกันจึงสำเร็จ")
        self.say("deliver_report", date(2021, 8, 10), recipient="governor", parts=REPORT_PARTS)
        self.say("deliver_report", date(2021, 8, 11), recipient="zone_office", parts=REPORT_PARTS)
        found = {code: {"holds": True, "evidence": "รายงานของจังหวัด"} for code in CRITERIA}
        self.say("judge_criteria", date(2021, 8, 12), found=found)
