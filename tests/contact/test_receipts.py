"""The visitor's page of a request: what it says in each state and language, who can open it, and until when."""

from datetime import datetime, timedelta
from datetime import time as clock_time
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from time_machine import travel

from tests.appointments.factories import (
    NOW,
    STAFF,
    helsinki,
    make_bookable_service,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.pages.factories import make_page
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import propose
from wagtail_tyonohjaus.appointments.types import Attendee
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.privacy import retention
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject, erase
from wagtail_tyonohjaus.contact.visitor import views
from wagtail_tyonohjaus.contact.workflow import set_status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import make_token, send

pytestmark = pytest.mark.usefixtures("practice", "now")
WRITTEN = {"name": "Maija Virtanen", "message": "A private matter"}


@pytest.fixture
def now():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def supervisor():
    return make_working_supervisor(make_bookable_service(name="Supervision"), name="Aino Laine")


def send_with_time(supervisor, language: str = "en", **answers) -> ContactRequest:
    """A request for nine o'clock on the next Monday."""
    start = helsinki("2026-01-12 09:00")
    service, office = supervisor.services.first(), supervisor.offices.first()
    answers = {"service": service.pk, "office": office.pk, "delivery_mode": "premises", **WRITTEN, **answers}
    time = f"{start:%Y-%m-%dT%H:%MZ}/60"
    return send(make_token(language=language), supervisor=supervisor.pk, preferred_start=time, **answers)


def visitor_links(request: ContactRequest) -> list[str]:
    """The pages of the session that the receipt links to."""
    page = BeautifulSoup(Client().get(request.receipt_url).content, "html.parser")
    return [link["href"] for link in page.select("main a.tyo-button")]


class Receipt:
    """What the page says."""

    def __init__(self, request: ContactRequest) -> None:
        self.response = Client().get(request.receipt_url)
        page = BeautifulSoup(self.response.content, "html.parser")
        self.language, self.heading = page.html["lang"], page.h1.text
        main = page.find("main")
        self.rows = {row.dt.text: row.dd.text for row in main.select(".tyo-chosen__row")}
        self.texts = [paragraph.text for paragraph in main.find_all("p") if not paragraph.select(".tyo-button")]
        self.links = {link.text: link["href"] for link in main.find_all("a")}


# What it says, by kind


@pytest.mark.parametrize(
    ("language", "heading", "rows", "texts"),
    [
        (
            "en",
            "We received your request",
            {
                "Time": "Monday 12 January 2026, 09:00–10:00",
                "Length": "60 min",
                "Supervisor": "Aino Laine",
                "Service": "Supervision",
                "Place": "Helsinki",
            },
            [
                "This time is held for you until we reply.",
                "We will confirm it or propose another time.",
                "Aino Laine will answer you. At the latest: Monday 12 January 2026 at 16:00.",
                "We have also sent you a confirmation by e-mail, with a link to this page.",
                "If it is urgent, call 040 123 4567.",
                "You can change the session online until Monday 12 January 2026, 09:00.",
                "Add to calendar as tentative (.ics file)",
            ],
        ),
        (
            "fi",
            "Saimme pyyntösi",
            {
                "Aika": "maanantai 12. tammikuuta 2026, 9.00–10.00",
                "Kesto": "60 min",
                "Työnohjaaja": "Aino Laine",
                "Palvelu": "Supervision",
                "Paikka": "Helsinki",
            },
            [
                "Aika on varattu sinulle, kunnes vastaamme.",
                "Vahvistamme ajan tai ehdotamme toista.",
                "Sinulle vastaa Aino Laine. Viimeistään: maanantai 12. tammikuuta 2026 klo 16.00.",
                "Lähetimme sinulle myös vahvistuksen sähköpostitse. Siinä on linkki tälle sivulle.",
                "Jos asia on kiireellinen, soita 040 123 4567.",
                "Voit muuttaa tapaamista verkossa maanantai 12. tammikuuta 2026, 9.00 asti.",
                "Lisää kalenteriin alustavana (.ics-tiedosto)",
            ],
        ),
        (
            "sv",
            "Vi har fått din förfrågan",
            {
                "Tid": "måndag 12 januari 2026, 09:00–10:00",
                "Längd": "60 min",
                "Arbetshandledare": "Aino Laine",
                "Tjänst": "Supervision",
                "Plats": "Helsinki",
            },
            None,
        ),
    ],
)
def test_receipt_of_a_held_time_says_who_when_where_and_what_next(supervisor, language, heading, rows, texts):
    receipt = Receipt(send_with_time(supervisor, language))
    assert (receipt.language, receipt.heading, receipt.rows) == (language, heading, rows)
    if texts:
        assert receipt.texts[1:] == texts
    steps = [urlsplit(link).path.strip("/").rpartition("/")[2] for link in receipt.links.values()]
    assert steps[1:3] == ["move", "cancel"]


def test_receipt_of_a_time_at_the_clients_premises_has_the_city(supervisor):
    request = send_with_time(supervisor, delivery_mode="yours")
    assert (Session.objects.get().office, Receipt(request).rows["Place"]) == (None, "At your premises, Helsinki")


def test_receipt_of_a_time_that_is_not_held_says_what_was_asked_for(supervisor):
    time, token = "2026-01-12T07:00Z/60", make_token(age=0, language="en")
    service, office = supervisor.services.first(), supervisor.offices.first()
    answers = {"service": service.pk, "office": office.pk, "preferred_start": time, **WRITTEN}
    receipt = Receipt(send(token, supervisor=supervisor.pk, **answers))
    assert (Session.objects.count(), receipt.rows) == (
        0,
        {
            "Time": "12 Jan 2026, 09:00",
            "Length": "60 min",
            "Supervisor": "Aino Laine",
            "Service": "Supervision",
            "Place": "Helsinki",
        },
    )


def test_pages_and_messages_of_a_held_time_have_the_reference_of_the_request(supervisor, admin_client):
    request = send_with_time(supervisor)
    session = Session.objects.get()
    pages = [BeautifulSoup(Client().get(link).content, "html.parser") for link in visitor_links(request)]
    assert {page.find("dt", string="Reference").find_next("dd").text for page in pages} == {request.reference}
    transitions.confirm(session, actor=STAFF)
    confirmation = Delivery.objects.get(message_type="session_confirmed", audience="visitor")
    assert (confirmation.context["reference"], session.reference in confirmation.calendar) == (request.reference, False)
    listed = admin_client.get(reverse("tyonohjaus_session:index"), {"q": request.reference}).content.decode()
    assert session.reference in listed


def test_receipt_of_a_callback_says_when_we_call():
    call = {"preferred_contact": "call", "phone": "0401112223", "call_windows": ["0"], "call_parts": ["morning"]}
    receipt = Receipt(send(make_token(language="en"), email="", **call))
    assert (receipt.rows, receipt.texts[1:]) == (
        {},
        [
            "Your number is 040 111 2223 (Finland). We will call at these times: Monday 08:00–11:00.",
            "If this number is wrong, send the form again or call us.",
            "Harbour Supervision will answer you. At the latest: Monday 12 January 2026 at 16:00.",
            "If it is urgent, call 040 123 4567.",
            "To change or withdraw your request, call us or write to us, and give the reference. practice@example.com",
        ],
    )


def test_receipt_has_the_time_that_was_asked_for_as_long_as_it_opens(supervisor):
    request = send(
        make_token(age=0, language="en"),
        supervisor=supervisor.pk,
        service=supervisor.services.get().pk,
        office=supervisor.offices.get().pk,
        preferred_start="2026-01-12T07:00Z/60",
        **WRITTEN,
    )
    first = Receipt(request)
    with travel(NOW + timedelta(days=2), tick=False):
        later = Receipt(request)
    with travel(NOW + timedelta(days=29), tick=False):
        last = Receipt(request)
    assert (later.rows, last.rows) == (first.rows, first.rows) and first.rows["Time"] == "12 Jan 2026, 09:00"
    # A time that is over is not promised any more.
    is_promised = [any("requested is" in text for text in receipt.texts) for receipt in (first, later, last)]
    assert is_promised == [True, True, False]


def test_receipt_of_a_callback_has_the_number_for_a_day_and_the_times_until_we_answer(admin_user):
    call = {"preferred_contact": "call", "phone": "0401112223", "call_windows": ["0"], "call_parts": ["morning"]}
    request = send(make_token(language="en"), email="", **call)
    with travel(NOW + timedelta(days=2), tick=False):
        waiting = Receipt(request).texts
        set_status(request, "closed", admin_user)
        closed = Receipt(request).texts
    assert waiting[1] == "We will call at these times: Monday 08:00–11:00."
    assert [text for text in (*waiting, *closed[1:]) if "040 111 2223" in text or "number is wrong" in text] == []
    assert [text for text in closed if "We will call" in text] == []


def test_receipt_of_a_message_says_who_answers():
    office = make_office(city="Turku", email="turku@example.com", phone="+358401112224")
    receipt = Receipt(send(make_token(language="en"), office=office.pk, **WRITTEN))
    assert receipt.texts[1:4] == [
        "Turku will answer you. At the latest: Monday 12 January 2026 at 16:00.",
        "We have also sent you a confirmation by e-mail, with a link to this page.",
        "If it is urgent, call 040 111 2224.",
    ]


def test_receipt_of_a_crisis_has_the_number_for_crises_of_that_moment(practice):
    make_rule = RoutingRule.objects.create
    nights = {"time_from": datetime(2026, 1, 1, 18).time(), "time_until": datetime(2026, 1, 1, 8).time()}
    make_rule(name="Night", site=practice.site, displayed_phone="+358402222222", urgencies=["crisis"], **nights)
    make_rule(name="Day", site=practice.site, displayed_phone="+358403333333", urgencies=["crisis"])
    token = make_token(FormConfig(requirements={"urgency": "optional"}), language="en")
    request = send(token, urgency="crisis", **WRITTEN)
    receipt = Receipt(request)
    assert receipt.texts[1] == "We are not an emergency service. In an emergency call 112."
    assert "If you need help now, call 040 222 2222 (open until 08:00)." in receipt.texts
    with travel(helsinki("2026-01-10 12:00"), tick=False):
        assert "If you need help now, call 040 333 3333 (may not be answered at all hours)." in Receipt(request).texts


# How it stands now


def test_receipt_follows_the_session(supervisor):
    request = send_with_time(supervisor)
    session = Session.objects.get()
    transitions.confirm(session, actor=STAFF)
    confirmed = Receipt(request)
    assert (confirmed.heading, confirmed.texts[1]) == ("Your session is confirmed", "This session is confirmed.")
    assert list(confirmed.links)[-1] == "Add to calendar (.ics file)"
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    moved = Receipt(request).rows
    assert (moved["Time"], moved["Previous time"]) == (
        "Wednesday 14 January 2026, 12:00–13:00",
        "Monday 12 January 2026, 09:00",
    )
    transitions.cancel(session, actor=STAFF)
    cancelled = Receipt(request)
    assert (cancelled.heading, cancelled.texts[1]) == ("We received your request", "This session is cancelled.")
    assert "Cancel session" not in cancelled.links


def test_receipt_says_that_a_hold_has_ended(supervisor):
    request = send_with_time(supervisor)
    Session.objects.update(hold_until=timezone.now() - timedelta(minutes=1))
    receipt = Receipt(request)
    assert (receipt.texts[1], "Add to calendar as tentative (.ics file)" in receipt.links) == (
        "This time is no longer held for you.",
        False,
    )


def test_receipt_leads_to_proposed_times(supervisor):
    request = send(make_token(language="en"), **WRITTEN)
    times = [helsinki(f"2026-01-1{day} 10:00") for day in (3, 4)]
    slots = [make_slot_request(supervisor, f"{time.astimezone(NOW.tzinfo):%Y-%m-%d %H:%M}") for time in times]
    propose(slots, attendee_of(request), actor=STAFF, request_id=request.pk)
    receipt = Receipt(request)
    assert (receipt.rows, receipt.texts[1]) == ({}, "We propose other times. Choose the one that suits you.")
    assert Client().get(receipt.links["Choose a time"]).status_code == 200


def attendee_of(request: ContactRequest):
    return Attendee(name=request.name, email=request.email, language="en")


def test_receipt_of_a_closed_or_late_request(admin_user):
    request = send(make_token(language="en"), **WRITTEN)
    with travel(NOW + timedelta(days=5), tick=False):
        assert "You should have had our answer by now." in Receipt(request).texts
        set_status(request, "closed", admin_user)
        texts = Receipt(request).texts
    assert texts[1] == "This request is closed. Send a new one or call us if you need anything else."
    assert "You should have had our answer by now." not in texts


def test_held_time_can_be_added_to_a_calendar_as_tentative(supervisor):
    receipt = Receipt(send_with_time(supervisor))
    calendar = Calendar.from_ical(Client().get(receipt.links["Add to calendar as tentative (.ics file)"]).content)
    (event,) = calendar.walk("VEVENT")
    assert (event["STATUS"], event.decoded("DTSTART"), calendar["METHOD"]) == (
        "TENTATIVE",
        helsinki("2026-01-12 09:00"),
        "PUBLISH",
    )


@pytest.mark.parametrize(("hours", "has_link"), [(0, True), (-1, True), (2, False)])
def test_session_can_be_added_to_a_calendar_until_it_is_over(supervisor, hours, has_link):
    request = send_with_time(supervisor)
    session = Session.objects.get()
    transitions.confirm(session, actor=STAFF)
    # Too late to change it online.
    with travel(session.start + timedelta(hours=hours), tick=False):
        links = Receipt(request).links
    assert ("Add to calendar (.ics file)" in links, "Cancel session" in links) == (has_link, False)


# Who can open it, and until when


def test_only_the_hash_of_the_token_is_stored(supervisor):
    request = send_with_time(supervisor)
    token = request.receipt_token
    values = [str(value) for row in ContactRequest.objects.values() for value in row.values()]
    assert (len(token), [value for value in values if token in value]) == (43, [])
    assert [str(row.context) + row.calendar for row in Delivery.objects.all() if token in str(row.context)] == []


def test_page_has_no_message_name_or_address_and_is_not_indexed_stored_or_referred_to(supervisor):
    request = send_with_time(supervisor)
    response = Client().get(request.receipt_url)
    text = response.content.decode()
    assert [word for word in ("private matter", "Maija", "maija@example.org") if word in text] == []
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert dict(response.cookies) == {}


@pytest.mark.parametrize(("days", "status"), [(0, 200), (32, 200), (33, 410)])
def test_receipt_expires_thirty_days_after_the_session(supervisor, days, status):
    request = send_with_time(supervisor)
    with travel(NOW + timedelta(days=days), tick=False):
        assert Client().get(request.receipt_url).status_code == status


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 410)])
def test_receipt_without_a_session_expires_thirty_days_after_the_request(days, status):
    request = send(**WRITTEN)
    with travel(NOW + timedelta(days=days), tick=False):
        response = Client().get(request.receipt_url)
    assert response.status_code == status
    if status == 410:
        assert 'href="tel:+358401234567"' in response.content.decode().partition("<main")[2]
        assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")


@pytest.mark.parametrize(
    ("remove", "status"),
    [(retention.anonymise, 410), (lambda request: erase(DataSubject(email=request.email)), 404)],
)
def test_receipt_of_removed_data_is_gone_with_a_number_to_call(remove, status):
    request = send(**WRITTEN)
    url = request.receipt_url
    remove(request)
    response = Client().get(url)
    main = response.content.decode().partition("<main")[2]
    assert (response.status_code, 'href="tel:+358401234567"' in main, request.reference in main) == (
        status,
        True,
        False,
    )


@pytest.mark.parametrize("guess", ["reference", "receipt_key", "receipt_hash", "submission_key"])
def test_stored_values_do_not_open_the_receipt(guess, caplog):
    request = send(**WRITTEN)
    response = Client().get(f"/contact/received/{getattr(request, guess)}/")
    assert (response.status_code, request.reference in response.content.decode()) == (404, False)
    assert getattr(request, guess) not in caplog.text
    assert "/contact/received/[secret]/" in caplog.text


def test_log_of_an_error_has_no_secret_url(caplog, monkeypatch):
    request = send(**WRITTEN)
    monkeypatch.setattr(views, "receipt_context", lambda *args: 1 / 0)
    response = Client(raise_request_exception=False).get(request.receipt_url)
    record = next(record for record in caplog.records if record.name == "django.request")
    logged = f"{record.getMessage()} {record.request.path} {record.request.META}"
    assert (response.status_code, request.receipt_token in logged) == (500, False)
    assert (response.wsgi_request.path, record.request.path) == (request.receipt_url, "/contact/received/[secret]/")


def test_receipt_is_not_opened_on_the_site_of_another_practice():
    request = send(**WRITTEN)
    make_practice(make_site("other.example"))
    assert Client().get(request.receipt_url, headers={"host": "other.example"}).status_code == 404


def test_receipt_opens_after_the_secret_key_has_been_rotated(settings):
    request = send(**WRITTEN)
    url = request.receipt_url
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert (Client().get(url).status_code, ContactRequest.objects.get().receipt_url) == (200, url)
    settings.SECRET_KEY_FALLBACKS = []
    assert ContactRequest.objects.get().receipt_url == ""


def test_receipt_of_the_previous_version_opens():
    request = send(**WRITTEN)
    ContactRequest.objects.update(receipt_hash=None)
    request.refresh_from_db()
    assert request.receipt_url == f"/contact/received/{request.receipt_key}/"
    assert Client().get(request.receipt_url).status_code == 200


# The e-mail


def test_email_has_the_link_and_staff_do_not_see_it(admin_client):
    request = send(make_token(language="en"), **WRITTEN)
    deliver_due()
    message = next(message for message in mail.outbox if message.to == [request.email])
    url = f"{request.site.root_url}{request.receipt_url}"
    assert (url in message.body, url in message.alternatives[0][0]) == (True, True)
    row = Delivery.objects.get(message_type="receipt")
    page = admin_client.get(reverse("tyonohjaus_log:detail", args=[row.pk])).content.decode()
    assert (request.receipt_token in page, "[a link for the visitor only]" in page) == (False, True)


# Queries


def test_receipt_takes_a_constant_number_of_queries(practice, supervisor, settings, django_assert_max_num_queries):
    # The banner of crisis notices is kept in the cache, like pages, which the tests' settings turn off.
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "PAGE_STORED_SECONDS": 3600}
    hours = type(practice).opening_hours.rel.related_model
    practice.opening_hours = [
        hours(weekday=weekday, opens=clock_time(8), closes=clock_time(16)) for weekday in range(5)
    ]
    practice.phone = "+358401234567"
    practice.save()
    for number in range(3):
        make_page("StandardPage", practice.site.root_page, slug=f"page-{number}", title="Menu", show_in_menus=True)
    request = send_with_time(supervisor)
    page = Client().get(request.receipt_url).content.decode()
    assert ("/page-2/" in page, "040 123 4567" in page) == (True, True)
    with django_assert_max_num_queries(14):
        Client().get(request.receipt_url)
    for number in range(30):
        make_supervisor(name=f"Person {number}")
    with django_assert_max_num_queries(14):
        Client().get(request.receipt_url)
