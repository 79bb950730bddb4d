"""TIME_ZONE, which ``wagtail start`` sets to UTC, does not change what anybody reads: the practice's time."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.contact.helpers import send
from tests.factories import make_practice
from tests.inbox.helpers import inbox_url
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 12, 1, 22, 30, tzinfo=UTC)
DUE_TEXT = "2 Dec 2026, 00:30"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/Helsinki"])
def test_mails_pages_and_inbox_have_the_practices_times(client, admin_client, settings, zone):
    settings.TIME_ZONE = zone
    timezone.get_default_timezone.cache_clear()
    make_practice(email="practice@example.com")
    request = send(preferred_start="")
    type(request).objects.filter(pk=request.pk).update(due_at=DUE, created_at=DUE)
    notice = Delivery.objects.get(message_type="staff_notice")
    notice.context["due_at"] = DUE.isoformat()
    pages = {
        "mail": render(notice).text,
        "detail": admin_client.get(inbox_url("detail", request.pk)).content.decode(),
        "list": admin_client.get(inbox_url("index")).content.decode(),
    }
    assert {name: DUE_TEXT in page for name, page in pages.items()} == dict.fromkeys(pages, True)
