"""The gate before every route: which roles may pass at all. A route without a rule lets nobody through (U5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, get_args

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from aggregates.account_facts import Role
from aggregates.reference import REFERENCE
from engine.kind import Kind
from web import forgery
from web.access import ADMINISTERED, OF_ADMINISTRATION, Person, role_may_do
from web.people.caller import Callers
from web.problems import Problem

PUBLIC = frozenset(
    {
        "start",
        "static",
        "login.form",
        "login.enter",
        "login.elsewhere",
        "login.back",
        "api-docs.openapi_json",
        "questions.get_health",
        "questions.get_ledger_checkpoint",
        "questions.get_ledger_submission",
        "questions.get_ledger_inclusion",
        "questions.get_ledger_consistency",
        "questions.get_ledger_keys",
        "operations.alive",
        "operations.ready",
        "operations.metrics",
        "documentation",
    }
)
"""Endpoints anybody may use; they say nothing of any case.

The ledger's checkpoints and proofs are sizes and hashes: witnesses and auditors outside ask without an account.
"""


CHOOSING = frozenset({"password.form", "password.change", "login.leave", "me.get_me", "me.change_password"})
"""What somebody may do whose password was set by another: choose their own, or leave."""


class Rule(NamedTuple):
    """Who may pass, whatever their area; and whether it shows cases, so that some must say what for."""

    roles: frozenset[Role]
    cases: bool = False


EVERYBODY = Rule(frozenset(get_args(Role)))
CASES = Rule(EVERYBODY.roles, cases=True)
KEEPERS = Rule(frozenset(role for role, sight in OF_ADMINISTRATION.items() if sight.always))
WORKERS = Rule(frozenset({"case_manager", "supervisor"}))
ADMINISTRATORS = Rule(frozenset({"administrator"}))
IN_CHARGE = Rule(frozenset({"supervisor", "administrator"}))
SUPERVISORS = Rule(frozenset({"supervisor"}))
AUDITORS = Rule(frozenset({"auditor"}))
OVERSEERS = Rule(frozenset({"supervisor", "auditor"}), cases=True)
RULE_KEEPERS = Rule(frozenset({"supervisor", "auditor", "administrator"}))
READS = ("get_listed", "get_state", "get_history", "get_diff", "get_moves", "get_findings")
RULES: Mapping[str, Rule] = {
    "login.leave": EVERYBODY,
    "password.form": EVERYBODY,
    "password.change": EVERYBODY,
    "me.get_me": EVERYBODY,
    "me.change_password": EVERYBODY,
    "me.begin_codes": EVERYBODY,
    "me.need_codes": EVERYBODY,
    "me.issue_token": EVERYBODY,
    "me.withdraw_token": EVERYBODY,
    "questions.get_audit": CASES,
    "questions.get_workflows": EVERYBODY,
    "questions.get_rules": EVERYBODY,
    "questions.get_rule_set": EVERYBODY,
    "questions.get_kinds": EVERYBODY,
    "questions.get_progress_by_area": CASES,
    "questions.get_success_by_area": CASES,
    "questions.get_quota_of_year": CASES,
    "questions.get_mission_scores": EVERYBODY,
    "questions.get_integration_score": EVERYBODY,
    "questions.get_office_score": CASES,
    "questions.get_looks": AUDITORS,
    "questions.get_mining_history": AUDITORS,
    "questions.get_mining_net": EVERYBODY,
    "questions.get_table": CASES,
    "questions.get_difference": CASES,
    "questions.import_households": WORKERS,
    "questions.import_sheet": WORKERS,
    "questions.get_filled_template": WORKERS,
    "questions.get_attachments": CASES,
    "questions.get_attachment": CASES,
    "questions.get_preview": CASES,
    "questions.attach_file": WORKERS,
    "attachments.form": WORKERS,
    "attachments.add": WORKERS,
    "attachments.take": CASES,
    "attachments.preview": CASES,
    "filling.form": WORKERS,
    "filling.blank": WORKERS,
    "filling.read": WORKERS,
    "questions.ask_what_if": RULE_KEEPERS,
    "overview.show": OVERSEERS,
    "overview.moved": OVERSEERS,
    "paths.show": OVERSEERS,
    "scores.board": CASES,
    "scores.office": CASES,
    "scores.workbook": CASES,
    "scores.difference": CASES,
    "scores.national": EVERYBODY,
    "reminding.remind": SUPERVISORS,
    "trail.search": CASES,
    "replay.show": EVERYBODY,
    "replay.compare": EVERYBODY,
    "what_if.form": RULE_KEEPERS,
    "what_if.ask": RULE_KEEPERS,
    "accounts.show": KEEPERS,
    "account_page.one": KEEPERS,
    "account_page.reset_password": ADMINISTRATORS,
    "account_page.end_sessions": ADMINISTRATORS,
    "account_page.pardon": ADMINISTRATORS,
    "leavers.queue": IN_CHARGE,
    "leavers.one": IN_CHARGE,
    "leavers.reassign": IN_CHARGE,
    "reference_data.begin": EVERYBODY,
    "reference_data.show": EVERYBODY,
    "reference_data.row": EVERYBODY,
    "reference_data.spreadsheet": EVERYBODY,
    "reference_data.import_form": ADMINISTRATORS,
    "reference_data.import_rows": ADMINISTRATORS,
    "rule_sets.every": EVERYBODY,
    "rule_sets.one": EVERYBODY,
    "looks.show": AUDITORS,
    "bundles.take": AUDITORS,
    "mining.take": AUDITORS,
    "ledger.show": EVERYBODY,
    "rights.desk": KEEPERS,
    "rights.find": ADMINISTRATORS,
    "rights.show": KEEPERS,
    "rights.copy": ADMINISTRATORS,
    "rights_request.get_export_": ADMINISTRATORS,
    "lists.show": CASES,
    "papers.show": CASES,
    "programs.show": CASES,
    "programs.together": WORKERS,
    "programs.tpmap": CASES,
    "programs.import_list": WORKERS,
    "programs.import_read": WORKERS,
    "reviews.show": CASES,
    "registers.meetings": CASES,
    "registers.visits": CASES,
    "registers.help": CASES,
    "registers.carried": CASES,
    "work.mine": WORKERS,
    "work.choose_digest": WORKERS,
    "finding.find": WORKERS,
    "programs.five": CASES,
    "households.show": CASES,
    "correcting.show": CASES,
    "correcting.correct": EVERYBODY,
    "correcting.retract": EVERYBODY,
    "forms.do": EVERYBODY,
    "forms.open": EVERYBODY,
}
"""The rule of every route that belongs to no kind of case. A new route gets its line here."""


def rules(kinds: Iterable[Kind[Any]]) -> dict[str, Rule]:
    """Endpoint -> rule, those of the kinds of case included: reading by kind, commands by whose they are."""
    found = dict(RULES)
    for kind in kinds:
        read = KEEPERS if kind.name in ADMINISTERED else EVERYBODY if kind is REFERENCE else CASES
        found |= {f"{kind.name}.{name}": read for name in READS} | {f"{kind.name}.get_stored": AUDITORS}
        for decision in kind.decisions.values():
            roles = frozenset(role for role in get_args(Role) if role_may_do(role, kind, decision))
            found[f"{kind.name}.{decision.name}"] = Rule(roles)
    return found


def add_gate(app: Flask, callers: Callers, kinds: Iterable[Kind[Any]]) -> None:
    """Let nobody past whom no rule lets."""
    known = rules(kinds)
    forgery.protect(app)

    @app.before_request
    def pass_or_refuse() -> ResponseReturnValue | None:
        g.person = None
        # No text of ours holds a NUL, and not every store takes it in a question.
        if "\0" in request.path:
            raise Problem("not-found")
        if any("\0" in value for value in request.args.values()):
            raise Problem("bad-request")
        if request.endpoint != "static":
            by_cookie = callers.identify()
            if by_cookie or request.endpoint in PUBLIC:
                forgery.refuse_foreign()
        # An unknown address needs a person too, so that it tells nothing.
        if request.endpoint in PUBLIC:
            return None
        if g.person is None:
            return _who_is_it()
        if g.must_choose and request.endpoint not in CHOOSING:
            return _choose_first()
        if request.endpoint is not None:
            _expect(known.get(request.endpoint), g.person)
        return None


def _choose_first() -> ResponseReturnValue:
    """Somebody whose password was set by another chooses their own before anything else."""
    if request.method == "GET" and not request.path.startswith("/api/"):
        return redirect(url_for("password.form", next=request.full_path.rstrip("?")))
    raise Problem("password-due")


def _expect(rule: Rule | None, person: Person) -> None:
    if rule is None or not rule.roles & person.roles:
        raise Problem("not-allowed")
    if rule.cases and not person.areas:
        raise Problem("no-purpose")


def _who_is_it() -> ResponseReturnValue:
    """Somebody reading a page is asked to sign in and comes back to it; every other request is refused."""
    reading = request.method == "GET" and not request.path.startswith("/api/")
    if reading and request.accept_mimetypes.accept_html:
        return redirect(url_for("login.form", next=request.full_path.rstrip("?")))
    raise Problem("no-token", headers={"WWW-Authenticate": 'Bearer realm="chumchon"'})
