"""What random walks ask for: evidence of every kind, whole or not, and what would meet a requirement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.stage_commands import DIMENSIONS
from tests.stage_model import View
from tests.stage_model_answers import BIG_INCOME
from tests.stage_model_rules import SEATS, SINGLE, World

CRITERIA = ("database", "plan", "social_capital", "problems_solved")
PEOPLE = ("kanda", "malee")

Asked = tuple[str, str, Mapping[str, Any]]
"""Case, what, data."""

_whole = st.fixed_dictionaries({"whole": st.sampled_from((True, True, True, False))})
_nothing = st.just({})
_fails = st.lists(st.sampled_from(DIMENSIONS[:3]), unique=True).map(
    lambda found: tuple(sorted(found, key=DIMENSIONS.index))
)
_dimension = st.fixed_dictionaries({"dimension": st.sampled_from(DIMENSIONS[:3])})
ASSESSED = st.fixed_dictionaries({"fails": _fails, "whole": st.sampled_from((True, True, True, False))})

EVIDENCE: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "program": {
        **dict.fromkeys(("briefed", "integrated", "situation", "problem", "mechanism"), _nothing),
        **dict.fromkeys(("plan", "activity", "done", "visit"), _nothing),
        **dict.fromkeys(("area", "studied", "meeting", "lessons"), _whole),
        "summary": st.fixed_dictionaries({"whole": st.sampled_from((True, True, False)), "group": st.booleans()}),
        "proposed": st.fixed_dictionaries({"without": st.sampled_from(((), ("local_mayor",), SEATS[:-1]))}),
        "signed": st.fixed_dictionaries({"number": st.sampled_from(("1/2564", "2/2564"))}),
        "seated": st.fixed_dictionaries({"seat": st.sampled_from(SINGLE[:3])}),
        "delivered": st.fixed_dictionaries(
            {"to": st.sampled_from(("governor", "zone_office")), "whole": st.sampled_from((True, True, False))}
        ),
        "judged": st.fixed_dictionaries(
            {"found": st.dictionaries(st.sampled_from(CRITERIA), st.sampled_from((True, True, False)), min_size=1)}
        ),
    },
    "household": {
        **dict.fromkeys(("notice", "agreed", "example", "carried"), _nothing),
        "assessed": ASSESSED,
        "officer": st.fixed_dictionaries({"name": st.sampled_from(PEOPLE)}),
        **dict.fromkeys(
            ("goal", "helped"), st.fixed_dictionaries({"dimension": st.sampled_from((*DIMENSIONS[:3], None))})
        ),
        "no_help": _dimension,
        "income": st.fixed_dictionaries({"baht": st.sampled_from((1_000, 2_000, BIG_INCOME))}),
        "criteria": st.fixed_dictionaries({"out": st.booleans()}),
    },
}


def supply(world: World, view: View, id: str) -> Iterator[Asked]:
    """What would meet a requirement of a case, as far as it can be met by recording."""
    case, program = view.case.id, view.case.program
    households = [other.id for other in world.cases.values() if other.program is view.case]
    simple: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        "P1.1": ("briefed", {}),
        "P1.2": ("area", {"whole": True}),
        "P1.3": ("integrated", {}),
        "P2.1": ("situation", {}),
        "P2.2": ("studied", {"whole": True}),
        "P2.6": ("problem", {}),
        "P2.7": ("summary", {"whole": True, "group": True}),
        "P3.1": ("mechanism", {}),
        "P3.2": ("meeting", {"whole": True}),
        "P3.3.proposed": ("proposed", {"without": ()}),
        "P3.3.signed": ("signed", {"number": f"{case[:6]}/2564"}),
        "P3.4": ("seated", {"seat": "local_mayor"}),
        "P4.2": ("plan", {}),
        "P4.3": ("activity", {}),
        "P5.3.activity": ("done", {}),
        "P5.3.visit": ("visit", {}),
        "P6.1": ("lessons", {"whole": True}),
        "P6.3": ("judged", {"found": dict.fromkeys(CRITERIA, True)}),
        "P7.2.criteria": ("judged", {"found": dict.fromkeys(CRITERIA, True)}),
        "H1.notice": ("notice", {}),
        "H2.dimensions": ("assessed", {"fails": DIMENSIONS[:2], "whole": True}),
        "H3.officer": ("officer", {"name": "kanda"}),
        "H4.agreement": ("agreed", {}),
        "H5.help": ("helped", {"dimension": None}),
        "H6.criteria": ("criteria", {"out": False}),
        "H6.reassessed": ("assessed", {"fails": (), "whole": True}),
        "H7.example": ("example", {}),
    }
    if id in simple:
        yield case, *simple[id]
    elif id == "P2.5":
        yield from ((one, "assessed", {"fails": DIMENSIONS[:1], "whole": True}) for one in households)
    elif id.startswith("P4.1"):
        yield case, "adopted", {"households": tuple(households), "whole": True, "despite": True}
    elif id == "P6.2":
        yield from ((case, "delivered", {"to": to, "whole": True}) for to in ("governor", "zone_office"))
    elif id == "H3.order" and program:
        # After the order, proposing members would take another order.
        yield program.id, "proposed", {"without": ()}
        yield program.id, "signed", {"number": f"{program.id[:6]}/2564"}
    elif id == "H3.adoption" and program:
        yield program.id, "adopted", {"households": (case,), "whole": True, "despite": True}
    elif id == "H4.goals":
        yield from ((case, "goal", {"dimension": dimension}) for dimension in (*view.failed, None))
    elif id == "H5.dimensions":
        yield from ((case, "helped", {"dimension": dimension}) for dimension in view.failed)
    elif id == "H7.out_of_poverty":
        yield from ((case, "income", {"baht": baht}) for baht in (1_000, BIG_INCOME))
        yield case, "criteria", {"out": True}
    elif id == "H7.tpmap" and view.every("helped"):
        yield case, "tpmap", {"help": tuple(one.version for one in view.every("helped"))}
