"""Rules, hours and blocks that are limited to deleted records, as texts for the health checks."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..availability.limited_hours import supervisors_with_exhausted_hours
from ..blocks.record_usage import pages_with_deleted_records
from ..contact.routing.exhausted_rules import exhausted_rules

MAX_LISTED = 10


def exhausted_rules_text(of_sites: Q) -> str:
    """Empty without such rules."""
    rules = exhausted_rules(of_sites)
    text = _("Routing rules that match nothing, because what they were limited to was deleted: %(names)s.")
    return text % {"names": _names(rules)} if rules else ""


def exhausted_hours_text(of_sites: Q) -> str:
    """Empty without such hours."""
    supervisors = supervisors_with_exhausted_hours(of_sites)
    text = _("Hours that are not offered, because what they were limited to was deleted: %(names)s.")
    return text % {"names": _names(supervisors)} if supervisors else ""


def empty_blocks_text(sites: Collection[Site]) -> str:
    """Empty without such blocks."""
    pages = pages_with_deleted_records(sites)
    text = _("Pages with blocks in which a deleted record is selected: %(names)s.")
    return text % {"names": _names(page.get_admin_display_title() for page in pages)} if pages else ""


def _names(rows: Iterable[object]) -> str:
    names = [str(row) for row in rows]
    return ", ".join(names[:MAX_LISTED]) + (" …" if len(names) > MAX_LISTED else "")
