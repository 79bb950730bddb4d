"""How long caches may use a page: at most until the next change that is visible on it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus import content_validity
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.messages.models import Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.page_links import page_url

pytestmark = pytest.mark.django_db
# A Tuesday, 12:00 in Helsinki.
NOON = datetime(2026, 12, 1, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG = 100_000


@pytest.fixture(autouse=True)
def noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def long_lifetimes(settings):
    """So that only what the page shows limits them."""
    settings.WAGTAIL_TYONOHJAUS = {
        **settings.WAGTAIL_TYONOHJAUS,
        "PAGE_MAX_AGE": LONG,
        "PAGE_SHARED_MAX_AGE": LONG,
    }


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def practice(home):
    return PracticeSettings.for_site(home.get_site())


def lifetime(client, page, at: datetime = NOON) -> int:
    """Seconds."""
    with travel(at, tick=False):
        response = client.get(page.url)
    directives = dict(part.strip().partition("=")[::2] for part in response["Cache-Control"].split(","))
    assert directives == {"public": "", "max-age": directives["s-maxage"], "s-maxage": directives["s-maxage"]}
    return int(directives["s-maxage"])


def seconds_until(hour: int, minute: int = 0, days: int = 0) -> int:
    """From noon to a time in Helsinki on a day after it; hours may be 24."""
    return int(timedelta(days=days, hours=hour - 12, minutes=minute).total_seconds())


def test_page_without_known_changes_is_used_as_long_as_configured(client, home):
    assert lifetime(client, home) == LONG


def test_page_that_expires(client, home):
    home.expire_at = NOON + 7 * MINUTE
    home.save()
    assert lifetime(client, home) == 7 * 60


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Minutes from now.
        (None, None, LONG),
        (-5, None, LONG),
        (None, 9, 540),
        (-5, 9, 540),
        (4, 9, 240),
        (4, None, 240),
        (-9, -5, LONG),
    ],
)
@pytest.mark.parametrize("shown_on", ["home", "index", "link"])
def test_crisis_notice_on_other_pages(client, home, start, end, expected, shown_on):
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    notice = make_page(
        "CrisisNoticePage",
        index,
        valid_from=start and NOON + start * MINUTE,
        valid_until=end and NOON + end * MINUTE,
    )
    if shown_on == "link":
        validity = content_validity.begin()
        page_url(notice)
        content_validity.end()
        assert validity.until == (None if expected == LONG else NOON + timedelta(seconds=expected))
    else:
        assert lifetime(client, index if shown_on == "index" else home) == expected


def test_crisis_notice_itself(client, home):
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    notice = make_page("CrisisNoticePage", index, valid_until=NOON + 9 * MINUTE, show_form=False)
    assert lifetime(client, notice) == 540
    assert (client.get(notice.url).status_code, lifetime(client, notice, NOON + 8 * MINUTE)) == (200, 60)
    with travel(NOON + 9 * MINUTE, tick=False):
        assert client.get(notice.url).status_code == 410


@pytest.mark.parametrize(("seconds_ago", "expected"), [(None, 60), (30, 90), (119, 1), (120, 60)])
def test_promise_of_a_call_lasts_as_long_as_the_worker_counts_as_running(client, home, seconds_ago, expected):
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    notice = make_page("CrisisNoticePage", index)
    if seconds_ago is not None:
        Heartbeat.objects.create(name=WORKER, at=NOON - timedelta(seconds=seconds_ago))
    assert lifetime(client, notice) == expected


def test_crisis_notice_that_has_not_begun_is_not_cached(client, home):
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    notice = make_page("CrisisNoticePage", index, valid_from=NOON + 9 * MINUTE)
    response = client.get(notice.url)
    assert (response.status_code, response.has_header("Cache-Control")) == (404, False)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Open from 8 to 16 on weekdays, in Helsinki.
        ("2026-12-01 12:00", seconds_until(16)),
        # Closed until tomorrow: "opens tomorrow" becomes "opens at 8" at midnight.
        ("2026-12-01 17:00", 7 * 3600),
        ("2026-12-02 00:30", 7 * 3600 + 1800),
        # The Independence Day, a Sunday, and the day before: closed.
        ("2026-12-05 12:00", 12 * 3600),
    ],
)
def test_opening_hours(client, home, practice, now, expected):
    practice.opening_hours = [
        practice.opening_hours.model(weekday=weekday, opens=time(8), closes=time(16)) for weekday in range(5)
    ]
    practice.save()
    contact = make_page("ContactPage", home)
    at = datetime.fromisoformat(now).replace(tzinfo=practice.zone)
    assert lifetime(client, contact, at) == expected


def test_opening_hours_on_a_day_that_is_closed(client, home, practice):
    practice.opening_hours = [practice.opening_hours.model(weekday=1, opens=time(8), closes=time(16))]
    practice.holiday_overrides = [HolidayOverride(day=date(2026, 12, 1), closed=True)]
    practice.save()
    assert lifetime(client, make_page("ContactPage", home)) == seconds_until(24)


def make_rule(practice: PracticeSettings, **kwargs) -> RoutingRule:
    return RoutingRule.objects.create(site=practice.site, name="Number", displayed_phone="+358401112223", **kwargs)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, LONG),
        ({"time_from": time(9), "time_until": time(15, 30)}, seconds_until(15, 30)),
        ({"time_from": time(13, 7), "time_until": time(15)}, seconds_until(13, 7)),
        ({"time_from": time(22), "time_until": time(6)}, seconds_until(22)),
        ({"time_from": time(8), "time_until": time(11)}, seconds_until(8, days=1)),
        ({"weekdays": [1]}, seconds_until(24)),
        ({"weekdays": [4]}, seconds_until(24)),
    ],
)
def test_number_that_rules_choose(client, home, practice, conditions, expected):
    make_rule(practice, **conditions)
    assert lifetime(client, home) == expected


@pytest.mark.parametrize(("start", "end", "expected"), [(-60, 45, 2700), (20, 45, 1200), (-60, -20, LONG)])
def test_number_that_depends_on_a_rota(client, home, practice, start, end, expected):
    rota = Rota.objects.create(site=practice.site, name="Crisis")
    supervisor = make_supervisor(phone="+358501112223")
    DutyTurn.objects.create(rota=rota, supervisor=supervisor, start=NOON + start * MINUTE, end=NOON + end * MINUTE)
    make_rule(practice, to_rota=rota)
    assert lifetime(client, home) == expected


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        # The next hour, at which the minimum notice and the horizon move.
        ("Europe/Helsinki", "2026-12-01T10:07:00+00:00", 53 * 60),
        ("Europe/Helsinki", "2026-12-01T10:00:00+00:00", 3600),
        # Midnight, at which the week begins with another day.
        ("Asia/Kathmandu", "2026-12-01T18:01:00+00:00", 14 * 60),
    ],
)
def test_free_times(client, home, zone, now, expected):
    service = make_service()
    supervisor = make_supervisor(services=[service], time_zone=zone)
    make_weekly_hours(supervisor)
    page = make_page("SupervisorPage", home, supervisor=supervisor)
    assert lifetime(client, page, datetime.fromisoformat(now)) == expected


def test_daily_quotation(client, home):
    quotation = {"text": "Listen.", "source": ""}
    home.body = [{"type": "daily_quotation", "value": {"heading": "", "quotations": [quotation]}}]
    home.save()
    assert lifetime(client, home) == seconds_until(24)


# The limits of the settings


@pytest.mark.parametrize(
    ("configured", "has_purging", "expected"),
    [
        ({}, False, (60, 300)),
        ({}, True, (60, 3600)),
        ({"PAGE_MAX_AGE": 10, "PAGE_SHARED_MAX_AGE": 20}, True, (10, 20)),
        ({"PAGE_MAX_AGE": 0, "PAGE_SHARED_MAX_AGE": 0}, False, (0, 0)),
    ],
)
def test_settings(client, home, settings, configured, has_purging, expected):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False, **configured}
    if has_purging:
        settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "tests.pages.test_purging.RecordingBackend"}}
    browser, shared = expected
    assert client.get(home.url)["Cache-Control"] == f"public, max-age={browser}, s-maxage={shared}"


@pytest.mark.parametrize("path", ["?p=2", "?city=Turku", "?utm_source=letter"])
def test_url_with_a_query_is_not_purged_and_therefore_brief(client, home, settings, path):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}
    page = make_page("SupervisorIndexPage", home)
    assert client.get(page.url + path)["Cache-Control"] == "public, max-age=60, s-maxage=60"


def test_ended_notice_is_brief(client, home, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    notice = make_page("CrisisNoticePage", index, valid_until=NOON - MINUTE)
    response = client.get(notice.url)
    assert (response.status_code, response["Cache-Control"]) == (410, "public, max-age=60, s-maxage=60")


# The collection


@given(st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), max_size=6))
def test_earliest_change_counts(minutes):
    validity = content_validity.begin()
    for minute in minutes:
        content_validity.changes_at(None if minute is None else NOON + minute * MINUTE)
    content_validity.end()
    content_validity.changes_at(NOON - 5000 * MINUTE)
    known = [minute for minute in minutes if minute is not None]
    assert validity.until == (NOON + min(known) * MINUTE if known else None)


def test_office_without_hours_has_no_changes(client, home):
    make_office(phone="+358401231231")
    assert lifetime(client, make_page("ContactPage", home)) == LONG
