"""Every page of the product with an example of each, as it stands in a small demo store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from aggregates.rules_in_force import reference
from engine.casework import Casework
from engine.command import Command
from engine.reader import Reader
from tests.served import Clock
from web.demo import build
from web.demo.accounts import open_accounts
from web.demo.dates import TODAY
from web.people.directory import find
from web.wiring import open_casework, open_front_desk

NO_PAGES = {
    "static",
    "login.elsewhere",
    "login.back",
    "operations.alive",
    "operations.ready",
    "operations.metrics",
    "rights.copy",
    "bundles.take",
    "mining.take",
    "papers.show",
    "reference_data.spreadsheet",
    "reference_data.begin",
    "scores.workbook",
    "programs.tpmap",
    "filling.blank",
    "attachments.take",
    "attachments.preview",
}
"""What is read and is no page: files to take away, ways to somewhere else, what machines ask."""


class Example(NamedTuple):
    """A page at an address, as one person sees it; ``who`` is nobody before signing in."""

    name: str
    endpoint: str
    who: str
    path: str


class Shown(NamedTuple):
    """A demo store: its day, the passwords of its people, and its examples."""

    day: date
    passwords: dict[str, str]
    examples: list[Example]


def demo_store(folder: Path, provinces: tuple[str, ...]) -> Shown:
    """Build the demo of some provinces of zone 9, Phayao among them."""
    with closing(open_casework(folder)) as casework:
        program = build(casework, provinces=provinces).sample_program
        assert program is not None
        casework.clock = Clock(TODAY)
        desk = open_front_desk(folder, casework)
        logins = open_accounts(desk)
        desk.close()
        household = _household(casework)
        request = casework.do(_asked_by_a_member(household)).case
        with casework.reading() as reader:
            found = list(_examples(reader, program, household, request))
        casework.vault.close()
    return Shown(TODAY, {login.user_name: login.password for login in logins}, found)


def _household(casework: Casework) -> str:
    """A household with a long story: the example for others with the most entries."""
    with casework.reading() as reader:
        (case,) = reader.connection.execute(
            "SELECT case_id FROM caseload WHERE kind = 'household' AND province = '56' AND stage = 'best_practice'"
            " ORDER BY case_id LIMIT 1"
        ).fetchone()
    return str(case)


def _asked_by_a_member(household: str) -> Command:
    inputs = {"right": "access", "concerns": household, "name": "นางบัวผัน น้ำใจ", "contact": "บ้านเลขที่ 12 หมู่ 3"}
    return Command(id="request", kind="rights_request", name="receive_request", by="wichai", inputs=inputs)


def _examples(reader: Reader, program: str, household: str, request: str) -> Iterator[Example]:
    case, community = f"/case/household/{household}", f"/case/program/{program}"
    review = next(case for case in _cases(reader, "zone_review"))
    sha256 = next(iter(reference(reader).activations)).rules.sha256
    account = find(reader, "kanda")
    yield from (
        Example("login", "login.form", "", "/login"),
        Example("start", "start", "", "/"),
        Example("work", "work.mine", "kanda", "/work?whose=area"),
        Example("program", "programs.show", "kanda", community),
        Example("program-dimensions", "programs.five", "kanda", f"{community}/dimensions"),
        Example("program-import", "programs.import_list", "kanda", f"{community}/import"),
        Example("fill-help", "filling.form", "kanda", f"/fill/help/{program}"),
        Example("together-dimensions", "programs.together", "kanda", f"{community}/together/assess_dimensions"),
        Example("together-visit", "programs.together", "kanda", f"{community}/together/visit"),
        Example("household", "households.show", "kanda", case),
        Example("attach", "attachments.form", "kanda", f"{case}/attach"),
        Example("household-past", "households.show", "kanda", f"{case}?on=31/3/2564"),
        Example("form-goal", "forms.do", "kanda", f"{case}/do/set_goal"),
        Example("form-adopt", "forms.do", "kanda", f"{community}/do/adopt_households"),
        Example("form-open", "forms.open", "kanda", f"/open/household?program={program}&province=56"),
        Example("fact", "correcting.show", "kanda", f"{case}/fact/2"),
        Example("households", "lists.show", "kanda", "/list/household"),
        Example("communities", "lists.show", "malee", "/list/program"),
        Example("register-meetings", "registers.meetings", "kanda", "/registers/meetings"),
        Example("register-help", "registers.help", "kanda", "/registers/help"),
        Example("register-visits", "registers.visits", "kanda", "/registers/visits"),
        Example("register-carried-over", "registers.carried", "kanda", "/registers/carried-over"),
        Example("overview", "overview.show", "malee", "/overview"),
        Example("overview-tiles", "overview.show", "malee", "/overview?measure=out&picture=tiles"),
        Example("overview-paths", "paths.show", "malee", "/overview/paths"),
        Example("overview-moved", "overview.moved", "malee", "/overview/moved?area=zone:9&first=red&latest=green"),
        Example("scores", "scores.board", "malee", "/scores?sheet=province-6m"),
        Example("score-sheet", "scores.office", "malee", "/scores/zone-6m/09"),
        Example("score-difference", "scores.difference", "malee", "/scores/zone-6m/09/2564/difference"),
        Example("scores-national", "scores.national", "malee", "/scores/national"),
        Example("zone-review", "reviews.show", "malee", f"/case/zone_review/{review}"),
        Example("leavers", "leavers.queue", "malee", "/leavers"),
        Example("leaver", "leavers.one", "malee", "/leavers/one?officer=manager-56-1"),
        Example("what-if", "what_if.form", "somchai", "/what-if"),
        Example("trail", "trail.search", "pranee", "/trail?late=yes"),
        Example("replay", "replay.show", "pranee", f"{case}/replay?step=12"),
        Example("compare", "replay.compare", "pranee", f"{case}/compare?earlier=31/3/2564"),
        Example("ledger", "ledger.show", "pranee", "/ledger"),
        Example("looks", "looks.show", "pranee", "/looks"),
        Example("rules", "rule_sets.every", "pranee", "/rules"),
        Example("rule-set", "rule_sets.one", "pranee", f"/rules/{sha256}"),
        Example("accounts", "accounts.show", "wichai", "/accounts"),
        Example("account", "account_page.one", "wichai", f"/accounts/{account}"),
        Example("password", "password.form", "wichai", "/password"),
        Example("reference", "reference_data.show", "wichai", "/reference/provinces"),
        Example("reference-row", "reference_data.row", "wichai", "/reference/provinces/row?key=56"),
        Example("reference-import", "reference_data.import_form", "wichai", "/reference/provinces/import"),
        Example("rights", "rights.desk", "wichai", "/rights"),
        Example("rights-request", "rights.show", "wichai", f"/case/rights_request/{request}"),
    )


def _cases(reader: Reader, kind: str) -> Iterator[str]:
    for (case,) in reader.connection.execute("SELECT originator_id FROM cases ORDER BY leaf"):
        if reader.kind_of(case).name == kind:
            yield case
