"""Rules, hours and blocks that are limited to deleted records, as problems of the health checks."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, Site

from ..availability.limited_hours import supervisors_with_exhausted_hours
from ..blocks.record_usage import pages_with_deleted_records
from ..contact.routing.exhausted_rules import exhausted_rules
from .problems import Problem

MAX_LISTED = 10


def deleted_record_problems(of_sites: Q, sites: Collection[Site]) -> list[Problem]:
    """Empty if nothing is limited to deleted records."""
    found: list[tuple[str, str, list[Any]]] = [
        (
            "exhausted_rules",
            _("Routing rules that match nothing, because what they were limited to was deleted: %(names)s."),
            exhausted_rules(of_sites),
        ),
        (
            "exhausted_hours",
            _("Hours that are not offered, because what they were limited to was deleted: %(names)s."),
            supervisors_with_exhausted_hours(of_sites),
        ),
        (
            "empty_blocks",
            _("Pages with blocks in which a deleted record is selected: %(names)s."),
            pages_with_deleted_records(sites),
        ),
    ]
    return [
        Problem(code, text % {"names": _names(records)}, records=tuple(records))
        for code, text, records in found
        if records
    ]


def _names(rows: Iterable[Any]) -> str:
    names = [row.get_admin_display_title() if isinstance(row, AbstractPage) else str(row) for row in rows]
    return ", ".join(names[:MAX_LISTED]) + (" …" if len(names) > MAX_LISTED else "")
