"""The how-to page for a new kind of case is followed to the letter: its two files run, without touching the engine."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.casework import Casework
from engine.command import Command
from engine.keys import Vault
from engine.refusal import Refused
from engine.rows import ReadRows
from projections.spells import spells
from tests.given import TEXT

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "add-a-kind-of-case.md"


@pytest.fixture
def relief(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The aggregate of the page, imported under the names the page gives."""
    for path, code in re.findall(r"```python (\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        name = path.removesuffix(".py").replace("/", ".")
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(code, path, "exec"), module.__dict__)
    return sys.modules["aggregates.relief"]


def test_a_new_kind_of_case_needs_no_change_in_the_engine(relief: ModuleType, tmp_path: Path) -> None:
    kind = relief.RELIEF
    rows = ReadRows((spells((kind,)),))
    casework = Casework(str(tmp_path / "facts"), Vault(tmp_path / "keys", bytes(32)), (REFERENCE, kind), rows)
    casework.migrate()

    def do(name: str, *, case: str | None, on: date, kind: str = "relief", **inputs: object) -> str:
        command = Command(
            id=f"{name}-{on}", kind=kind, name=name, by="malee", case=case, on=on, inputs=inputs, because="ทดสอบ"
        )
        return casework.do(command).case

    do("open_reference", kind="reference", case=REFERENCE_CASE, on=date(2020, 10, 1))
    do("activate_rule_set", kind="reference", case=REFERENCE_CASE, on=date(2020, 10, 1), text=TEXT)
    case = do("open_relief", case=None, on=date(2021, 1, 5), province="56")

    with pytest.raises(Refused) as refused:
        do("advance", case=case, on=date(2021, 1, 6), to="surveyed")
    assert [finding.id for finding in refused.value.findings] == ["R1"]

    do("survey_damage", case=case, on=date(2021, 1, 7), houses=2)
    do("advance", case=case, on=date(2021, 1, 8), to="surveyed")
    do("hand_over", case=case, on=date(2021, 1, 9), baht=3000)
    do("advance", case=case, on=date(2021, 1, 10), to="relieved")

    state = casework.state(kind, case)
    assert (state.life.stage, state.baht) == ("relieved", 3000)
    assert [type(r.fact).__name__ for r in casework.facts(case)][-1] == "StageReached"
    with casework.reading() as reader:
        stood = reader.connection.execute("SELECT stage, occurred_on FROM spells ORDER BY occurred_on").fetchall()
    assert stood == [("opened", "2021-01-05"), ("surveyed", "2021-01-08"), ("relieved", "2021-01-10")]
    casework.close()
