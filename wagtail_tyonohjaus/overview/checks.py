"""Deployment checks that read the database: ``manage.py check --deploy``."""

from typing import Any

from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.db import DatabaseError

from .health import find_problems

IDS = {
    "no_recipient": "W010",
    "undelivered": "W011",
    "stuck": "W012",
    "worker": "W013",
    "crisis": "W014",
    "exhausted_rules": "W015",
    "exhausted_hours": "W016",
    "empty_blocks": "W017",
}
HINTS = {
    "no_recipient": "Enter fallback recipients in the practice's settings.",
    "undelivered": "Find the messages in the delivery log and send them again.",
    "stuck": "See the mail server's responses in the delivery log.",
    "worker": "Run “manage.py tyonohjaus_deliver” every minute with cron, or as a service with --watch.",
    "crisis": "Somebody has to take these requests.",
    "exhausted_rules": "Select other records in these rules, or deactivate the rules.",
    "exhausted_hours": "Select another office or service for these hours, or remove them.",
    "empty_blocks": "Select another record in these blocks, or remove the blocks.",
}


@register(deploy=True)
def check_health(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """One warning for each problem of ``health.find_problems``; none before the first migration."""
    try:
        problems = find_problems()
    except DatabaseError:  # not migrated yet
        return []
    return [
        CheckWarning(problem.text, hint=HINTS[problem.code], id=f"wagtail_tyonohjaus.{IDS[problem.code]}")
        for problem in problems
    ]
