"""A checklist that is complete can be hidden, and its lines lead to where the work is done."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from tests.factories import make_site
from tests.inbox.factories import client_for, make_user
from tests.setup.plans import make_plan
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState, Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.practice.models import Service
from wagtail_tyonohjaus.setup.checklist import checklist, dismissed_sites
from wagtail_tyonohjaus.setup.publish import drafts
from wagtail_tyonohjaus.setup.start import apply

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished() -> Site:
    """A practice in which only what is optional is left."""
    site = make_site()
    apply(make_plan(), site)
    for page in drafts(site):
        draft = page.get_latest_revision_as_object()
        draft.introduction = "Filled in."
        if hasattr(draft, "practicalities"):
            draft.practicalities = draft.getting_started = "<p>Filled in.</p>"
        if hasattr(draft, "body"):
            draft.body = []
        draft.save_revision().publish()
    Service.objects.update(price="120 €")
    site.refresh_from_db()
    site.hostname = "www.practice.example"
    site.save()
    Heartbeat.objects.create(name=WORKER, at=timezone.now())
    Delivery.objects.create(site=site, channel="mail", state=DeliveryState.SENT, message_type="receipt")
    return site


def test_complete_list_is_dismissed_once_and_leaves_the_home_page(finished):
    assert {task.code for task in checklist(finished).left} == {"photos", "calendar"}
    client, url = (
        client_for(make_user("manager", is_superuser=True)),
        reverse("tyonohjaus_start:checklist", args=[finished.pk]),
    )
    assert 'name="dismiss"' in client.get(url).content.decode()
    assert url in client.get(reverse("wagtailadmin_home")).content.decode()
    for _time in range(2):
        assert client.post(url, {"dismiss": "1"}).status_code == 302
    assert dismissed_sites([finished]) == {finished.pk}
    assert 'name="dismiss"' not in client.get(url).content.decode()
    assert url not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_line_about_messages_leads_to_the_health_page():
    task = next(task for task in checklist(make_site()).tasks if task.code == "mail")
    assert task.url == reverse("tyonohjaus_health_page")
