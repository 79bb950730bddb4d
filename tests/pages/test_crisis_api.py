"""Crisis notices in Wagtail's page API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.pages.factories import make_home, make_page, page_models
from wagtail_tyonohjaus.page_types import exclude_inactive_crisis_notices

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.api_urls")]

HOUR = timedelta(hours=1)
TEXTS = {
    "introduction": "A secret introduction.",
    "situation": "<p>A secret.</p>",
    "offer": "<p>A secret.</p>",
    "response_time": "Secretly",
    "series_plan": "<p>A secret.</p>",
    "follow_up": "<p>A secret.</p>",
    "phone_hours": "secretly",
}


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


def notice(index, slug="accident", **kwargs):
    body = [{"type": "text", "value": {"heading": "A secret", "text": "<p>A secret.</p>"}}]
    return make_page("CrisisNoticePage", index, slug=slug, title=slug, body=body, **TEXTS, **kwargs)


def inactive_notices(index):
    now = timezone.now()
    return [notice(index, "later", valid_from=now + HOUR), notice(index, "over", valid_until=now - HOUR)]


def api_fields(client, page):
    """The values of ``page.api_fields`` in the detail view and in the list."""
    page_type = f"{page._meta.app_label}.{type(page).__name__}"
    listed = client.get(f"/api/pages/?type={page_type}&fields=*").json()["items"]
    single = client.get(f"/api/pages/{page.pk}/").json()
    names = [field.name for field in page.api_fields]
    rows = [single, *(row for row in listed if row["id"] == page.pk)]
    return [{name: row[name] for name in names} for row in rows]


def test_api_contains_texts_of_valid_notice(client, index):
    start = timezone.now().replace(microsecond=0) - HOUR
    first, second = api_fields(client, notice(index, valid_from=start))
    assert first == second
    assert {name: first[name] for name in TEXTS} == TEXTS
    assert [block["value"]["text"] for block in first["body"]] == ["<p>A secret.</p>"]
    assert (first["valid_from"], first["valid_until"]) == (timezone.localtime(start).isoformat(), None)


def test_api_fields_of_inactive_notice_are_null(client, index):
    for page in inactive_notices(index):
        assert [set(map(str, row.values())) for row in api_fields(client, page)] == [{"None"}, {"None"}]


def test_api_can_exclude_inactive_notices(client, index):
    inactive, valid = inactive_notices(index), notice(index)
    ids = [row["id"] for row in client.get("/current/pages/").json()["items"]]
    assert ids == [index.get_parent().pk, index.pk, valid.pk]
    assert [client.get(f"/current/pages/{page.pk}/").status_code for page in inactive] == [404, 404]


def test_other_page_types_are_not_excluded(index):
    inactive_notices(index)
    assert list(exclude_inactive_crisis_notices(page_models.CrisisNoticePage.objects.all())) == []
    assert list(exclude_inactive_crisis_notices(page_models.CrisisNoticeIndexPage.objects.all())) == [index]
