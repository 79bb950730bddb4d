import re
from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.pages.factories import make_home, make_page, page_models

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


def notice(index, slug="accident", **kwargs):
    return make_page("CrisisNoticePage", index, slug=slug, **{"title": slug, **kwargs})


def test_valid_notice_is_listed_and_linked_from_every_page(client, index):
    page = notice(index, valid_from=timezone.now() - HOUR, valid_until=timezone.now() + HOUR)
    home = index.get_parent().specific
    assert [page.title for page in client.get(index.url).context["notices"]] == ["accident"]
    assert re.findall(
        r'<h2 [^>]+><svg.*?</svg><a [^>]+ href="([^"]+)">accident</a>', client.get(home.url).content.decode()
    ) == [page.url]
    assert client.get(page.url).status_code == 200


def test_notice_before_start_is_404_and_not_listed(client, index):
    page = notice(index, valid_from=timezone.now() + HOUR)
    assert client.get(page.url).status_code == 404
    assert list(client.get(index.url).context["notices"]) == []


def test_ended_notice_is_410_with_telephone_number(client, index):
    page = notice(index, valid_until=timezone.now() - HOUR, situation="<p>Secret by now.</p>")
    response = client.get(page.url)
    text = response.content.decode()
    assert (response.status_code, "Secret by now" in text, 'href="tel:112"' in text) == (410, False, True)
    assert 'href="tel:+358401234567"' in text
    assert 'href="#contact"' not in text  # the page has no form


def test_ended_notice_can_be_previewed(rf, index):
    page = notice(index, valid_until=timezone.now() - HOUR)
    assert page.make_preview_request(rf.get("/")).status_code == 200


def test_notice_has_emergency_warning_and_telephone_hours(client, index):
    text = client.get(notice(index, phone="+358409998887", phone_hours="every day 8–20").url).content.decode()
    assert "This is not an emergency service" in text
    assert ('href="tel:+358409998887"' in text, "Telephone hours: every day 8–20" in text) == (True, True)


def test_only_valid_notice_is_in_sitemap(index):
    now = timezone.now()
    pages = [notice(index, "now"), notice(index, "later", valid_from=now + HOUR)]
    assert [len(page.get_sitemap_urls()) for page in pages] == [1, 0]


def test_notice_ending_before_start_is_rejected(index):
    now = timezone.now()
    page = page_models.CrisisNoticePage(title="x", slug="x", valid_from=now, valid_until=now - HOUR)
    with pytest.raises(ValidationError) as error:
        page.clean()
    assert error.value.message_dict == {"valid_until": ["Enter a time after the start of the notice."]}


INSTANTS = [None, *(datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in range(3))]
PERIODS = [(start, end) for start, end in product(INSTANTS, INSTANTS) if not (start and end and end <= start)]


@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_validity_is_the_same_in_python_and_database(index, start, end):
    page = notice(index, valid_from=start, valid_until=end)
    for at in INSTANTS[1:]:
        expected = (start is None or start <= at) and (end is None or at < end)
        in_database = page_models.CrisisNoticePage.objects.filter(page_models.CrisisNoticePage.valid_q(at)).exists()
        assert (page.is_valid(at), in_database) == (expected, expected)


EVERY_DAY = {
    "phone": "+358409998887",
    "phone_hours": "every day 8–20",
    "phone_opens": time(8),
    "phone_closes": time(20),
}


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        # In Helsinki, two hours later. 6 December is a public holiday.
        (datetime(2026, 12, 6, 7, tzinfo=UTC), "Open until 20:00"),
        (datetime(2026, 12, 6, 21, 40, tzinfo=UTC), "Opens tomorrow at 08:00"),
        (datetime(2026, 12, 7, 4, tzinfo=UTC), "Opens at 08:00"),
    ],
)
def test_notice_says_whether_its_own_number_is_answered(client, index, monkeypatch, now, hours):
    page = notice(index, **EVERY_DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    text = client.get(page.url).content.decode()
    assert re.findall(r'tyo-crisis-contact__hours">([^<]+)<', text) == [hours, "Telephone hours: every day 8–20"]
    bar = re.search(r'<aside class="tyo-contact-bar".*?</aside>', text, re.DOTALL)[0]
    assert "tel:+358409998887" in bar and hours.lower() in bar.lower()


def test_cached_notice_ends_when_its_telephone_closes(client, index, monkeypatch):
    page = notice(index, **EVERY_DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 7, 17, 59, 50, tzinfo=UTC))
    assert client.get(page.url)["Cache-Control"] == "public, max-age=10, s-maxage=10"


@pytest.mark.parametrize(
    ("times", "errors"),
    [
        ({"phone_opens": time(8)}, {"phone_closes": ["Enter both times, or none."]}),
        ({"phone_closes": time(8)}, {"phone_opens": ["Enter both times, or none."]}),
        (
            {"phone_opens": time(8), "phone_closes": time(8)},
            {"phone_closes": ["The hours end before they start. Enter a later time."]},
        ),
    ],
)
def test_impossible_telephone_hours_are_rejected(index, times, errors):
    with pytest.raises(ValidationError) as error:
        page_models.CrisisNoticePage(title="x", slug="x", **times).clean()
    assert error.value.message_dict == errors
