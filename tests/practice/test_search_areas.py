"""Our lists among the searches of Wagtail's admin."""

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from wagtail.admin.search import admin_search_areas

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import (
    client_for,
    make_coordinator,
    make_request,
    make_supervisor_user,
    make_user,
)
from wagtail_tyonohjaus.practice.admin.search_areas import ListSearchArea

pytestmark = pytest.mark.django_db


def areas(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    shown = admin_search_areas.search_items_for_request(request)
    return [area.name.removeprefix("tyonohjaus-") for area in shown if isinstance(area, ListSearchArea)]


def test_each_user_is_offered_the_lists_with_rows_of_theirs():
    make_practice()
    office = make_office()
    admin = get_user_model().objects.create_superuser("admin", "admin@example.com", "x")
    offered = [areas(user) for user in (admin, make_coordinator(office), make_supervisor_user([office]), make_user())]
    everything = ["contactrequest", "session", "supervisor"]
    assert offered == [everything, everything, everything, []]


def test_sidebar_search_of_a_coordinator_finds_requests():
    office = make_office()
    make_practice()
    make_request(office, name="Maija Virtanen")
    make_request(office, name="Aino Laine")
    client = client_for(make_coordinator(office))
    content = client.get("/admin/").content.decode()
    url = next(area.url for area in admin_search_areas.registered_search_areas if "contactrequest" in area.name)
    assert f'"{url}"' in content
    found = client.get(str(url), {"q": "virtanen"}).content.decode()
    assert ("Maija Virtanen" in found, "Aino Laine" in found) == (True, False)


def test_supervisors_are_found_by_name():
    make_supervisor(name="Aino Laine")
    make_supervisor(name="Väinö Aalto")
    admin = get_user_model().objects.create_superuser("admin", "admin@example.com", "x")
    url = next(area.url for area in admin_search_areas.registered_search_areas if area.name.endswith("supervisor"))
    found = client_for(admin).get(str(url), {"q": "laine"}).content.decode()
    assert ("Aino Laine" in found, "Väinö Aalto" in found) == (True, False)
