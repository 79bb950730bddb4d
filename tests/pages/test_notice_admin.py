from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.page_types.notice_admin import end_notice

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
