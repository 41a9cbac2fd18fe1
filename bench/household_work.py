"""The work the benchmark measures: one household through all seven stages, with evidence at each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.command import Command
from web.wiring import open_casework, prepare

DIMENSIONS = ("health", "education", "income", "living", "access")
CRITERIA = ("income", "housing", "food", "clothing", "health", "education")
PROVINCE = "56"
DAY = date(2021, 4, 1)
NOON = datetime.combine(DAY, time(12), BANGKOK)
"""When it is recorded: the same day, as most things are. What is recorded years later is asked about first."""
SEEN = "บ้านมีหลังคาใหม่แล้ว น้ำดื่มสะอาด ผู้สูงอายุได้รับการดูแล"
"""What a visitor wrote: a sentence of Thai, sealed in every fact."""


class Work:
    """A store with one program, and the commands that take its households through all stages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.casework: Casework = open_casework(folder, lambda: NOON)
        prepare(self.casework)
        self.casework.check()
        self.count = 0
        self.program = self.open_program()

    def open_program(self) -> str:
        """A program with a committee, which may adopt households."""
        opened = {"name_th": "บ้านตัวอย่าง", "name_en": "Ban Tua Yang", "subdistricts": ["ท่าวังทอง"]}
        place = {"district": "เมืองพะเยา", "province": PROVINCE, "fiscal_year": 2564}
        program = self.do("program", "open_program", None, **opened, **place)
        holders = [{"seat": "local_mayor", "name": "นายสมศักดิ์ ใจดี"}]
        self.do("program", "propose_committee", program, holders=holders)
        order = {"name": "order.pdf", "sha256": "0" * 64}
        self.do("program", "appoint_committee", program, number=f"{self.count}/2564", document=order)
        return program

    def command(self, kind: str, of: str, case: str | None, because: str | None = None, /, **inputs: Any) -> Command:
        self.count += 1
        return Command(
            id=f"bench-{self.count}", kind=kind, name=of, by="malee", case=case, inputs=inputs, on=DAY, because=because
        )

    def do(self, kind: str, of: str, case: str | None, because: str | None = None, /, **inputs: Any) -> str:
        return self.casework.do(self.command(kind, of, case, because, **inputs)).case

    def open_household(self) -> str:
        """A household adopted by the working group, with an officer in charge: ready for every gate."""
        members = [
            {"name": "นางบุญมี ศรีวิชัย", "birth_date": date(1950, 1, 5), "head": True},
            {"name": "นายคำปัน ศรีวิชัย", "birth_date": date(1975, 7, 1)},
        ]
        case = self.do(
            "household",
            "open_household",
            None,
            program=self.program,
            province=PROVINCE,
            district="เมืองพะเยา",
            subdistrict="ท่าวังทอง",
            sources=["tpmap"],
            members=members,
            income={"baht": 2000, "source": "survey"},
            notice_given=True,
            dimensions={code: "fails" if code in ("health", "income") else "passes" for code in DIMENSIONS},
        )
        self.adopt(self.program, [case])
        self.do("household", "assign_manager", case, officer="malee")
        return case

    def adopt(self, program: str, cases: Sequence[str]) -> None:
        """Make targets of households, in a meeting of the program's committee."""
        adopted = {"convened_by": ["one_home"], "presented": ["tiers", "social_data"], "households": list(cases)}
        self.do("program", "adopt_households", program, **adopted)

    def commands(self, case: str) -> Iterator[Command]:
        """42 commands: seven moves, and five pieces of evidence at each stage."""

        def evidence(times: int) -> Iterator[Command]:
            for _ in range(times):
                yield self.command("household", "visit", case, visitor="มาลี", seen=SEEN)

        def advance(to: str) -> Command:
            return self.command("household", "advance", case, to=to)

        def ask(command: str, because: str | None = None, /, **inputs: Any) -> Command:
            return self.command("household", command, case, because, **inputs)

        yield from evidence(5)
        yield advance("selected")
        yield from evidence(5)
        yield advance("analyzed")
        yield from evidence(5)
        yield advance("committee_appointed")
        for code in ("health", "income"):
            goal = {"action": "ดูแลต่อเนื่อง", "agency": "พมจ.", "due": date(2021, 9, 1), "concepts": ["bowon"]}
            yield ask("set_goal", dimension=code, **goal)
        yield ask("agree_plan", name="นางบุญมี ศรีวิชัย")
        yield from evidence(2)
        yield advance("planned")
        for code in ("health", "income"):
            yield ask("deliver_help", dimension=code, agency="พมจ.", kind="เงินสงเคราะห์", baht=2000, note=SEEN)
        yield from evidence(3)
        yield advance("intervened")
        yield ask("state_income", baht=12_000, source="survey")
        yield ask("assess_dimensions", verdicts=dict.fromkeys(DIMENSIONS, "passes"))
        yield ask("judge_criteria", verdicts={code: {"verdict": "met", "evidence": SEEN} for code in CRITERIA})
        yield from evidence(2)
        yield advance("evaluated")
        helped = self.casework.state(self.casework.kinds["household"], case).help
        yield ask("record_in_tpmap", help=list(helped), reference="TPMAP-0001")
        yield ask("choose_as_example", "ตัวอย่างที่ดี", meeting=DAY)
        yield from evidence(3)
        yield advance("best_practice")
