import re
from datetime import time

import pytest

from tests.factories import make_office, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.practice.models import OfficeOpeningHours, Supervisor

pytestmark = pytest.mark.django_db


def html(client, page):
    return client.get(page.url).content.decode()


def test_contact_page_lists_offices_with_hours_and_supervisors(client):
    home = make_home()
    office = make_office(city="Turku", phone="+358401112223")
    office.opening_hours = [OfficeOpeningHours(weekday=day, opens=time(8), closes=time(16)) for day in (0, 1, 2, 4)]
    office.save()
    make_supervisor(name="Aino Laine", offices=[office])
    text = html(client, make_page("ContactPage", home, slug="contact"))
    assert "Mon–Wed 08:00–16:00<br>Fri 08:00–16:00" in text
    assert re.findall(r'tyo-office-supervisors__name">([^<]+)<', text) == ["Aino Laine"]


def test_contact_form_has_configured_fields(client):
    fields = [
        {"type": "standard", "value": {"field": "organisation", "requirement": "no", "label": "", "help_text": ""}},
        {
            "type": "standard",
            "value": {"field": "phone", "requirement": "required", "label": "Mobile", "help_text": "Daytime"},
        },
        {
            "type": "custom",
            "id": "5f0c",
            "value": {"label": "How many?", "field_type": "number", "choices": "", "required": False, "help_text": ""},
        },
    ]
    page = make_page("ContactPage", make_home(), slug="contact", form_fields=fields)
    labels = re.findall(r'<label class="tyo-field__label"[^>]*>([^<]+?)(?: <|</label)', html(client, page))
    assert ("Organisation" in labels, "Mobile" in labels, "How many?" in labels) == (False, True, True)


def test_contact_page_can_hide_the_form(client):
    page = make_page("ContactPage", make_home(), slug="contact", show_form=False)
    assert "<form" not in html(client, page)


def test_front_page_links_to_the_contact_page(client):
    home = make_home()
    make_page("ContactPage", home, slug="contact")
    main = html(client, home).partition("<main")[2]
    assert re.findall(r'<a class="tyo-button" href="([^"]+)"', main)[0] == "/contact/"


def test_contact_page_of_a_large_practice_does_not_grow_with_it(client):
    home, sizes = make_home(), []
    offices = [make_office(city=f"City {number}") for number in range(5)]
    make_page("SupervisorIndexPage", home, slug="people")
    page = make_page("ContactPage", home, slug="contact")
    for count in (30, 120):
        people = [Supervisor(site=offices[0].site, name=f"Person {number}") for number in range(count)]
        for number, person in enumerate(Supervisor.objects.bulk_create(people)):
            offices[number % 5].supervisors.add(person)
        text = html(client, page)
        sizes.append(len(text))
    assert (sizes[1] / sizes[0] < 1.05, "Person" in text) == (True, False)
    assert re.findall(r"\?city=([^\"]+)\"", text) == [f"city-{number}" for number in range(5)]
