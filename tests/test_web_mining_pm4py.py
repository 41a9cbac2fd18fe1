"""What pm4py finds in the files is what stands in the store; run by `make mining`, which brings pm4py (U3, W3, W4)."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.mined import build_store, moves, reading, regular, told, variants, write
from tests.must_run import must_run
from web.mining.exporting import Wanted, net_text
from web.wiring import KINDS

if find_spec("pm4py") is not None:
    import pm4py
pytestmark = [
    must_run(find_spec("pm4py") is not None, "pm4py isn't here (500 MB): `make mining` brings it or fails"),
    pytest.mark.filterwarnings("ignore"),
]
CASE, ACTIVITY = "case:concept:name", "concept:name"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    build_store(folder)
    return folder


@pytest.mark.parametrize("form", ["ocel-json", "ocel-sqlite"])
def test_pm4py_reads_the_object_centric_forms_and_counts_what_we_count(store: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / ("log.sqlite" if form == "ocel-sqlite" else "log.json")
    events = write(store, file, Wanted(form))
    log = (pm4py.read_ocel2_sqlite if form == "ocel-sqlite" else pm4py.read_ocel2_json)(str(file))
    with reading(store) as reader:
        lives = told(reader)
        households = set(told(reader, "household"))
    assert len(log.events) == events == sum(map(len, lives.values()))
    assert set(log.objects["ocel:oid"]) == set(lives)
    ours = Counter(one.activity for life in lives.values() for one in life)
    assert Counter(log.events["ocel:activity"]) == ours
    assert set(pm4py.ocel_flattening(log, "household")[CASE]) == households


@pytest.mark.parametrize("kind", ["household", "program"])
def test_pm4py_finds_our_cases_variants_and_ways_and_which_lives_are_regular(
    store: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "log.xes"
    write(store, file, Wanted("xes", kind))
    log = pm4py.read_xes(str(file))
    with reading(store) as reader:
        lives = told(reader, kind)
    assert log[CASE].nunique() == len(lives)
    assert Counter(log[ACTIVITY]) == Counter(step for life in lives.values() for step in moves(life))
    assert {
        life: cases if isinstance(cases, int) else len(cases) for life, cases in pm4py.get_variants(log).items()
    } == (dict(variants(lives)))
    ways = Counter(way for life in lives.values() for way in zip(moves(life), moves(life)[1:], strict=False))
    assert pm4py.discover_dfg(log)[0] == dict(ways)
    order = list(dict.fromkeys(log[CASE]))
    expected = {"intended": {case for case, life in lives.items() if regular(moves(life))}, "permitted": set(lives)}
    for net, fitting in expected.items():
        path = tmp_path / f"{net}.pnml"
        path.write_text(net_text(next(one for one in KINDS if one.name == kind), net), encoding="utf-8")
        aligned = pm4py.conformance_diagnostics_alignments(log, *pm4py.read_pnml(str(path)))
        found = {case for case, one in zip(order, aligned, strict=True) if one["fitness"] == 1.0}
        assert found == fitting
        assert pm4py.check_is_workflow_net(pm4py.read_pnml(str(path))[0])
    assert expected["intended"] < expected["permitted"]
