from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_office
from tests.inbox.factories import client_for, make_coordinator, make_request, response_text
from tests.practice.charts import assert_charts_are_accessible
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.inbox.request_statistics import Selection, request_statistics
from wagtail_tyonohjaus.inbox.response_times import duration_text

HELSINKI = ZoneInfo("Europe/Helsinki")
REPORT = reverse("tyonohjaus_inbox:report")


MARCH = Selection(HELSINKI, date(2026, 3, 1), date(2026, 3, 31))


def statistics_of(**kwargs):
    return request_statistics(ContactRequest.objects.all(), replace(MARCH, **kwargs))


@pytest.mark.django_db
def test_statistics_count_days_in_the_practices_time_zone():
    # Sunday evening in UTC is Monday in Helsinki.
    make_request(created_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 21, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 22, 30, tzinfo=UTC))
    statistics = statistics_of(first=date(2026, 3, 2), last=date(2026, 3, 15))
    assert [(week.name, week.count) for week in statistics.periods] == [(date(2026, 3, 2), 2), (date(2026, 3, 9), 1)]
    assert statistics.total.count == 3
    assert statistics_of(first=date(2026, 3, 2), last=date(2026, 3, 8)).total.count == 2


@pytest.mark.django_db
def test_statistics_include_response_times():
    came = datetime(2026, 3, 3, 8, tzinfo=UTC)
    for hours in (1, 2, 9):
        make_request(service_name="Teams", created_at=came, answered_at=came + timedelta(hours=hours), due_at=None)
    make_request(service_name="Teams", created_at=came, due_at=came, work_started_at=came + timedelta(hours=1))
    make_request(service_name="Teams", created_at=came, due_at=came + timedelta(hours=2), work_started_at=came)
    make_request(service_name="Teams", created_at=came, due_at=came + timedelta(hours=2))
    make_request(created_at=came)
    make_request(created_at=came, status="spam")
    make_request(created_at=came, held_for_review=True)
    statistics = statistics_of()
    teams, unspecified = statistics.groups
    assert (teams.name, teams.count, teams.answered, teams.median) == ("Teams", 6, 3, timedelta(hours=2))
    assert (unspecified.name, unspecified.count, unspecified.median_text) == ("Not specified", 1, "–")
    assert (statistics.total.in_time, statistics.total.late, statistics.total.percent_in_time) == (1, 2, 33)
    assert unspecified.percent_in_time is None


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 90), st.integers(0, 10**5) | st.none()), max_size=25))
def test_figures_are_those_of_a_plain_count(rows):
    ContactRequest.objects.all().delete()
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for name, days, seconds in rows:
        came = start + timedelta(days=days)
        answered = None if seconds is None else came + timedelta(seconds=seconds)
        make_request(service_name=name, created_at=came, answered_at=answered)
    statistics = statistics_of(last=date(2026, 5, 31), interval="month")
    for group in [*statistics.groups, statistics.total]:
        own = [row for row in rows if group.name in (row[0], "All")]
        seconds = [row[2] for row in own if row[2] is not None]
        assert (group.count, group.answered) == (len(own), len(seconds))
        assert [group.median, group.percentile_90] == expected_times(seconds)
    by_month = [[row for row in rows if (start + timedelta(days=row[1])).month == month] for month in (3, 4, 5)]
    assert [period.count for period in statistics.periods] == [len(month) for month in by_month]
    for period, month in zip(statistics.periods, by_month, strict=True):
        assert [period.median, period.percentile_90] == expected_times([row[2] for row in month if row[2] is not None])
    names = [[row[0] for row in month] for month in by_month]
    assert statistics.counts == [[month.count(name) for name in statistics.series] for month in names]


def expected_times(seconds):
    """By the module of the standard library, in whole microseconds."""
    if not seconds:
        return [None, None]
    tenths = quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else seconds * 9
    return [timedelta(seconds=median(seconds)), timedelta(microseconds=round(tenths[8] * 1_000_000))]


@pytest.mark.django_db
def test_small_groups_are_one_series():
    for number in range(9):
        for _ in range(9 - number):
            make_request(page_title=f"Page {number}", created_at=datetime(2026, 3, 3, 8, tzinfo=UTC))
    statistics = statistics_of(grouping="page")
    assert statistics.series == [*(f"Page {number}" for number in range(6)), "Other"]
    assert statistics.counts[1] == [9, 8, 7, 6, 5, 4, 3 + 2 + 1]
    assert [group.count for group in statistics.groups] == [9, 8, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("grouping", "names"),
    [
        ("service", ["Teams"]),
        ("office", ["Helsinki"]),
        ("page", ["Contact us"]),
        ("channel", ["E-mail me"]),
        ("urgency", ["Crisis"]),
    ],
)
def test_requests_are_divided_by_what_is_selected(grouping, names):
    fields = {"service_name": "Teams", "page_title": "Contact us", "preferred_contact": "mail", "kind": "crisis"}
    make_request(make_office(), created_at=datetime(2026, 3, 3, 8, tzinfo=UTC), **fields)
    assert [group.name for group in statistics_of(grouping=grouping).groups] == names


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (None, "–"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(minutes=90), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_duration_text_uses_one_unit(duration, text):
    assert duration_text(duration) == text


@pytest.mark.django_db
def test_report_shows_charts_and_tables():
    office = make_office()
    make_request(office, service_name="<Teams>")
    page = response_text(client_for(make_coordinator(office)).get(REPORT))
    assert page.count('<svg role="img"') == 2
    assert "&lt;Teams&gt;" in page
    assert '<th scope="row">&lt;Teams&gt;</th><td>1</td>' in page
    assert_charts_are_accessible(page)


@pytest.mark.django_db
def test_tables_are_downloaded_as_csv():
    office = make_office()
    make_request(office, service_name="=1+1", created_at=datetime(2026, 3, 3, 8, tzinfo=UTC))
    client, query = client_for(make_coordinator(office)), {"first": "2026-03-02", "last": "2026-03-15"}
    for key, rows in {
        "requests": ["Week,'=1+1,All", "2026-03-02,1,1", "2026-03-09,0,0"],
        "groups": ["Service,Requests", "'=1+1,1"],
    }.items():
        response = client.get(REPORT, {**query, "export": "csv", "table": key})
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response_text(response).splitlines()[: len(rows)] == rows
    assert client.get(REPORT, {**query, "export": "csv", "table": "other"}).status_code == 404


@pytest.mark.django_db
def test_queries_are_the_same_for_1_and_30_requests():
    office, counts = make_office(), []
    client = client_for(make_coordinator(office))
    for number in (1, 30):
        for index in range(number):
            make_request(office, service_name=f"Service {number} {index}", answered_at=timezone.now())
        client.get(REPORT)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(REPORT).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_report_without_requests_says_so():
    page = response_text(client_for(make_coordinator(make_office())).get(REPORT))
    assert page.count("There is nothing to show.") == 2


@pytest.mark.django_db
def test_report_is_limited_to_visible_requests():
    ours, theirs = make_office(), make_office(city="Turku")
    make_request(ours), make_request(theirs)
    client = client_for(make_coordinator(ours))
    assert client.get(REPORT).context["statistics"].total.count == 1
    response = client.get(REPORT, {"office": theirs.pk})
    assert response.context["statistics"] is None
    assert "Turku" not in response_text(response)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [{"first": "2026-05-01", "last": "2026-04-01"}, {"first": "0001-01-01", "last": "9999-12-31"}, {"first": "x"}],
)
def test_report_rejects_an_invalid_period(query):
    office = make_office()
    response = client_for(make_coordinator(office)).get(REPORT, query)
    assert response.status_code == 200
    assert response.context["statistics"] is None
