import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests.factories import make_office
from tests.pages.factories import PAGE_MODELS, make_home, make_page
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.page_types.notices.admin import end_notice
from wagtail_tyonohjaus.page_types.notices.reminders import remind_of_ending_notices
from wagtail_tyonohjaus.page_types.page_forms import PracticePageForm

pytestmark = pytest.mark.django_db

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


@pytest.fixture
def notice(index):
    return make_page("CrisisNoticePage", index, slug="accident", title="accident")


def edit(admin_client, notice, action, **data):
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    form = admin_client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    posted = {name: value for name, value in values.items() if isinstance(value, str | int)}
    posted |= {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    rich_text = dict.fromkeys(("situation", "offer", "series_plan", "follow_up"), "null")
    response = admin_client.post(url, {**posted, **rich_text, **data, **({action: "1"} if action else {})})
    notice.refresh_from_db()
    return response


def test_end_is_read_as_typed_in_the_practices_time_zone(admin_client, notice, settings):
    settings.TIME_ZONE = "America/New_York"
    end = timezone.now().astimezone(HELSINKI) + timedelta(days=3)
    edit(admin_client, notice, "action-publish", valid_until=f"{end:%d.%m.%Y} klo 16")
    assert notice.valid_until == end.replace(hour=16, minute=0, second=0, microsecond=0)


def test_unreadable_end_is_an_error_and_nothing_is_published(admin_client, notice):
    response = edit(admin_client, notice, "action-publish", valid_until="on Friday", title="changed")
    assert "valid_until" in response.context["form"].errors
    assert (notice.valid_until, notice.title) == (None, "accident")


def test_end_without_year_comes_back_with_its_year(admin_client, notice):
    response = edit(admin_client, notice, "action-publish", valid_until="24.12. klo 12")
    form = response.context["form"]
    assert "Check the date" in form.errors["valid_until"][0]
    assert f'value="{form["valid_until"].value():%Y}-12-24 12:00"' in response.content.decode()
    assert notice.valid_until is None


def test_notice_that_has_ended_can_be_saved_but_not_published(admin_client, notice):
    response = edit(admin_client, notice, "action-publish", valid_until="1.1.2026 16:00")
    assert response.context["form"].errors["valid_until"] == [
        "The end is in the past. Enter a later time, or save a draft."
    ]
    assert edit(admin_client, notice, "", valid_until="1.1.2026 16:00").status_code == 302
    draft = notice.get_latest_revision_as_object()
    assert (notice.valid_until, draft.valid_until.year) == (None, 2026)


def test_bulk_action_does_not_publish_a_notice_that_has_ended(admin_client, notice):
    notice.unpublish()
    notice.valid_until = timezone.now() - timedelta(hours=1)
    notice.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin_client.post(f"{url}?id={notice.pk}&next=/admin/", {"include_descendants": ""}, follow=True)
    notice.refresh_from_db()
    assert notice.live is False
    assert "Nothing was published" in response.content.decode()


def test_notice_can_be_ended_now(admin_client, client, notice):
    url = reverse("tyonohjaus_notice_end", args=[notice.pk])
    assert url in admin_client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    assert admin_client.get(url).status_code == 200
    assert client.get(notice.url).status_code == 200
    admin_client.post(url)
    assert client.get(notice.url).status_code == 410
    assert admin_client.get(url).status_code == 404


def test_ending_a_notice_does_not_publish_its_draft(notice, admin_user):
    notice.title = "draft"
    notice.save_revision()
    notice.refresh_from_db()
    end_notice(notice, admin_user)
    notice.refresh_from_db()
    draft = notice.get_latest_revision_as_object()
    assert (notice.title, notice.has_ended(), draft.title, draft.has_ended()) == ("accident", True, "draft", True)


def test_only_publishers_can_end_a_notice(client, notice, django_user_model):
    editor = django_user_model.objects.create_user("editor", password="x")
    client.force_login(editor)
    response = client.post(reverse("tyonohjaus_notice_end", args=[notice.pk]))
    notice.refresh_from_db()
    assert (response.status_code in (302, 403), notice.valid_until) == (True, None)


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("7.12.2031 9.00", (2031, 12, 7, 9, 0)),
        ("7.12.2031 klo 9", (2031, 12, 7, 9, 0)),
        ("2031-12-07 9:00", (2031, 12, 7, 9, 0)),
        ("7.12.2031 kl. 9", (2031, 12, 7, 9, 0)),
    ],
)
def test_publishing_schedule_is_read_as_typed_in_the_practices_time_zone(admin_client, notice, settings, typed, start):
    settings.TIME_ZONE = "UTC"
    response = edit(admin_client, notice, "", go_live_at=typed)
    assert response.status_code == 302, response.context["form"].errors
    draft = notice.get_latest_revision_as_object()
    assert draft.go_live_at == datetime(*start, tzinfo=HELSINKI)
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).content.decode()
    assert 'value="2031-12-07 09:00"' in page
    assert "Time zone: Finnish time. The status beside the page is in your own: UTC." in page


@pytest.mark.parametrize("typed", ["7.12.2031", "7.12. klo 9", "klo 9", "9", "on Monday", "7.12.2031 9–10"])
@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_incomplete_publishing_schedule_is_an_error(admin_client, notice, name, typed):
    response = edit(admin_client, notice, "", **{name: typed})
    assert list(response.context["form"].errors) == [name]
    assert getattr(notice.get_latest_revision_as_object(), name) is None


def test_pages_of_all_types_have_our_schedule_fields():
    forms = [model.get_edit_handler().get_form_class() for model in PAGE_MODELS]
    assert {form for form in forms if not issubclass(form, PracticePageForm)} == set()


def test_notice_that_would_end_before_it_goes_live_is_not_published(admin_client, notice):
    data = {"go_live_at": "2031-12-07 09:00", "valid_until": "2031-12-07 08:00"}
    response = edit(admin_client, notice, "action-publish", **data)
    assert list(response.context["form"].errors) == ["valid_until"]


def submit(notice, user):
    """Submits a draft that has ended meanwhile for moderation; the state of its task."""
    workflow, task = Workflow.objects.create(name="W"), GroupApprovalTask.objects.create(name="T")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    notice.title, notice.valid_until = "changed", timezone.now() - timedelta(hours=1)
    notice.save_revision(user=user, clean=False)
    return workflow.start(notice, user).current_task_state


def test_approval_does_not_publish_a_notice_that_has_ended(admin_client, admin_user, notice):
    state = submit(notice, admin_user)
    url = reverse("wagtailadmin_pages:workflow_action", args=[notice.pk, "approve", state.pk])
    admin_client.post(url, {"comment": ""})
    notice.refresh_from_db()
    assert (notice.title, notice.valid_until) == ("accident", None)
    assert Delivery.objects.filter(message_type="not_published").exists()


def test_approval_in_the_editor_is_refused_for_a_notice_that_has_ended(admin_client, admin_user, notice):
    submit(notice, admin_user)
    action = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    response = edit(admin_client, notice, "", valid_until="1.1.2026 16:00", **action)
    assert list(response.context["form"].errors) == ["valid_until"]
    assert notice.title == "accident"


def test_bulk_action_does_not_publish_an_ended_notice_under_a_page(admin_client, index, notice):
    notice.unpublish()
    notice.valid_until = timezone.now() - timedelta(hours=1)
    notice.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin_client.post(f"{url}?id={index.pk}&next=/admin/", {"include_descendants": "on"}, follow=True)
    notice.refresh_from_db()
    assert notice.live is False


def test_long_text_and_number_with_an_extension_are_errors(admin_client, notice):
    response = edit(admin_client, notice, "", response_time="x" * 161, phone="09 1234 5678 #12", phone_hours="\u200b")
    assert sorted(response.context["form"].errors) == ["phone", "phone_hours", "response_time"]
    assert "maxlength" not in response.content.decode().split("</form>")[0].replace("maxlength=\\", "")


def test_new_notice_has_a_suggested_end_and_the_offices_of_the_practice(admin_client, index):
    office = make_office(city="Turku")
    url = reverse("wagtailadmin_pages:add", args=["wagtail_tyonohjaus_pages", "crisisnoticepage", index.pk])
    form = admin_client.get(url).context["form"]
    days = (form.initial["valid_until"].date() - timezone.localdate(timezone=HELSINKI)).days
    assert (days, form.fields["offices"].choices) == (28, [(str(office.pk), "Turku")])


def test_editor_of_a_new_notice_is_told_never_to_name_persons(admin_client, index):
    url = reverse("wagtailadmin_pages:add", args=["wagtail_tyonohjaus_pages", "crisisnoticepage", index.pk])
    form = admin_client.get(url).context["form"]
    assert [name for name in form.fields if "Never name persons" in form[name].help_text] == [
        "banner_text",
        "situation",
    ]
    page = BeautifulSoup(admin_client.get(url).content, "html.parser")
    assert len(page.find_all(string=re.compile("Never name persons"))) == 2


def test_editor_of_a_notice_is_warned_of_what_may_be_the_name_of_a_person(admin_client, notice):
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    warnings = [part.get_text() for part in soup_of(admin_client, url).select(".help-warning li")]
    assert [text for text in warnings if "name of a person" in text] == []
    notice.situation = "<p>Matti Meikäläinen died.</p>"
    notice.save_revision()
    warnings = [part.get_text() for part in soup_of(admin_client, url).select(".help-warning li")]
    assert [text for text in warnings if "name of a person" in text] == [
        "“Matti Meikäläinen” may be the name of a person. A notice must not name anybody. Check the text."
    ]


def soup_of(admin_client, url):
    return BeautifulSoup(admin_client.get(url).content, "html.parser")


def test_office_that_has_been_deleted_still_limits_the_notice(admin_client, notice):
    notice.offices = ["999"]
    notice.save_revision().publish()
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[notice.pk])).context["form"]
    assert form.fields["offices"].choices == [("999", "Deleted office")]


@pytest.mark.parametrize("view", ["add", "edit"])
def test_publishing_is_the_first_button_also_with_a_workflow(admin_client, index, notice, view):
    workflow, task = Workflow.objects.create(name="W"), GroupApprovalTask.objects.create(name="T")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    workflow.workflow_pages.create(page=index)
    args = ["wagtail_tyonohjaus_pages", "crisisnoticepage", index.pk] if view == "add" else [notice.pk]
    text = admin_client.get(reverse(f"wagtailadmin_pages:{view}", args=args)).content.decode()
    names = re.findall(r'name="(action-publish|action-submit)"', text)
    assert names == ["action-publish", "action-submit"]


def test_editor_is_reminded_once_before_a_notice_ends(admin_user, notice):
    admin_user.email = "editor@example.com"
    admin_user.save()
    now = timezone.now()
    notice.valid_from, notice.valid_until = now - timedelta(days=10), now + timedelta(days=4)
    notice.save_revision(user=admin_user).publish()

    def reminded(at):
        list(remind_of_ending_notices(at))
        return list(Delivery.objects.filter(message_type="notice_ending").values_list("address", flat=True))

    assert reminded(now) == []
    assert reminded(now + timedelta(days=2)) == ["editor@example.com"]
    assert reminded(now + timedelta(days=3)) == ["editor@example.com"]
    notice.valid_until += timedelta(days=20)
    notice.save_revision(user=admin_user).publish()
    assert reminded(now + timedelta(days=22)) == ["editor@example.com"] * 2
    assert "accident" in render(Delivery.objects.first()).subject


def test_nobody_is_reminded_of_an_alias(admin_user, index, notice):
    admin_user.email = "editor@example.com"
    admin_user.save()
    now = timezone.now()
    notice.valid_from, notice.valid_until = now - timedelta(days=10), now + timedelta(days=2)
    notice.save_revision(user=admin_user).publish()
    notice.create_alias(parent=index, update_slug="alias")
    assert len(list(remind_of_ending_notices(now))) == 1


def test_overview_lists_what_is_live_where(admin_client, index, notice):
    make_page("CrisisNoticePage", index, slug="ended", title="ended", valid_until=timezone.now() - timedelta(hours=1))
    later = timezone.now() + timedelta(days=1)
    make_page("CrisisNoticePage", index, slug="later", title="later", valid_from=later)
    response = admin_client.get(reverse("tyonohjaus_notices"))
    rows = [
        (row.page.title, row.is_live, row.offices, row.number and row.number.text) for row in response.context["rows"]
    ]
    assert rows == [("accident", True, "All offices", "040 123 4567"), ("later", False, "All offices", None)]
    assert [url for _name, url in response.context["add_links"]] == [
        f"/admin/pages/add/wagtail_tyonohjaus_pages/crisisnoticepage/{index.pk}/"
    ]


def test_queries_of_the_overview_do_not_grow_with_the_notices(admin_client, index, notice):
    url, counts = reverse("tyonohjaus_notices"), []
    admin_client.get(url)
    for number in (1, 30):
        for row in range(number - 1):
            make_page("CrisisNoticePage", index, slug=f"n{row}")
        with CaptureQueriesContext(connection) as queries:
            assert len(admin_client.get(url).context["rows"]) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_overview_lists_only_pages_that_the_user_may_edit(client, notice, django_user_model):
    user = django_user_model.objects.create_user("reader", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    response = client.get(reverse("tyonohjaus_notices"))
    assert (response.context["rows"], response.context["add_links"]) == ([], [])
