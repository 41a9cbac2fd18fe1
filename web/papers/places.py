"""Where a community lies, as official letters write it."""

from __future__ import annotations

from aggregates.program_record import Program
from engine.bilingual import Text
from web.answers.names import province_name
from web.papers.document import Copy


def place_of_program(copy: Copy, program: Program) -> str:
    """Subdistricts, district and province."""
    subdistricts = ", ".join(program.subdistricts)
    province = copy.pen.said(province_name(copy.reader, program.province))
    return copy.pen.said(
        Text(
            f"ตำบล{subdistricts} อำเภอ{program.district} จังหวัด{province}",
            f"{subdistricts}, {program.district}, {province}",
        )
    )
