import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.pages.kinds import kinds, make_home, make_page

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


def notice(index, slug="accident", **kwargs):
    return make_page("CrisisNoticePage", index, slug=slug, **{"title": slug, **kwargs})


def test_valid_notice_is_listed_and_shown_on_every_page(client, index):
    page = notice(index, valid_from=timezone.now() - HOUR, valid_until=timezone.now() + HOUR)
    home = index.get_parent().specific
    assert [found.title for found in client.get(index.url).context["notices"]] == ["accident"]
    assert re.findall(r'<li><a href="([^"]+)">accident</a>', client.get(home.url).content.decode()) == [page.url]
    assert client.get(page.url).status_code == 200


def test_notice_before_its_time_is_not_found_or_listed(client, index):
    page = notice(index, valid_from=timezone.now() + HOUR)
    assert client.get(page.url).status_code == 404
    assert list(client.get(index.url).context["notices"]) == []


def test_notice_after_its_time_is_gone_and_says_whom_to_call(client, index):
    page = notice(index, valid_until=timezone.now() - HOUR, situation="<p>Secret by now.</p>")
    response = client.get(page.url)
    text = response.content.decode()
    assert (response.status_code, "Secret by now" in text, 'href="tel:112"' in text) == (410, False, True)
    assert 'href="tel:+358401234567"' in text


def test_notice_out_of_time_still_previews(rf, index):
    page = notice(index, valid_until=timezone.now() - HOUR)
    assert page.make_preview_request(rf.get("/")).status_code == 200


def test_notice_says_that_it_is_no_emergency_service(client, index):
    text = client.get(notice(index, phone="+358409998887", phone_hours="every day 8–20").url).content.decode()
    assert "This is not an emergency service" in text
    assert ('href="tel:+358409998887"' in text, "Answered every day 8–20" in text) == (True, True)


def test_notice_out_of_time_is_in_no_sitemap(index):
    now = timezone.now()
    pages = [notice(index, "now"), notice(index, "later", valid_from=now + HOUR)]
    assert [len(page.get_sitemap_urls()) for page in pages] == [1, 0]


def test_notice_that_ends_before_it_begins_is_refused(index):
    now = timezone.now()
    page = kinds.CrisisNoticePage(title="x", slug="x", valid_from=now, valid_until=now - HOUR)
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert refused.value.message_dict == {"valid_until": ["The notice ends before it begins. Give a later time."]}


INSTANTS = [None, *(datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in range(3))]
SPANS = [(begins, ends) for begins, ends in product(INSTANTS, INSTANTS) if not (begins and ends and ends <= begins)]


@pytest.mark.parametrize(("begins", "ends"), SPANS)
def test_page_and_database_agree_on_validity(index, begins, ends):
    page = notice(index, valid_from=begins, valid_until=ends)
    for at in INSTANTS[1:]:
        expected = (begins is None or begins <= at) and (ends is None or at < ends)
        found = kinds.CrisisNoticePage.objects.filter(kinds.CrisisNoticePage.valid_q(at)).exists()
        assert (page.is_valid(at), found) == (expected, expected)
