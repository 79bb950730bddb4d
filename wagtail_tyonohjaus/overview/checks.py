"""Deployment checks that look at the database: ``manage.py check --deploy``."""

from typing import Any

from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.db import DatabaseError

from .health import problems

IDS = {"no_recipient": "W010", "undelivered": "W011", "stuck": "W012", "worker": "W013", "crisis": "W014"}
HINTS = {
    "no_recipient": "Name somebody in the practice's settings, under who receives what nobody else does.",
    "undelivered": "Look at the log of messages in the admin and send them again.",
    "stuck": "Look at the mail server's answers in the log of messages.",
    "worker": "Run “manage.py tyonohjaus_deliver” every minute by cron, or with --watch as a service.",
    "crisis": "Somebody has to take them.",
}


@register(deploy=True)
def check_requests(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    try:
        found = problems()
    except DatabaseError:  # not migrated yet
        return []
    return [
        CheckWarning(problem.text, hint=HINTS[problem.code], id=f"wagtail_tyonohjaus.{IDS[problem.code]}")
        for problem in found
    ]
