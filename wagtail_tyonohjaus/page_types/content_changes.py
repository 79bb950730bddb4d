"""Renews the content version of a practice when something that its pages show changes, so that stored pages end.

Which change calls which function is in ``signals``. Hours, sessions and busy time are left out: they change the
revisions of supervisors, on which stored pages depend, too.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.practice.content_version import renew_content_version

from .changed_models import site_ids_of

#: A draft was saved, which visitors do not see.
DRAFT_FIELDS = frozenset({"latest_revision", "draft_title", "has_unpublished_changes", "latest_revision_created_at"})

#: Of accounts.
REACHABILITY_FIELDS = frozenset({"email", "is_active"})


def renew_of_record(*, instance: Model, **kwargs: Any) -> None:
    """Of the practice to which the row belongs, and of the one to which it has belonged."""
    for site_id in site_ids_of(instance):
        renew_content_version(site_id)


def renew_all(**kwargs: Any) -> None:
    """After a change of what the pages of any practice may show."""
    renew_content_version(None)


def renew_after_link(*, action: str, **kwargs: Any) -> None:
    """Once the links of a record are changed; of all practices, since both sides may have pages."""
    if action.startswith("post_"):
        renew_content_version(None)


def renew_after_page_save(*, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Pages that code saves without publishing them."""
    if not (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        renew_content_version(None)


def renew_after_account_save(
    *, created: bool, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """A rule whose recipients can't be reached leaves the number to call to the next one."""
    is_relevant = update_fields is None or not REACHABILITY_FIELDS.isdisjoint(update_fields)
    if is_relevant and not created and RoutingRule.objects.filter(active=True).exists():
        renew_content_version(None)
