"""What a visitor and a calendar app do with the example site."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar

from example_site.content import SLUGS
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.practice.models import Supervisor

CONTACT = {
    "kaislapuro": "/yhteys/",
    "hehkupuu": "/yhteystiedot/",
    "vuolleranta": "/ota-yhteytta/",
    "kuuntelo": "/ota-yhteytta/",
    "rinnakulku": "/yhteys/",
}


def filled(page: BeautifulSoup) -> tuple[str, dict[str, str]]:
    """Where the contact form posts to, and what it holds before anybody writes in it."""
    form = next(form for form in page.find_all("form") if form.find(attrs={"name": "form_key"}))
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input", type="hidden") if tag.get("name")}
    return form["action"], fields


@pytest.mark.parametrize("slug", SLUGS)
def test_contact_form_is_answered_with_a_receipt(site, slug):
    host = f"{slug}.localhost:8765"
    action, fields = filled(BeautifulSoup(site.get(CONTACT[slug], HTTP_HOST=host).content, "html.parser"))
    before = ContactRequest.objects.count()
    written = {"name": "Testi Vieras", "email": "vieras@postia.example", "message": "Hei", "consent": "on"}
    response = site.post(action, {**fields, **written}, HTTP_HOST=host, HTTP_SEC_FETCH_SITE="same-origin")

    assert response.status_code == 303
    request = ContactRequest.objects.latest("pk")
    assert ContactRequest.objects.count() == before + 1
    assert (request.site.hostname, request.name) == (f"{slug}.localhost", "Testi Vieras")
    assert request.reference in site.get(response["Location"], HTTP_HOST=host).content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_practice_feed_has_free_times_ahead(site, slug):
    response = site.get(f"/calendar/practice/{slug}/free.ics", HTTP_HOST=f"{slug}.localhost:8765")
    events = Calendar.from_ical(response.content).walk("VEVENT")

    assert response["Content-Type"].startswith("text/calendar")
    assert len(events) > 5
    assert min(event.start for event in events) > datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def test_every_supervisor_has_a_feed(site):
    people = Supervisor.objects.select_related("site")
    answers = {
        person.name: site.get(f"/calendar/{person.uuid}/free.ics", HTTP_HOST=f"{person.site.hostname}:8765").status_code
        for person in people
    }

    assert answers == dict.fromkeys(answers, 200)
    assert len(answers) == 16


def test_crisis_notice_is_shown_on_every_page_of_its_practice(site):
    page = BeautifulSoup(site.get("/palvelut/", HTTP_HOST="vuolleranta.localhost:8765").content, "html.parser")

    assert "Uhkatilanteen jälkeen" in page.get_text()
    assert page.find("a", href="tel:+358400000304") is not None


def test_supervisors_can_be_narrowed_to_a_city(site):
    response = site.get("/tyonohjaajat/", {"city": "Oulu"}, HTTP_HOST="kuuntelo.localhost:8765")
    text = BeautifulSoup(response.content, "html.parser").main.get_text()

    assert ("Inari Revontaus" in text, "Pirkka Hailuvaara" in text, "Elvi Saarnilehto" in text) == (True, True, False)
