"""The form of a supervisor with many rows: small, quick, folded, and saved as it was."""

import re
from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.availability.admin_forms import url
from tests.factories import make_office, make_service, make_supervisor
from wagtail_tyonohjaus.availability.models import BusyCalendar, HoursException, WeeklyHours
from wagtail_tyonohjaus.practice.admin.record_forms.folded_rows import pack, unpack
from wagtail_tyonohjaus.practice.admin.record_forms.small_pages import squeezed
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]

MAX_QUERIES, MAX_BYTES = 25, 200_000


class Fields(HTMLParser):
    """What a browser without JavaScript submits for the page's form."""

    def __init__(self, html):
        super().__init__()
        self.values, self._select, self._skipped, self._textarea = [], "", 0, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("template", "noscript"):
            self._skipped += 1
        if self._skipped or not (attrs.get("name") or tag == "option"):
            return
        if tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.values.append((self._select, attrs["value"]))
        elif tag == "textarea":
            self._textarea = attrs["name"]
            self.values.append((attrs["name"], ""))
        elif tag == "input" and (attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs):
            default = "on" if attrs.get("type") == "checkbox" else ""
            self.values.append((attrs["name"], attrs.get("value", default)))

    def handle_data(self, data):
        if self._textarea:
            self.values[-1] = (self._textarea, data.removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag in ("template", "noscript"):
            self._skipped -= 1
        self._textarea = None


def fields_of(html):
    data = {}
    for name, value in Fields(html).values:
        data.setdefault(name, []).append(value)
    return data


@pytest.fixture
def services():
    return [make_service(name=f"Work supervision of a kind {number}", lengths="60") for number in range(30)]


def make_rows(services, office, count):
    supervisor = make_supervisor(services=services[:10], offices=[office], name="Aino Laine")
    supervisor.weekly_hours = [
        WeeklyHours(
            weekday=number % 7,
            start=time(8 + number // 7 * 2),
            end=time(9 + number // 7 * 2),
            interval_weeks=2,
            reference_date=date(2026, 1, 5),
            office=office,
            delivery_modes=["premises"],
            services=services[:10],
            restricted_fields=["office", "delivery_modes", "services"],
        )
        for number in range(count)
    ]
    supervisor.hours_exceptions = [
        HoursException(first_day=date(2026, 12, 1) + timedelta(days=number), effect="closed", services=services[:5])
        for number in range(count * 2 // 3)
    ]
    supervisor.busy_calendars = [
        BusyCalendar(name=f"Calendar {number}", url=f"https://example.com/secret-{number}.ics")
        for number in range(min(count, 3))
    ]
    supervisor.save()
    return supervisor


def test_form_with_many_rows_is_small_and_needs_few_queries(admin_client, services):
    offices = [make_office(city=f"City {number}") for number in range(20)]
    for number in range(60):
        make_supervisor(name=f"Person {number}", user=get_user_model().objects.create(username=f"person{number}"))
    counts = []
    for count in (1, 30):
        page = url("edit", make_rows(services, offices[0], count).pk)
        admin_client.get(page)
        with CaptureQueriesContext(connection) as queries:
            response = admin_client.get(page)
        assert len(response.content) <= MAX_BYTES
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MAX_QUERIES, [query["sql"][:90] for query in queries]


def test_rows_are_folded_under_their_names(admin_client, services):
    supervisor = make_rows(services, make_office(city="Tampere"), 1)
    supervisor.hours_exceptions = [HoursException(first_day=date(2026, 12, 24), effect="closed")]
    supervisor.save()
    html = admin_client.get(url("edit", supervisor.pk)).content.decode()
    names = re.findall(r'<details class="tyo-row__fold"><summary[^>]*>(.*?)</summary>', html, re.DOTALL)
    assert [re.sub("<.*?>|\\s+", " ", name).split("  ")[0] for name in names] == [
        "Monday 08:00–09:00",
        "24 Dec 2026 closed",
        "Calendar 0",
    ]
    assert "every 2 weeks, Tampere" in names[0]
    assert "secret-0" not in html


def test_folded_rows_are_saved_as_they_were(admin_client, services):
    supervisor = make_rows(services, make_office(), 3)
    page = url("edit", supervisor.pk)
    before = list(supervisor.weekly_hours.values("weekday", "start", "office", "delivery_modes", "restricted_fields"))
    response = admin_client.post(page, fields_of(admin_client.get(page).content.decode()))
    assert response.status_code == 302, response.context["form"].errors
    after = Supervisor.objects.get(pk=supervisor.pk)
    rows = after.weekly_hours
    assert list(rows.values("weekday", "start", "office", "delivery_modes", "restricted_fields")) == before
    assert [row.services.count() for row in rows.all()] == [10, 10, 10]
    assert [row.services.count() for row in after.hours_exceptions.all()] == [5, 5]
    assert after.busy_calendars.first().url == "https://example.com/secret-0.ics"


def test_row_can_be_unfolded_changed_added_and_deleted_without_javascript(admin_client, services):
    supervisor = make_rows(services, make_office(), 3)
    page, rows = url("edit", supervisor.pk), list(supervisor.weekly_hours.all())
    data = fields_of(admin_client.get(page, {"row": f"weekly_hours-{rows[1].pk}"}).content.decode())
    assert data["weekly_hours-1-start"] == ["08:00"] and "weekly_hours-0-start" not in data
    data |= {"weekly_hours-1-end": ["10:00"], "weekly_hours-1-services": [str(services[0].pk)]}
    assert admin_client.post(page, data).status_code == 302
    changed = WeeklyHours.objects.get(pk=rows[1].pk)
    assert (changed.end, list(changed.services.all())) == (time(10), [services[0]])

    data = fields_of(admin_client.get(page, {"add": "weekly_hours"}).content.decode())
    assert data["weekly_hours-TOTAL_FORMS"] == ["4"]
    data |= {"weekly_hours-3-weekday": ["6"], "weekly_hours-3-start": ["20"], "weekly_hours-3-end": ["21"]}
    assert admin_client.post(page, {**data, "weekly_hours-0-DELETE": ["1"]}).status_code == 302
    assert [str(row) for row in Supervisor.objects.get(pk=supervisor.pk).weekly_hours.all()] == [
        "Tuesday 08:00–10:00",
        "Wednesday 08:00–09:00",
        "Sunday 20:00–21:00",
    ]


def test_row_with_an_error_is_unfolded_with_what_was_typed(admin_client, services):
    supervisor = make_rows(services, make_office(), 2)
    page, row = url("edit", supervisor.pk), supervisor.weekly_hours.first()
    data = fields_of(admin_client.get(page, {"row": f"weekly_hours-{row.pk}"}).content.decode())
    response = admin_client.post(page, data | {"weekly_hours-0-end": ["half past"]})
    again = fields_of(response.content.decode())
    assert again["weekly_hours-0-end"] == ["half past"]
    assert "weekly_hours-1-folded" in again


@pytest.mark.parametrize("values", [["a"], ["1", "12"], ["&=,*%"], ["a,b", "c*"], ["ä–"]])
def test_values_of_a_folded_row_are_read_as_they_were_written(values):
    assert list(unpack(pack([("name", values), ("other", ["x"])]))) == [("name", values), ("other", ["x"])]


def test_blank_space_that_counts_stays():
    html = "<p>\n  a  b\n   <b>c</b>\n</p><textarea>\n x\n  y </textarea><script>\n  1\n</script>"
    assert squeezed(html) == "<p>\na  b\n<b>c</b>\n</p><textarea>\n x\n  y </textarea><script>\n  1\n</script>"
