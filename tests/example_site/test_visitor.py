"""The contact form, feeds and filters of the example site."""

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


def form_data(page: BeautifulSoup) -> tuple[str, dict[str, str]]:
    """The contact form's action and hidden fields."""
    form = next(form for form in page.find_all("form") if form.find(attrs={"name": "form_key"}))
    fields = {tag["name"]: tag.get("value", "") for tag in form.find_all("input", type="hidden") if tag.get("name")}
    return form["action"], fields


@pytest.mark.parametrize("slug", SLUGS)
def test_contact_form_redirects_to_receipt(demo_client, slug):
    host = f"{slug}.localhost:8765"
    action, fields = form_data(BeautifulSoup(demo_client.get(CONTACT[slug], HTTP_HOST=host).content, "html.parser"))
    count = ContactRequest.objects.count()
    values = {"name": "Testi Vieras", "email": "vieras@postia.example", "message": "Hei", "consent": "on"}
    response = demo_client.post(action, {**fields, **values}, HTTP_HOST=host, HTTP_SEC_FETCH_SITE="same-origin")

    assert response.status_code == 303
    request = ContactRequest.objects.latest("pk")
    assert ContactRequest.objects.count() == count + 1
    assert (request.site.hostname, request.name) == (f"{slug}.localhost", "Testi Vieras")
    assert request.reference in demo_client.get(response["Location"], HTTP_HOST=host).content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_practice_feed_has_future_free_times(demo_client, slug):
    response = demo_client.get(f"/calendar/practice/{slug}/free.ics", HTTP_HOST=f"{slug}.localhost:8765")
    events = Calendar.from_ical(response.content).walk("VEVENT")

    assert response["Content-Type"].startswith("text/calendar")
    assert len(events) > 5
    assert min(event.start for event in events) > datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def test_every_supervisor_has_a_feed(demo_client):
    people = Supervisor.objects.select_related("site")
    responses = {
        person.name: demo_client.get(
            f"/calendar/{person.uuid}/free.ics", HTTP_HOST=f"{person.site.hostname}:8765"
        ).status_code
        for person in people
    }

    assert responses == dict.fromkeys(responses, 200)
    assert len(responses) == 17


def test_crisis_notice_is_on_every_page_of_its_practice(demo_client):
    page = BeautifulSoup(demo_client.get("/palvelut/", HTTP_HOST="vuolleranta.localhost:8765").content, "html.parser")

    assert "Uhkatilanteen jälkeen" in page.get_text()
    assert page.find("a", href="tel:+358400000304") is not None


def test_supervisors_can_be_filtered_by_city(demo_client):
    response = demo_client.get("/tyonohjaajat/", {"city": "oulu"}, HTTP_HOST="kuuntelo.localhost:8765")
    text = BeautifulSoup(response.content, "html.parser").main.get_text()

    assert ("Inari Revontaus" in text, "Pirkka Hailuvaara" in text, "Elvi Saarnilehto" in text) == (True, True, False)
