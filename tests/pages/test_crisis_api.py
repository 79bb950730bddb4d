"""What a site that turns Wagtail's page API on tells of notices before and after their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.pages.kinds import kinds, make_home, make_page
from wagtail_tyonohjaus.page_types import exclude_inactive_crisis_notices

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.api_urls")]

HOUR = timedelta(hours=1)
TEXTS = {
    "introduction": "A secret lead.",
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


def out_of_time(index):
    now = timezone.now()
    return [notice(index, "later", valid_from=now + HOUR), notice(index, "over", valid_until=now - HOUR)]


def told(client, page):
    """Each of the notice's own fields that the API tells, whatever its list of pages or the page's address is asked."""
    kind = f"{page._meta.app_label}.{type(page).__name__}"
    listed = client.get(f"/api/pages/?type={kind}&fields=*").json()["items"]
    single = client.get(f"/api/pages/{page.pk}/").json()
    names = [field.name for field in page.api_fields]
    rows = [single, *(row for row in listed if row["id"] == page.pk)]
    return [{name: row[name] for name in names} for row in rows]


def test_api_tells_a_valid_notices_texts(client, index):
    begins = timezone.now().replace(microsecond=0) - HOUR
    first, second = told(client, notice(index, valid_from=begins))
    assert first == second
    assert {name: first[name] for name in TEXTS} == TEXTS
    assert [block["value"]["text"] for block in first["body"]] == ["<p>A secret.</p>"]
    assert (first["valid_from"], first["valid_until"]) == (timezone.localtime(begins).isoformat(), None)


def test_api_tells_nothing_of_a_notice_out_of_its_time(client, index):
    for page in out_of_time(index):
        assert [set(map(str, row.values())) for row in told(client, page)] == [{"None"}, {"None"}]


def test_list_of_pages_can_leave_out_notices_out_of_their_time(client, index):
    hidden, shown = out_of_time(index), notice(index)
    found = [row["id"] for row in client.get("/current/pages/").json()["items"]]
    assert found == [index.get_parent().pk, index.pk, shown.pk]
    assert [client.get(f"/current/pages/{page.pk}/").status_code for page in hidden] == [404, 404]


def test_pages_of_other_kinds_stay_in_the_list_without_notices(index):
    out_of_time(index)
    assert list(exclude_inactive_crisis_notices(kinds.CrisisNoticePage.objects.all())) == []
    assert list(exclude_inactive_crisis_notices(kinds.CrisisNoticeIndexPage.objects.all())) == [index]
