"""Who works when: a week of all supervisors, for those who may change them."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    make_busy_calendar,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.weeks.office_week import office_week
from wagtail_tyonohjaus.availability.weeks.week_grid import saved_week_grid

pytestmark = pytest.mark.django_db

MONDAY = date(2030, 1, 7)


@pytest.fixture
def page():
    return reverse("tyonohjaus_availability:office")


@pytest.fixture
def office():
    make_practice()
    return make_office(city="Tampere")


def make_person(office, name, **kwargs):
    supervisor = make_supervisor(name=name, offices=[office], services=[make_service()], **kwargs)
    make_weekly_hours(supervisor, 0)
    make_busy_calendar(supervisor, name="Work", url=f"https://example.com/{name}.ics")
    return supervisor


def names(response):
    return [row["supervisor"].name for row in response.context["rows"]]


def test_week_of_several_is_that_of_each(office):
    people = [make_person(office, name) for name in ("Aino", "Bo")]
    make_hours_exception(people[1], MONDAY)
    weeks = office_week([one.pk for one in people], MONDAY)
    for one in people:
        assert weeks[one.pk] == saved_week_grid(one.pk, weeks=1, first=MONDAY)
    assert [len(weeks[one.pk].days[0].hours) for one in people] == [1, 0]


def test_queries_are_the_same_for_1_and_30_supervisors(admin_client, page, office):
    counts = []
    for count in (1, 30):
        for number in range(count):
            make_person(office, f"Person {count} {number}")
        admin_client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_large_practices_have_several_pages(admin_client, page, office):
    for number in range(30):
        make_person(office, f"Person {number:02}")
    first = admin_client.get(page, {"from": MONDAY.isoformat()})
    second = admin_client.get(first.context["next_page_url"])
    assert len(names(first) + names(second)) == len({*names(first), *names(second)}) == 30
    assert "2030-01-07" in second.context["previous_page_url"]


def test_day_links_to_its_page_and_weeks_can_be_turned(admin_client, page, office):
    supervisor = make_person(office, "Aino")
    response = admin_client.get(page, {"from": "2030-01-09", "office": office.pk})
    assert reverse("tyonohjaus_availability:day", args=[supervisor.pk, "2030-01-07"]) in response.content.decode()
    assert "from=2030-01-14" in response.context["next_url"] and f"office={office.pk}" in response.context["next_url"]
    assert admin_client.get(page, {"from": "9999-99-99", "office": "x", "p": "zero"}).status_code == 200


def test_picture_has_only_those_whom_the_user_may_change(client, page, office):
    make_person(office, "Aino")
    elsewhere = make_office(city="Turku")
    make_person(elsewhere, "Bo")
    foreign = make_office(city="Oulu", site=make_site("other.example.com"))
    make_supervisor(name="Cecilia", offices=[foreign], site=foreign.site)
    user = get_user_model().objects.create_user("coordinator", "c@example.com", "pw", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    office.coordinators.add(user)
    office.save()
    client.force_login(user)
    assert names(client.get(page)) == ["Aino"]
    assert names(client.get(page, {"office": elsewhere.pk})) == ["Aino"]
    assert "Turku" not in client.get(page).content.decode()


def test_supervisor_sees_the_own_week_only(client, page, office):
    user = get_user_model().objects.create_user("aino", "a@example.com", "pw", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    make_person(office, "Aino", user=user)
    make_person(office, "Bo")
    client.force_login(user)
    assert names(client.get(page)) == ["Aino"]
