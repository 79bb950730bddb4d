"""Reminds the editor of a crisis notice before it ends, once for each end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.messages.message_types import MessageSubject, MessageType, register_message_type
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.periodic import register_periodic_task
from wagtail_tyonohjaus.messages.texts.common import COMMON, link
from wagtail_tyonohjaus.messages.texts.placeholders import Placeholder
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes
from wagtail_tyonohjaus.practice.site import site_of

from ..unpublishable import editor_recipients

MESSAGE_TYPE = "notice_ending"
#: How long before its end the editor is reminded; not of a notice that is valid for a shorter time.
LEAD_TIME = timedelta(days=3)
#: How often the worker looks for notices that end.
INTERVAL = timedelta(minutes=15)


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """Data for the preview of the message."""
    return {
        "title": gettext("Crisis supervision"),
        "ends_at": (timezone.now() + LEAD_TIME).isoformat(),
        "edit_url": "https://example.com/admin/pages/1/edit/",
    }


def remind_of_ending_notices(now: datetime) -> Iterator[int]:
    """Queues the reminders that are due at ``now`` (aware); yields for each notice."""
    for model in page_classes(PageRole.CRISIS_NOTICE):
        # An alias follows its source, whose editor is reminded.
        ending = model.objects.live().filter(alias_of=None, valid_until__gt=now, valid_until__lte=now + LEAD_TIME)
        for page in ending.select_related("live_revision__user", "latest_revision__user").order_by("valid_until"):
            yield _remind(page)


def _remind(page: Any) -> int:
    began = page.valid_from or page.first_published_at
    if began and page.valid_until - began <= LEAD_TIME:
        return 0
    site = site_of(page)
    edit_url = f"{site.root_url if site else ''}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"
    context = {"title": page.title, "ends_at": page.valid_until.isoformat(), "edit_url": edit_url}
    recipients = editor_recipients(page.live_revision or page.latest_revision, site)
    for recipient in recipients:
        # With the end in the key: a notice that was prolonged ends again.
        key = f"{MESSAGE_TYPE}:{page.pk}:{page.valid_until.isoformat()}"
        enqueue(Message(MESSAGE_TYPE, site=site, context=context), recipient, key=key)
    return len(recipients)


_UNTIL = "{% load tyonohjaus_time %}{{ ends_at|moment:practice }}"
_PLACEHOLDERS = (
    *COMMON,
    Placeholder("page", _("The title of the page"), "{{ title }}"),
    Placeholder("until", _("When the notice ends"), _UNTIL),
    link("{{ edit_url }}"),
)
register_message_type(
    MessageType(
        MESSAGE_TYPE, _("Crisis notice that ends soon"), MessageSubject(), sample_context, placeholders=_PLACEHOLDERS
    )
)
register_periodic_task(
    "notices", remind_of_ending_notices, label=_("Reminders of crisis notices that end"), every=INTERVAL
)
