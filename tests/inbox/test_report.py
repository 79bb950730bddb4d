from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_office
from tests.inbox.factories import body, logged_in, make_coordinator, make_request
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.inbox.charts import WIDTH, lying, standing
from wagtail_tyonohjaus.inbox.request_statistics import duration_text, figures

HELSINKI = ZoneInfo("Europe/Helsinki")
REPORT = reverse("tyonohjaus_inbox:report")


@pytest.mark.django_db
def test_figures_count_by_the_practices_own_days():
    # Sunday evening in UTC is Monday in Helsinki.
    make_request(created_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 21, 30, tzinfo=UTC))
    make_request(created_at=datetime(2026, 3, 8, 22, 30, tzinfo=UTC))
    found = figures(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 2), date(2026, 3, 15))
    assert [count for week, count in found.weeks] == [2, 1]
    assert found.total.count == 3
    found = figures(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 2), date(2026, 3, 8))
    assert found.total.count == 2


@pytest.mark.django_db
def test_figures_tell_how_long_people_waited():
    came = datetime(2026, 3, 3, 8, tzinfo=UTC)
    for hours in (1, 2, 9):
        make_request(service_name="Teams", created_at=came, answered_at=came + timedelta(hours=hours))
    make_request(service_name="Teams", created_at=came, due_at=came, work_started_at=came + timedelta(hours=1))
    make_request(created_at=came)
    make_request(created_at=came, status="spam")
    make_request(created_at=came, held_for_review=True)
    found = figures(ContactRequest.objects.all(), HELSINKI, date(2026, 3, 1), date(2026, 3, 31))
    teams, unsaid = found.services
    assert (teams.name, teams.count, teams.answered, teams.middle) == ("Teams", 4, 3, timedelta(hours=2))
    assert (unsaid.name, unsaid.count, unsaid.middle_text) == ("Not said", 1, "–")
    assert found.taken_late == 1


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (None, "–"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(minutes=90), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_length_is_told_in_one_unit(length, text):
    assert duration_text(length) == text


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**6)), max_size=160))
def test_bars_stay_inside_their_picture(rows):
    for make in (lying, standing):
        chart = make("key", "Title", rows)
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y >= 0 for bar in chart.bars)
        assert all(bar.y + bar.height <= chart.height for bar in chart.bars)


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**6)), max_size=160))
def test_words_stay_inside_their_picture(rows):
    for chart in (lying("key", "Title", rows), standing("key", "Title", rows)):
        shown = [bar for bar in chart.bars if bar.labelled]
        assert all(bar.label_x >= 0 and len(bar.label) <= 50 for bar in shown)
        assert all(bar.label_x + 130 <= WIDTH for bar in shown)
        assert not chart.bars or shown


@pytest.mark.django_db
def test_report_shows_pictures_and_the_same_as_tables():
    office = make_office()
    make_request(office, service_name="<Teams>")
    page = body(logged_in(make_coordinator(office)).get(REPORT))
    assert page.count('<svg role="img"') == 4
    assert "&lt;Teams&gt;" in page
    assert '<th scope="row">Helsinki</th><td>1</td>' in page


@pytest.mark.django_db
def test_report_counts_what_the_reader_may_see():
    ours, theirs = make_office(), make_office(city="Turku")
    make_request(ours), make_request(theirs)
    client = logged_in(make_coordinator(ours))
    assert client.get(REPORT).context["figures"].total.count == 1
    response = client.get(REPORT, {"office": theirs.pk})
    assert response.context["figures"] is None
    assert "Turku" not in body(response)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [{"first": "2026-05-01", "last": "2026-04-01"}, {"first": "0001-01-01", "last": "9999-12-31"}, {"first": "x"}],
)
def test_report_refuses_a_period_that_is_none(query):
    office = make_office()
    response = logged_in(make_coordinator(office)).get(REPORT, query)
    assert response.status_code == 200
    assert response.context["figures"] is None
