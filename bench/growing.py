"""A store that grows as one at work does: lists imported from workbooks, then commands, households at every stage."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from xlsxwriter import Workbook

from bench.household_work import DAY, Work
from engine.command import Command
from web.imports.run import import_households

HOUSEHOLDS = 100
"""Households of one list, and so of one program."""
MEMBERS = 4
DIMENSIONS = {"สุขภาพ": "ไม่ผ่าน", "การศึกษา": "ผ่าน", "รายได้": "ไม่ผ่าน", "ความเป็นอยู่": "ผ่าน", "การเข้าถึงบริการรัฐ": "ผ่าน"}
LIST = ("รหัสบ้าน", "บ้านเลขที่", "หมู่ที่", "ชื่อ-สกุล", "รายได้ครัวเรือนต่อเดือน", *DIMENSIONS)
PEOPLE = ("รหัสบ้าน", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "วันเดือนปีเกิด", "เพศ", "ความสัมพันธ์")
FIRST = ("บุญมี", "คำปัน", "สมศรี", "ทองดี", "แก้วตา", "อินทร์", "จันทร์เพ็ญ", "ศรีนวล")
LAST = ("ศรีวิชัย", "ใจดี", "วงศ์คำ", "ปัญญา", "มณีวรรณ", "สุขสม", "ธรรมวงศ์", "ชัยชนะ", "เทพทอง", "อินต๊ะ", "กันทะ")
RELATIONS = ("หัวหน้าครัวเรือน", "คู่สมรส", "บุตร", "มารดา")
STEPS = 42
"""Commands until a household has gone through all stages."""


class Growing:
    """A store and the households that are imported into it, list by list."""

    def __init__(self, folder: Path) -> None:
        self.work = Work(folder)
        self.households = 0
        self.importing = 0.0
        """Seconds of CPU spent on importing so far, from the bytes of a workbook to the last commit."""

    @property
    def size(self) -> int:
        with self.work.casework.reading() as reader:
            return reader.size

    def grow(self, facts: int, progress: Callable[[int], None] = lambda size: None) -> None:
        """Import lists and carry their households on until the store holds so many facts."""
        while self.size < facts:
            self._carry_on(*self.import_list())
            progress(self.size)

    def import_list(self) -> tuple[str, list[str]]:
        """A program, and the households of one list that were put on record in it."""
        program, book = self.work.open_program(), self._workbook()
        began = time.process_time()
        report = import_households(
            self.work.casework, book, "list.xlsx", program=program, by="malee", source="tpmap", on=DAY
        )
        self.importing += time.process_time() - began
        cases = [row.case for row in report.rows if row.case is not None]
        assert len(cases) == HOUSEHOLDS, report.counts
        return program, cases

    def _carry_on(self, program: str, cases: list[str]) -> None:
        """Take each household some way, from not at all to the last stage, a batch for each step of all of them."""
        command = self.work.command
        self._do([command("household", "give_privacy_notice", case) for case in cases])
        self.work.adopt(program, cases)
        self._do([command("household", "assign_manager", case, officer="malee") for case in cases])
        going = [self._way(case, number * 7 % (STEPS + 1)) for number, case in enumerate(cases)]
        while batch := [step for way in going if (step := next(way, None)) is not None]:
            self._do(batch)

    def _way(self, case: str, length: int) -> Iterator[Command]:
        for _, command in zip(range(length), self.work.commands(case), strict=False):
            yield command

    def _do(self, commands: list[Command]) -> None:
        for command, answer in self.work.casework.do_many(commands):
            if isinstance(answer, Exception):
                raise AssertionError(f"{command.name}: {answer}") from answer

    def _workbook(self) -> bytes:
        """A list of households and one of their members, as provinces send them; no name or number comes twice."""
        content = io.BytesIO()
        with Workbook(content, {"in_memory": True}) as book:
            households, people = book.add_worksheet("ครัวเรือน"), book.add_worksheet("สมาชิก")
            households.write_row(0, 0, LIST)
            people.write_row(0, 0, PEOPLE)
            for line in range(HOUSEHOLDS):
                number = self.households + line
                code, names = f"5601{number:07d}", [_name(number * MEMBERS + m) for m in range(MEMBERS)]
                households.write_row(1 + line, 0, [code, f"{number}", "1", names[0], 2000, *DIMENSIONS.values()])
                for m, name in enumerate(names):
                    person = number * MEMBERS + m
                    born = f"{person % 28 + 1:02d}/{person % 12 + 1:02d}/{2490 + person % 60}"
                    told = [code, name, national_id(person), born, "หญิง" if m % 2 else "ชาย", RELATIONS[m]]
                    people.write_row(1 + line * MEMBERS + m, 0, told)
        self.households += HOUSEHOLDS
        return content.getvalue()


def _name(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}{LAST[number // len(LAST) % len(LAST)]}"


def national_id(number: int) -> str:
    """A number of thirteen digits, of which the last one checks the others."""
    digits = f"3{number:011d}"
    return digits + str((11 - sum(int(digit) * (13 - place) for place, digit in enumerate(digits)) % 11) % 10)
