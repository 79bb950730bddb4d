from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests.pages.factories import PAGE_MODELS, make_home, make_page
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.page_types.notice_admin import end_notice
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
