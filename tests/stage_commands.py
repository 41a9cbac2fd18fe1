"""What the model calls by a word, as the command that casework takes: its name, its inputs, its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from tests.stage_model_rules import SEATS

DIMENSIONS = ("health", "education", "income", "living", "access")
BASICS = ("income", "housing", "food", "clothing", "health", "education")
OFFICES = ("zone_office", "provincial_office", "one_home")
AGENDA = ("approach", "social_situation", "tpmap_analysis", "working_group")
PARTS = ("community_capability", "problems_solved")
TOPICS = ("economy", "social", "environment", "health", "human_development")

Given = Mapping[str, Any]
Inputs = dict[str, Any]


def command(what: str, number: int, data: Given) -> tuple[str, Inputs]:
    """Name and inputs; ``number`` makes evidence differ from all that was given before."""
    name, inputs = COMMANDS[what]
    return name, inputs(number, data)


def _of(name: str) -> Callable[[int, Given], Inputs]:
    return lambda n, d: {name: d["of"]}


def _same(n: int, d: Given) -> Inputs:
    return dict(d)


def _file(n: int) -> Inputs:
    return {"name": f"เอกสาร {n}.pdf", "sha256": sha256(str(n).encode()).hexdigest()}


def verdicts(fails: tuple[str, ...], whole: bool) -> dict[str, str]:
    """All five dimensions judged, or all but the last."""
    judged = {each: "fails" if each in fails else "passes" for each in DIMENSIONS}
    return judged if whole else {**judged, "access": "not_assessed"}


def _assessed(n: int, d: Given) -> Inputs:
    return {"verdicts": verdicts(d["fails"], d["whole"]), "indicators": {"health": f"ตัวชี้วัด {n}"}}


def _corrected(n: int, d: Given) -> Inputs:
    inputs: Inputs = {"version": d["of"]}
    if d.get("on"):
        inputs["on"] = d["on"]
    if d.get("data"):
        inputs["inputs"] = _assessed(n, d["data"])
    return inputs


def _criteria(n: int, d: Given) -> Inputs:
    met = {code: {"verdict": "met", "evidence": f"เยี่ยมบ้าน {n}"} for code in BASICS}
    return {"verdicts": met if d["out"] else {**met, "income": {"verdict": "cannot_judge", "reason": "ไม่มีข้อมูล"}}}


def _area(n: int, d: Given) -> Inputs:
    missions = ["hardship"] if d["whole"] else []
    place = {"strong_networks": True, "plan_topics": TOPICS, "participants": OFFICES}
    return {"scope": f"ขอบเขต {n}", "missions": missions, **place}


def _activity(n: int, d: Given) -> Inputs:
    days = {"starts": date(2021, 1, 1), "ends": date(2021, 9, 30)}
    return {"name": f"กิจกรรม {n}", "agency": "dsdw", "budget_baht": n, "concepts": ["bowon"], **days}


def _adopted(n: int, d: Given) -> Inputs:
    presented = ["tiers", "social_data"] if d["whole"] else ["tiers"]
    decided = {"despite_tier": "มติที่ประชุม"} if d["despite"] else {}
    return {"convened_by": ["one_home"], "presented": presented, "households": d["households"], **decided}


def _group(d: Given) -> tuple[str, ...]:
    return (*(OFFICES if d["whole"] else OFFICES[:1]), *(("working_group",) if d["group"] else ()))


def _done(n: int, d: Given) -> Inputs:
    return {"name": f"ลงแขก {n}", "agencies": ["dsdw"], "people": 9, "result": "สำเร็จ", "evidence": "ภาพถ่าย"}


def _proposed(n: int, d: Given) -> Inputs:
    return {"holders": [{"seat": seat, "name": f"นายก้อง สกุล{n}"} for seat in SEATS if seat not in d["without"]]}


def _bodies(d: Given, *bodies: str) -> tuple[str, ...]:
    return bodies if d["whole"] else bodies[:1]


COMMANDS: Mapping[str, tuple[str, Callable[[int, Given], Inputs]]] = {
    # Moves, waivers, corrections
    "advance": ("advance", _same),
    "confirm_move": ("confirm_move", _of("request")),
    "decline_move": ("decline_move", _of("request")),
    "return": ("return_to", _same),
    "suspend": ("suspend", _same),
    "resume": ("resume", _same),
    "close": ("close", _same),
    "reopen": ("reopen", _same),
    "ask_waiver": ("request_waiver", _same),
    "confirm_waiver": ("confirm_waiver", _of("request")),
    "decline_waiver": ("decline_waiver", _of("request")),
    "correct": ("correct", _corrected),
    "retract": ("retract", _of("version")),
    "confirm_fix": ("confirm_correction", _of("proposal")),
    "decline_fix": ("decline_correction", _of("proposal")),
    # The program's evidence
    "briefed": ("brief_one_home", lambda n, d: {"agencies": ["dsdw"], "attendees": n}),
    "area": ("choose_area", _area),
    "integrated": (
        "make_integrated_plan",
        lambda n, d: {"contributions": [{"agency": "dsdw", "brings": f"เงิน {n} บาท"}]},
    ),
    "situation": ("report_situation", lambda n, d: {"form": "แบบที่ 1", "summary": f"รายได้ต่ำ {n}"}),
    "studied": (
        "study_household_data",
        lambda n, d: {"participants": _bodies(d, "one_home", "zone_office", "community"), "findings": f"หนี้สิน {n}"},
    ),
    "problem": ("note_problem", lambda n, d: {"text": f"น้ำท่วม {n}"}),
    "summary": ("summarise_issues", lambda n, d: {"participants": _group(d), "findings": f"สรุป {n}"}),
    "mechanism": ("name_mechanism", lambda n, d: {"committee": f"คณะที่ {n}"}),
    "meeting": (
        "hold_community_meeting",
        lambda n, d: {"convened_by": [*OFFICES, "partners"], "agenda": _bodies(d, *AGENDA), "attendees": n},
    ),
    "proposed": ("propose_committee", _proposed),
    "signed": ("appoint_committee", lambda n, d: {"number": d["number"], "document": _file(n)}),
    "seated": ("fill_seat", lambda n, d: {"seat": d["seat"], "name": f"นายน้อย สกุล{n}"}),
    "vacated": ("vacate_seat", _of("holder")),
    "adopted": ("adopt_households", _adopted),
    "plan": ("record_plan", lambda n, d: {"areas": n, "complete_by": date(2023, 9, 30)}),
    "activity": ("plan_activity", _activity),
    "activity_dropped": ("drop_activity", _of("activity")),
    "done": ("record_activity", _done),
    "visit": ("record_supervision_visit", lambda n, d: {"findings": f"ดีขึ้น {n}", "advice": "ทำต่อไป"}),
    "lessons": (
        "draw_lessons",
        lambda n, d: {"drawn_by": _bodies(d, "one_home", "working_group"), "lessons": f"บทเรียน {n}"},
    ),
    "delivered": (
        "deliver_report",
        lambda n, d: {"recipient": d["to"], "parts": _bodies(d, *PARTS), "files": [_file(n)]},
    ),
    "judged": (
        "judge_criteria",
        lambda n, d: {"found": {c: {"holds": h, "evidence": f"หลักฐาน {n}"} for c, h in d["found"].items()}},
    ),
    # The household's evidence
    "notice": ("give_privacy_notice", _same),
    "assessed": ("assess_dimensions", _assessed),
    "officer": ("assign_manager", lambda n, d: {"officer": d["name"]}),
    "goal": (
        "set_goal",
        lambda n, d: {
            "action": f"ฝึกอาชีพ {n}",
            "agency": "dsdw",
            "due": date(2022, 9, 30),
            "concepts": ["targeted"],
            "dimension": d["dimension"],
        },
    ),
    "goal_dropped": ("drop_goal", _of("goal")),
    "agreed": ("agree_plan", lambda n, d: {"name": f"ผู้แทน {n}"}),
    "helped": (
        "deliver_help",
        lambda n, d: {"agency": "dsdw", "kind": "เงินทุน", "note": f"ครั้งที่ {n}", "dimension": d["dimension"]},
    ),
    "no_help": ("rule_out_help", _same),
    "income": ("state_income", lambda n, d: {"baht": d["baht"], "source": "survey", "note": f"สอบถาม {n}"}),
    "criteria": ("judge_criteria", _criteria),
    "tpmap": ("record_in_tpmap", lambda n, d: {"help": d["help"], "reference": f"TPMAP-{n}"}),
    "no_tpmap": ("rule_out_tpmap", _same),
    "example": ("choose_as_example", lambda n, d: {"meeting": date(2020, 10, 1)}),
    "carried": ("carry_over", lambda n, d: {"until": date.fromordinal(date(2022, 1, 1).toordinal() + n)}),
}
