from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_office
from tests.inbox.factories import client_for, make_coordinator, make_request, response_text
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.inbox.charts import WIDTH, horizontal_bar_chart, vertical_bar_chart
from wagtail_tyonohjaus.inbox.request_statistics import duration_text, request_statistics

HELSINKI = ZoneInfo("Europe/Helsinki")
REPORT = reverse("tyonohjaus_inbox:report")


@pytest.mark.django_db
def test_statistics_count_days_in_the_practices_time_zone():
    # Sunday evening in UTC is Monday in Helsinki.
    make_request(created_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 21, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 22, 30, tzinfo=UTC))
    statistics = request_statistics(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 2), date(2026, 3, 15))
    assert [count for week, count in statistics.weeks] == [2, 1]
    assert statistics.total.count == 3
    statistics = request_statistics(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 2), date(2026, 3, 8))
    assert statistics.total.count == 2


@pytest.mark.django_db
def test_statistics_include_response_times():
    came = datetime(2026, 3, 3, 8, tzinfo=UTC)
    for hours in (1, 2, 9):
        make_request(service_name="Teams", created_at=came, answered_at=came + timedelta(hours=hours))
    make_request(service_name="Teams", created_at=came, due_at=came, work_started_at=came + timedelta(hours=1))
    make_request(created_at=came)
    make_request(created_at=came, status="spam")
    make_request(created_at=came, held_for_review=True)
    statistics = request_statistics(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 1), date(2026, 3, 31))
    teams, unspecified = statistics.services
    assert (teams.name, teams.count, teams.answered, teams.median) == ("Teams", 4, 3, timedelta(hours=2))
    assert (unspecified.name, unspecified.count, unspecified.median_text) == ("Not specified", 1, "–")
    assert statistics.started_late_count == 1


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


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**6)), max_size=160))
def test_bars_stay_inside_the_view_box(rows):
    for make in (horizontal_bar_chart, vertical_bar_chart):
        chart = make("key", "Title", rows)
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y >= 0 for bar in chart.bars)
        assert all(bar.y + bar.height <= chart.height for bar in chart.bars)


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**6)), max_size=160))
def test_labels_stay_inside_the_view_box(rows):
    for chart in (horizontal_bar_chart("key", "Title", rows), vertical_bar_chart("key", "Title", rows)):
        labelled = [bar for bar in chart.bars if bar.has_label]
        # A vertical chart's labels are dates, which are never too long.
        assert all(bar.label_x >= 0 and (chart.vertical or len(bar.label) <= 50) for bar in labelled)
        assert all(bar.label_x + 130 <= WIDTH for bar in labelled)
        assert not chart.bars or labelled


@pytest.mark.django_db
def test_report_shows_charts_and_tables():
    office = make_office()
    make_request(office, service_name="<Teams>")
    page = response_text(client_for(make_coordinator(office)).get(REPORT))
    assert page.count('<svg role="img"') == 4
    assert "&lt;Teams&gt;" in page
    assert '<th scope="row">Helsinki</th><td>1</td>' in page


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
