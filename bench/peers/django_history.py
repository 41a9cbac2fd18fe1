"""Django with django-fsm-2 for the stages and django-simple-history for the history of every row."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from bench.peers.course import DAY, ENOUGH, SEEN, STAGES, VISITOR, Step, run, steps

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "simple_history"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(sys.argv[1]) / "django.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django_fsm import FSMField  # noqa: E402
from django_fsm import transition as move  # noqa: E402
from simple_history.models import HistoricalRecords  # noqa: E402


def enough_evidence(household: Household) -> bool:
    return household.here >= ENOUGH


class Household(models.Model):
    stage = FSMField(default=STAGES[0], protected=True)
    here = models.PositiveIntegerField(default=0)
    changed = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        app_label = "auth"


def _move(source: str, target: str) -> Any:
    def step(self: Household) -> None:
        self.here = 0

    return move(field=Household.stage.field, source=source, target=target, conditions=[enough_evidence])(step)


for source, target in pairwise(STAGES):
    setattr(Household, f"to_{target}", _move(source, target))


class Visit(models.Model):
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="visits")
    stage = models.CharField(max_length=40)
    day = models.DateField()
    visitor = models.CharField(max_length=200)
    seen = models.TextField()
    history = HistoricalRecords()

    class Meta:
        app_label = "auth"


class Cases:
    def __init__(self, folder: Path) -> None:
        call_command("migrate", verbosity=0)
        tables = [Household, Visit, Household.history.model, Visit.history.model]
        with connection.schema_editor() as editor:
            for table in tables:
                editor.create_model(table)
        self.officer = User.objects.create(username="malee")
        self.day = date.fromisoformat(DAY)

    def __call__(self) -> Iterator[Step]:
        case = Household.objects.create().pk
        return steps(lambda: self.visit(case), lambda to: self.advance(case, to))

    def visit(self, case: int) -> None:
        with transaction.atomic():
            household = Household.objects.get(pk=case)
            visit = Visit(household=household, stage=household.stage, day=self.day, visitor=VISITOR, seen=SEEN)
            visit._history_user = self.officer
            visit.save()
            household.here += 1
            household._history_user = self.officer
            household.save()

    def advance(self, case: int, to: str) -> None:
        with transaction.atomic():
            household = Household.objects.get(pk=case)
            getattr(household, f"to_{to}")()
            household._history_user = self.officer
            household.save()


if __name__ == "__main__":
    run(Cases)
