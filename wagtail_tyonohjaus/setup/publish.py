"""Publishes the drafts that the start has made and that are complete."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import AbstractPage, Site

from ..page_types.content_checks.placeholders import placeholders_of
from ..practice.users import AnyUser
from .provenance import made_objects


@dataclass
class PublishReport:
    """The pages that were published, and those that were left with what is missing in them."""

    published: list[AbstractPage] = field(default_factory=list)
    left: list[tuple[AbstractPage, list[str]]] = field(default_factory=list)


def publish_drafts(site: Site, user: Any) -> PublishReport:
    """Publishes each draft without placeholders, as far as the user may publish it."""
    report = PublishReport()
    for page in drafts(site):
        draft = page.get_latest_revision_as_object()
        missing = placeholders_of(draft)
        if missing or not _publish(page, user):
            report.left.append((page, missing))
        else:
            report.published.append(page)
    return report


def drafts(site: Site) -> list[AbstractPage]:
    """The pages that the start has made and nobody has published, in the order of the tree."""
    pages = [made.instance for made in made_objects(site).values() if isinstance(made.instance, AbstractPage)]
    return sorted((page for page in pages if not page.live), key=lambda page: page.path)


def _publish(page: AbstractPage, user: AnyUser) -> bool:
    if not page.permissions_for_user(user).can_publish():
        return False
    try:
        page.get_latest_revision().publish(user=user)
    except ValidationError:
        return False
    return True
