"""The load of supervisors and offices by week; the oracle counts quarters of hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.appointments.factories import HELSINKI, make_bookable_service
from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_office,
    make_practice,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.inbox.factories import client_for, make_coordinator, make_manager, make_user, response_text
from tests.practice.charts import assert_charts_are_accessible
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.free import free_windows
from wagtail_tyonohjaus.availability.models import BusyBlock
from wagtail_tyonohjaus.availability.weeks.load import WeekLoad, total_load, weekly_load
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db

LOAD = reverse("tyonohjaus_availability:load")
MONDAY = date(2030, 3, 25)
WEEKS = 2
#: The Friday before: all free time of the weeks is in the future. The clocks change on the first Sunday.
AS_OF = int(datetime(2030, 3, 22, 12, tzinfo=UTC).timestamp())


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def moment(minute: int) -> datetime:
    """So many minutes of the wall clock after the first Monday begins."""
    return datetime(2030, 3, 25, tzinfo=HELSINKI) + timedelta(minutes=minute)


def make_person(office, name="Aino", **kwargs):
    service = make_bookable_service(horizon_days=90)
    person = make_supervisor(name=name, offices=[office] if office else [], services=[service], **kwargs)
    make_weekly_hours(person, 0, "09:00", "16:00")
    return person


def book(person, start, minutes=60, status="confirmed", **kwargs):
    start = start.astimezone(UTC)
    values = {"service": person.services.first(), "time_zone": "Europe/Helsinki", "name": "Elli Client", "seat": 0}
    if status == "held":
        values["hold_until"] = datetime(2031, 1, 1, tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    return Session.objects.create(supervisor=person, start=start, end=end, status=status, **{**values, **kwargs})


def load_of(*people):
    revisions = dict(Supervisor.objects.filter(pk__in=[one.pk for one in people]).values_list("pk", "revision"))
    return weekly_load(revisions, MONDAY, WEEKS, AS_OF)


quarters = st.tuples(st.integers(0, WEEKS * 7 * 96 - 20), st.integers(1, 16))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.tuples(st.integers(0, 6), st.integers(6, 12), st.integers(13, 20)), max_size=5),
    sessions=st.lists(st.tuples(quarters, st.booleans()), max_size=4),
    busy=st.lists(quarters, max_size=4),
)
def test_load_is_a_count_of_quarter_hours(hours, sessions, busy):
    Session.objects.all().delete()
    Supervisor.objects.all().delete()
    make_practice()
    person = make_supervisor(offices=[make_office()], services=[make_bookable_service(horizon_days=90)])
    for weekday, start, end in hours:
        make_weekly_hours(person, weekday, f"{start:02}:00", f"{end:02}:00")
    for (start, length), is_held in sessions:
        book(person, moment(start * 15), length * 15, "held" if is_held else "confirmed")
    for start, length in busy:
        make_busy_block(person, moment(start * 15), moment((start + length) * 15))
    person.refresh_from_db()
    cache.clear()
    assert list(load_of(person)[person.pk]) == count_quarters(person, hours)


def count_quarters(person, hours):
    """What each quarter of an hour is; everything begins and ends with one."""
    sessions = [(*_minutes(row.start, row.end), row.status) for row in Session.objects.all()]
    blocks = [(row.start // 60, row.end // 60) for row in BusyBlock.objects.all()]
    windows = [(one.start // 60, one.end // 60) for one in free_windows([person], as_of=AS_OF)[person.pk]]
    weeks = []
    for number in range(WEEKS):
        first = datetime.combine(MONDAY + timedelta(weeks=number), datetime.min.time(), HELSINKI)
        last = datetime.combine(MONDAY + timedelta(weeks=number + 1), datetime.min.time(), HELSINKI)
        figures = dict.fromkeys(WeekLoad._fields, 0)
        for minute in range(*_minutes(first, last), 15):
            local = datetime.fromtimestamp(minute * 60, HELSINKI)
            is_open = any(day == local.weekday() and start <= local.hour < end for day, start, end in hours)
            statuses = {status for start, end, status in sessions if start <= minute < end}
            figures["hours"] += 15 * is_open
            if statuses:
                figures["agreed" if "confirmed" in statuses else "held"] += 15
            elif is_open and any(start <= minute < end for start, end in blocks):
                figures["busy"] += 15
            elif any(start <= minute < end for start, end in windows):
                figures["free"] += 15
        weeks.append(WeekLoad(**figures))
    return weeks


def _minutes(start, end):
    return int(start.timestamp()) // 60, int(end.timestamp()) // 60


def test_group_session_with_a_free_seat_counts_once():
    make_practice()
    service = make_bookable_service(horizon_days=90, capacity=4)
    person = make_supervisor(offices=[make_office()], services=[service])
    make_weekly_hours(person, 0, "09:00", "16:00")
    start = moment(10 * 60)
    meeting = book(person, start, is_group=True).meeting
    book(person, start, is_group=True, meeting=meeting, seat=1)
    assert load_of(person)[person.pk][0] == WeekLoad(hours=420, agreed=60, free=360)


def test_absence_leaves_no_hours():
    make_practice()
    person = make_person(make_office())
    make_hours_exception(person, MONDAY)
    assert load_of(person)[person.pk] == [WeekLoad(), WeekLoad(hours=420, free=420)]


def test_changes_are_seen_although_loads_are_cached():
    make_practice()
    person = make_person(make_office())
    assert load_of(person)[person.pk][0].free == 420
    with CaptureQueriesContext(connection) as queries:
        load_of(person)
    assert len(queries) == 1
    make_busy_block(person, moment(9 * 60), moment(10 * 60))
    make_weekly_hours(person, 1, "09:00", "10:00")
    assert load_of(person)[person.pk][0] == WeekLoad(hours=480, busy=60, free=420)


def test_queries_are_the_same_for_1_and_30_supervisors():
    make_practice()
    counts = []
    for number in (1, 30):
        people = [make_person(make_office(city=f"City {number} {index}"), f"P {index}") for index in range(number)]
        for one in people:
            book(one, moment(10 * 60))
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert len(load_of(*people)) == number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_total_is_the_sum_of_each_week():
    one, other = [WeekLoad(1, 2, 3, 4, 5), WeekLoad()], [WeekLoad(10, 20, 30, 40, 50), WeekLoad(free=7)]
    assert total_load([one, other], 2) == [WeekLoad(11, 22, 33, 44, 55), WeekLoad(free=7)]
    assert total_load([], 2) == [WeekLoad(), WeekLoad()]


@pytest.fixture
def office():
    make_practice()
    return make_office(city="Tampere")


def test_page_has_pictures_and_tables(admin_client, office):
    book(make_person(office), moment(10 * 60))
    page = response_text(admin_client.get(LOAD, {"from": MONDAY.isoformat()}))
    assert page.count('<svg role="img"') == 2
    assert '<th scope="row">Aino</th><td>Agreed</td><td>1</td><td>0</td>' in page
    assert "Elli Client" not in page
    assert_charts_are_accessible(page)


def test_page_without_supervisors_says_so(admin_client, office):
    assert "No supervisors to show." in response_text(admin_client.get(LOAD))


def test_offices_are_the_sums_of_those_who_work_there(admin_client, office):
    turku = make_office(city="Turku")
    both = make_person(office, "Bo")
    both.offices = [office, turku]
    both.save()
    make_person(turku, "Aino")
    make_person(None, "Cecilia")
    response = admin_client.get(LOAD, {"by": "office", "from": MONDAY.isoformat()})
    found = {row.name: row.loads[0].hours for row in response.context["view"].rows}
    assert found == {"Tampere": 420, "Turku": 840, "No office": 420}
    [row] = admin_client.get(LOAD, {"by": "office", "office": turku.pk}).context["view"].rows
    assert row.name == "Turku"


def test_rows_are_those_whom_the_user_may_change(office):
    elsewhere = make_office(city="Turku")
    own = make_user()
    foreign = make_office(city="Oulu", site=make_site("other.example.com"))
    make_person(office, "Aino", user=own), make_person(elsewhere, "Bo")
    make_supervisor(name="Cecilia", offices=[foreign], site=foreign.site)
    manager = make_manager(office.site, ["change_supervisor"])
    for user, expected in {
        own: (["Aino"], ["Tampere"]),
        make_coordinator(elsewhere): (["Bo"], ["Turku"]),
        manager: (["Aino", "Bo"], ["Tampere", "Turku"]),
        make_user(): ([], []),
    }.items():
        client = client_for(user)
        found = tuple(
            [row.name for row in client.get(LOAD, {"by": by}).context["view"].rows] for by in ("supervisor", "office")
        )
        assert found == expected


def test_menu_has_the_load_for_those_who_see_rows(office):
    make_person(office)
    home = reverse("wagtailadmin_home")
    assert (LOAD in response_text(client_for(make_coordinator(office)).get(home))) is True
    assert (LOAD in response_text(client_for(make_user()).get(home))) is False


def test_rows_have_several_pages_and_downloads_have_all(admin_client, office):
    for number in range(14):
        make_person(office, f"Person {number:02}")
    first = admin_client.get(LOAD, {"from": MONDAY.isoformat()})
    second = admin_client.get(first.context["next_page_url"])
    shown = [row.name for response in (first, second) for row in response.context["view"].page]
    assert shown == [f"Person {number:02}" for number in range(14)]
    lines = response_text(admin_client.get(LOAD, {"export": "csv", "table": "rows", "p": "2"})).splitlines()
    assert len([line for line in lines if ",Agreed," in line]) == 14


def test_downloads_are_free_of_formulas(admin_client, office):
    make_person(office, "=1+1")
    lines = response_text(admin_client.get(LOAD, {"export": "csv", "table": "rows"})).splitlines()
    assert lines[1].startswith("'=1+1,Agreed,")
    assert admin_client.get(LOAD, {"export": "csv", "table": "x"}).status_code == 404


def test_queries_of_the_page_are_the_same_for_1_and_30_supervisors(admin_client, office):
    counts = []
    for number in (1, 30):
        for index in range(number):
            make_person(make_office(city=f"City {number} {index}"), f"Person {number} {index}")
        for by in ("supervisor", "office"):
            admin_client.get(LOAD, {"by": by})
            with CaptureQueriesContext(connection) as queries:
                admin_client.get(LOAD, {"by": by})
            counts.append((by, len(queries)))
    assert counts[:2] == counts[2:]


def test_invalid_queries_show_the_default(admin_client, office):
    make_person(office)
    query = {"from": "9999-99-99", "office": "x", "by": "y", "p": "zero"}
    assert [row.name for row in admin_client.get(LOAD, query).context["view"].rows] == ["Aino"]
