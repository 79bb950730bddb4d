"""What the package costs each process of the host at its start. ``benchmarks/startup.py`` measures the time."""

import json
import os
import subprocess
import sys

import pytest

# Libraries that only some views and tasks use; ``late_imports`` has those that the package imports late.
HEAVY = [
    "dateutil.rrule",
    "holidays",
    "icalendar",
    "markdown_it",
    "openpyxl",
    "recurring_ical_events",
    "requests_hardened",
    "segno",
]
# Modules of the package that serve requests or run in the worker.
LATE = [
    "appointments.admin.viewsets",
    "appointments.periodic_tasks",
    "availability.engine",
    "availability.free",
    "availability.busy_calendars.sync",
    "contact.escalation",
    "contact.submission",
    "contact.visitor.views",
    "feeds.views",
    "finding.alternatives",
    "finding.cards",
    "finding.finder",
    "finding.results",
    "guide.views",
    "headless.views",
    "ical.components",
    "inbox.viewsets",
    "messages.admin.views",
    "overview.health",
]
SCRIPT = """
import json, sys
import django

django.setup()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def modules() -> set[str]:
    """The modules that a process of the tests' site has imported once it is set up."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True, env=environment
    )
    return set(json.loads(process.stdout))


def test_heavy_libraries_are_not_imported_at_the_start(modules):
    assert sorted(modules & set(HEAVY)) == []


def test_views_and_tasks_are_not_imported_at_the_start(modules):
    assert sorted(modules & {f"wagtail_tyonohjaus.{name}" for name in LATE}) == []


def test_names_of_modules_are_those_of_today():
    """Else the tests above would find nothing."""
    for name in LATE:
        __import__(f"wagtail_tyonohjaus.{name}")
