"""The lines of the checklist, which appear and disappear by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from tests.factories import make_busy_calendar, make_service, make_site, make_supervisor
from tests.inbox.factories import client_for, make_user
from tests.setup.plans import make_plan
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState, Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.page_types.content_checks import content_findings
from wagtail_tyonohjaus.practice.models import PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.setup.checklist import checklist, dismiss, dismissed_sites
from wagtail_tyonohjaus.setup.publish import drafts, publish_drafts
from wagtail_tyonohjaus.setup.start import apply

pytestmark = pytest.mark.django_db


def left() -> set[str]:
    return {task.code for task in checklist(Site.objects.get(hostname="localhost")).left}


@pytest.fixture
def started() -> Site:
    apply(make_plan(), make_site())
    return Site.objects.get(hostname="localhost")


def test_nothing_but_what_needs_no_practice_is_done_at_first():
    make_site()
    assert left() == {
        *("details", "recipient", "services", "prices", "hours", "photos"),
        *("privacy", "contact", "host", "worker", "mail", "calendar"),
    }


def test_start_leaves_what_only_people_know(started):
    assert left() == {
        *("prices", "photos", "placeholders", "privacy", "pages", "contact", "host", "worker", "mail", "calendar")
    }


def fill_in(started: Site) -> None:
    """What an editor does: replace every placeholder in the drafts."""
    for page in drafts(started):
        draft = page.get_latest_revision_as_object()
        for field in draft._meta.get_fields():
            value = getattr(draft, field.name, None) if field.concrete else None
            if isinstance(value, str) and "[[" in value:
                setattr(draft, field.name, value.replace("[[", "").replace("]]", ""))
        if "[[" in str(draft.body.get_prep_value()):
            draft.body = [("text", {"text": "<p>Filled in.</p>"})]
        draft.save_revision()


def test_every_line_disappears_when_its_work_is_done(started):
    fill_in(started)
    assert "placeholders" not in left()
    Service.objects.update(price="120 €")
    image = get_image_model().objects.create(title="Aino", file=get_test_image_file())
    Supervisor.objects.update(photo=image)
    assert {"prices", "photos"} & left() == set()
    assert publish_drafts(started, make_user("publisher", is_superuser=True)).left == []
    assert {"privacy", "pages", "contact"} & left() == set()
    started.hostname = "www.practice.example"
    started.save()
    Heartbeat.objects.create(name=WORKER, at=timezone.now())
    Delivery.objects.create(site=started, channel="mail", state=DeliveryState.SENT, message_type="receipt")
    make_busy_calendar(Supervisor.objects.get())
    assert checklist(started).left == []


def test_lines_come_back(started):
    Service.objects.update(price="120 €")
    assert "prices" not in left()
    make_service(name="Another")
    assert "prices" in left()
    make_supervisor(name="Without hours")
    assert "hours" in left()
    Heartbeat.objects.create(name=WORKER, at=timezone.now() - timedelta(hours=2))
    assert "worker" in left()
    PracticeSettings.objects.update(email="", fallback_recipients="")
    assert {"details", "recipient"} <= left()


def to_be_filled_in(site: Site) -> list[str]:
    [task] = [task for task in checklist(site).before if task.code == "placeholders"]
    return task.detail.split(", ")


def test_published_page_is_to_be_filled_in_until_its_newest_revision_has_no_placeholder(started):
    page = page_model().objects.get(title="Yksilötyönohjaus").specific
    page.get_latest_revision().publish()
    assert to_be_filled_in(started) == ["Yksilötyönohjaus", "Kriisityönohjaus", "Aino Laine", "Tietosuojaseloste"]
    page.refresh_from_db()
    page.practicalities, page.getting_started = "<p>120 €</p>", "<p>[not a placeholder]</p>"
    page.save_revision().publish()
    assert to_be_filled_in(started) == ["Kriisityönohjaus", "Aino Laine", "Tietosuojaseloste"]


@override_settings(TIME_ZONE="America/New_York")
def test_zone_of_the_project_has_to_be_that_of_the_practice(started):
    assert "zone" in left()


def test_draft_with_placeholders_is_not_published_with_the_others(started):
    report = publish_drafts(started, make_user("publisher", is_superuser=True))
    assert {page.title for page, _missing in report.left} == {
        "Yksilötyönohjaus",
        "Kriisityönohjaus",
        "Aino Laine",
        "Tietosuojaseloste",
    }
    assert all(missing for _page, missing in report.left)
    assert "Palvelut" in {page.title for page in report.published}


def test_nobody_publishes_without_the_right(started):
    assert publish_drafts(started, make_user("reader")).published == []


def test_editor_of_a_page_sees_its_placeholders(started):
    page = page_model().objects.get(title="Aino Laine").specific
    assert any("Täydennä" in text for text in content_findings(page))


def test_only_a_complete_list_is_dismissed(started):
    user = make_user("manager", is_superuser=True)
    assert not dismiss(started, user)
    assert dismissed_sites([started]) == set()


def test_home_page_shows_the_list_to_managers_only(started):
    home = reverse("wagtailadmin_home")
    manager = client_for(make_user("manager", is_superuser=True))
    assert 'id="tyo-checklist-1"' in manager.get(home).content.decode()
    assert "tyo-checklist" not in client_for(make_user("editor", "change_service")).get(home).content.decode()


def test_home_page_has_one_line_for_a_practice_that_only_lacks_what_is_optional(started):
    fill_in(started)
    Service.objects.update(price="120 €")
    publish_drafts(started, make_user("publisher", is_superuser=True))
    started.hostname = "www.practice.example"
    started.save()
    Heartbeat.objects.create(name=WORKER, at=timezone.now())
    Delivery.objects.create(site=started, channel="mail", state=DeliveryState.SENT, message_type="receipt")
    found = checklist(started)
    assert found.is_complete and found.left != []
    make_site("other.example")
    html = client_for(make_user("manager", is_superuser=True)).get(reverse("wagtailadmin_home")).content.decode()
    assert html.count("Add a photo of each supervisor") == 1  # of the other practice
    assert 'id="tyo-checklists-finished"' in html
    assert reverse("tyonohjaus_start:checklist", args=[started.pk]) in html


def queries(work: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_queries_do_not_grow_with_the_records(started):
    site = Site.objects.get(pk=started.pk)
    few = queries(lambda: checklist(Site.objects.get(pk=site.pk)))
    for number in range(30):
        make_service(name=f"Service {number}")
        make_supervisor(name=f"Supervisor {number}")
    assert queries(lambda: checklist(Site.objects.get(pk=site.pk))) == few <= 20


def test_each_of_several_practices_has_its_own_list(started):
    other = make_site("other.example")
    client = client_for(make_user(is_superuser=True))
    urls = [reverse("tyonohjaus_start:checklist", args=[site.pk]) for site in (started, other)]
    assert [client.get(url).status_code for url in urls] == [200, 200]
    assert client.get(reverse("tyonohjaus_start:checklist", args=[other.pk + 1000])).status_code == 404
