"""Calendar subscriptions in templates. The tags need ``request`` in the context."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from ..feeds import subscribe
from ..practice.display.qr_codes import qr_code
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.page_links import presented_record
from ..practice.site import current_practice

register = template.Library()


@register.inclusion_tag("wagtail_tyonohjaus/feeds/_subscribe.html", takes_context=True)
def tyo_calendar_subscription(
    context: Mapping[str, Any],
    supervisor: Supervisor | None = None,
    service: Service | None = None,
    office: Office | None = None,
) -> dict[str, Any]:
    """Ways to subscribe to the free times of a supervisor, else of an office, a service or the practice."""
    practice = current_practice(context)
    if practice is None or not practice.publish_free_times:
        return {}
    record, filters = _feed_record(practice, supervisor or None, service or None, office or None)
    if not _has_feed(record):
        return {}
    url = f"{practice.site.root_url}{subscribe.feed_path(record, **filters)}"
    return {
        "url": url,
        "options": subscribe.subscription_options(url, _feed_title(record)),
        "qr_code": qr_code(subscribe.webcal(url)),
        "field_id": f"calendar-{type(record).__name__.lower()}-{record.pk}",
    }


@register.simple_tag(takes_context=True)
def tyo_calendar_feeds(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """``url`` and ``title`` of the feeds for ``<link rel="alternate">``: the page's record's, and the practice's."""
    practice = current_practice(context)
    if practice is None or not practice.publish_free_times:
        return []
    records = [record for record in (presented_record(context.get("page")), practice) if _has_feed(record)]
    return [{"url": subscribe.feed_path(record), "title": _feed_title(record)} for record in records]


def _feed_record(
    practice: PracticeSettings, supervisor: Supervisor | None, service: Service | None, office: Office | None
) -> tuple[subscribe.FeedRecord, dict[str, Any]]:
    """The record whose feed is offered, and the arguments of ``feed_path`` that filter it."""
    if supervisor:
        return supervisor, {"service": service, "office": office}
    if office:
        return office, {"service": service}
    return service or practice, {}


def _has_feed(record: Any) -> bool:
    return bool(record.active if isinstance(record, Supervisor) else getattr(record, "slug", ""))


def _feed_title(record: subscribe.FeedRecord) -> str:
    return _("Free times: %(name)s") % {"name": record}
