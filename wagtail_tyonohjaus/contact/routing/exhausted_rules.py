"""Rules that match nothing, because what they are limited to no longer exists, or would be deleted."""

from collections.abc import Iterator

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from ...practice.restrictions import exhausted_rows, rows_exhausted_by
from ..rule_models import RoutingRule


def rule_deletion_effects(record: Model) -> Iterator[str]:
    """What happens to routing rules when a record is deleted, as sentences."""
    for row in rows_exhausted_by(record):
        if isinstance(row, RoutingRule):
            yield _("The routing rule “%(rule)s” matches nothing any more.") % {"rule": row}


def exhausted_rules(of_sites: Q) -> list[RoutingRule]:
    """The active rules that match nothing. ``of_sites`` is a condition for rules."""
    return list(exhausted_rows(RoutingRule.objects.filter(of_sites, active=True)))
