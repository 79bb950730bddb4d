"""Calendar subscriptions in templates. They work in any template that has ``request`` in its context."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from ..feeds import subscribe
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
    """Ways to follow the free times of a supervisor, else an office, else a service, else the practice."""
    practice = current_practice(context)
    if practice is None or not practice.publish_free_times:
        return {}
    record, chosen = _record(practice, supervisor or None, service or None, office or None)
    if not (record.uuid if isinstance(record, Supervisor) else record.slug):
        return {}
    url = f"{practice.site.root_url}{subscribe.feed_path(record, **chosen)}"
    return {
        "url": url,
        "options": subscribe.options(url, _("Free times: %(name)s") % {"name": record}),
        "qr_code": subscribe.qr_code(url),
        "field": f"calendar-{type(record).__name__.lower()}-{record.pk}",
    }


@register.simple_tag(takes_context=True)
def tyo_calendar_feeds(context: Mapping[str, Any]) -> list[dict[str, str]]:
    """Feeds for ``<link rel="alternate">``: that of the page's supervisor or service, and the practice's."""
    practice, page = current_practice(context), context.get("page")
    if practice is None or not practice.publish_free_times:
        return []
    owners: list[Any] = [presented_record(page), practice]
    found = [owner for owner in owners if isinstance(owner, Supervisor) or getattr(owner, "slug", None)]
    return [
        {"url": subscribe.feed_path(owner), "title": _("Free times: %(name)s") % {"name": owner}} for owner in found
    ]


def _record(
    practice: PracticeSettings, supervisor: Supervisor | None, service: Service | None, office: Office | None
) -> tuple[Any, dict[str, Any]]:
    if supervisor:
        return supervisor, {"service": service, "office": office}
    if office:
        return office, {"service": service}
    return service or practice, {}
