"""The lines of the dashboard for readers with few rights, with several practices, or with nothing that they can do."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import (
    client_for,
    get_permission,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_user,
    response_text,
)
from tests.overview.test_dashboard import fresh, lines, make_editor, make_session
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.blocks.record_usage import pages_with_deleted_records
from wagtail_tyonohjaus.overview.dashboard import health_problems, waiting_lines
from wagtail_tyonohjaus.practice.installation.state import pause

pytestmark = pytest.mark.django_db


def test_every_link_of_an_editor_leads_somewhere():
    home = make_home()
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    make_page("CrisisNoticePage", notices, slug="endless")
    make_page("StandardPage", home, slug="draft").save_revision()
    people = make_page("SupervisorIndexPage", home, slug="people")
    make_page("SupervisorPage", people, slug="gone", supervisor=make_supervisor(active=False))
    editor = make_editor(home)
    client, found = client_for(editor), waiting_lines(fresh(editor))
    assert {line.code for line in found} == {"notice_endless", "pages_draft", "pages_former"}
    for link in [link for line in found for link in line.links]:
        assert client.get(link.url).status_code == 200, link


def test_who_may_only_publish_is_not_sent_to_an_editor_that_does_not_open():
    home = make_home()
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    make_page("CrisisNoticePage", notices, slug="endless")
    group = Group.objects.create(name="Publishers")
    GroupPagePermission.objects.create(group=group, page=home, permission=get_permission("publish_page"))
    publisher = make_user()
    publisher.groups.add(group)
    assert lines(publisher) == {}
    assert client_for(publisher).get(reverse("tyonohjaus_pages_to_check")).status_code == 302


@pytest.mark.parametrize(("state", "counted"), [("edited", True), ("taken down", False), ("scheduled", False)])
def test_drafts_are_changes_that_somebody_should_publish(state, counted):
    home = make_home()
    page = make_page("StandardPage", home, slug="page")
    revision = page.save_revision()
    if state == "scheduled":
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()
    elif state == "taken down":
        revision.publish()
        page.refresh_from_db()
        page.unpublish()
    page.refresh_from_db()
    assert page.has_unpublished_changes
    assert ("pages_draft" in lines(make_editor(home))) is counted


def test_page_that_was_edited_after_it_was_taken_down_is_a_draft():
    home = make_home()
    page = make_page("StandardPage", home, slug="page")
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()
    page.save_revision()
    assert "pages_draft" in lines(make_editor(home))


def test_contact_page_of_one_practice_is_no_way_to_contact_another():
    home = make_home()
    make_practice(home.get_site(), phone="", email="")
    make_page("ContactPage", home, slug="contact")
    other = home.get_parent().add_child(instance=type(home)(title="Other", slug="other", locale=home.locale))
    make_practice(make_site("other.example", root_page=other), phone="", email="")
    assert "pages_no_contact" not in lines(make_editor(home))
    assert lines(make_editor(other))["pages_no_contact"].text.startswith("On 1 page,")


def test_site_below_another_one_is_measured_by_its_own_practice():
    home = make_home()
    make_practice(home.get_site(), phone="", email="")
    inner = make_page("StandardPage", home, slug="inner")
    make_practice(make_site("inner.example", root_page=inner))
    assert lines(make_editor(home))["pages_no_contact"].text.startswith("On 1 page,")
    assert "pages_no_contact" not in lines(make_editor(inner))


def test_failed_messages_of_an_office_are_shown_to_the_manager_of_another_practice():
    office = make_office(site=make_site("other.example"))
    make_practice(office.site)
    make_delivery(make_request(office), state="failed", last_response="552 full")
    manager = make_manager(make_practice().site)
    assert "messages_failed" not in lines(manager)
    office.coordinators.add(manager)
    office.save()
    assert lines(manager)["messages_failed"].cause == "The recipient's mailbox is full (552)."
    assert "messages_failed" not in lines(make_manager(office.site))


def test_pause_gives_each_reader_a_remedy_and_the_own_messages():
    office, other = make_office(), make_office(site=make_site("other.example"))
    make_practice(other.site)
    make_delivery(make_request(other), state="pending")
    pause()
    (line,) = health_problems(make_coordinator(office))
    assert "manage.py" not in line.advice and "waiting" not in line.text
    (line,) = [each for each in health_problems(make_manager(office.site)) if each.code == "paused"]
    assert "waiting" not in line.text
    (line,) = [each for each in health_problems(make_manager(other.site)) if each.code == "paused"]
    assert "1 message is waiting." in line.text


def test_hold_can_be_confirmed_on_the_home_page_by_who_may_change_it():
    office = make_office()
    session = make_session(make_supervisor([office]), office)
    url = reverse("tyonohjaus_session:confirm", args=[session.pk])
    viewer, changer = make_user("", "view_session"), make_user("", "change_session")
    home = reverse("wagtailadmin_home")
    assert url in response_text(client_for(changer).get(home))
    text = response_text(client_for(viewer).get(home))
    assert "unless you confirm it." in text and url not in text
    assert client_for(viewer).post(url).status_code == 404


def delete_shown_service(home: Any, run_on_commit: Any) -> None:
    service = make_service()
    body = [{"type": "services", "value": {"heading": "", "services": [service.pk]}}]
    page = make_page("StandardPage", home, slug="page", body=body)
    make_translation(page, "sv", live=True)
    with run_on_commit(execute=True):
        service.delete()


def test_pages_in_all_languages_that_refer_to_deleted_records_are_checked(django_capture_on_commit_callbacks):
    home = make_home()
    delete_shown_service(home, django_capture_on_commit_callbacks)
    found = pages_with_deleted_records([home.get_site()])
    assert sorted(page.locale.language_code for page in found) == ["en", "sv"]


def test_pages_that_refer_to_deleted_records_are_listed_once_for_managers(django_capture_on_commit_callbacks):
    home = make_home()
    make_practice(home.get_site())
    delete_shown_service(home, django_capture_on_commit_callbacks)
    editor = make_editor(home)
    assert "pages_deleted" in lines(editor)
    editor.user_permissions.add(get_permission("change_contactrequest"))
    assert "pages_deleted" not in lines(editor)
    assert "empty_blocks" in {problem.code for problem in health_problems(fresh(editor))}


def test_page_with_a_form_as_a_block_does_not_lead_nowhere():
    home = make_home()
    make_practice(home.get_site(), phone="", email="")
    form = {"type": "contact_form", "value": {"heading": "", "text": "", "fields": []}}
    page = make_page("StandardPage", home, slug="page", body=[form])
    make_page("StandardPage", home, slug="text", title="contact_form", body=[{"type": "text", "value": "contact_form"}])
    assert page.body[0].block_type == "contact_form"
    assert lines(make_editor(home))["pages_no_contact"].text.startswith("On 2 pages,")


def test_notice_that_wagtail_takes_down_soon_is_announced():
    home = make_home()
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    now = timezone.now()
    make_page("CrisisNoticePage", notices, slug="soon", title="Soon", expire_at=now + timedelta(days=1))
    make_page("CrisisNoticePage", notices, slug="later", title="Later", expire_at=now + timedelta(days=30))
    found = [line for line in waiting_lines(make_editor(home)) if line.code.startswith("notice")]
    assert [line.text.startswith("The crisis notice “Soon” ends ") for line in found] == [True]
