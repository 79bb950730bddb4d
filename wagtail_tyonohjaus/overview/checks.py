"""Deployment checks that read the database: ``manage.py check --deploy``."""

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError

from ..late_imports import LateModule

if TYPE_CHECKING:
    from . import health
else:
    health = LateModule(f"{__package__}.health")

#: The ids of errors begin with E, those of warnings with W.
IDS = {
    "no_recipient": "W010",
    "undelivered": "W011",
    "stuck": "W012",
    "worker": "W013",
    "crisis": "W014",
    "exhausted_rules": "W015",
    "exhausted_hours": "W016",
    "empty_blocks": "W017",
    "unsent": "W018",
    "crisis_messages": "W019",
    "failing_tasks": "W020",
    "late_tasks": "W021",
    "task_worker": "W022",
    "waiting_tasks": "W023",
    "calendar_sync": "W024",
    "late_calendars": "W025",
    "paused": "W026",
    "duty_gaps": "W031",
    "duty_unreachable": "W032",
    "broken_texts": "W033",
    "late_in_crisis": "E007",
}


@register(deploy=True)
def check_health(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One message for each problem of ``health.find_problems``; none before the first migration."""
    try:
        problems = health.find_problems()
    except DatabaseError:  # not migrated yet
        return []
    return [_message(IDS[problem.code], problem.text, problem.advice) for problem in problems]


def _message(code: str, text: str, advice: str) -> CheckMessage:
    kind = Error if code.startswith("E") else CheckWarning
    return kind(text, hint=advice, id=f"wagtail_tyonohjaus.{code}")
