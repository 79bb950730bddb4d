"""A notice for some offices: its number, its form and the receipt are those of a crisis at these offices."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from tests.contact.helpers import make_token, post
from tests.factories import make_office, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.form.urgent_form import urgent_config
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.routing.phone_numbers import number_for
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.messages.models import Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 12, 6, 21, 40, tzinfo=UTC)  # a Sunday, 23:40 in Helsinki
HELSINKI, TURKU, PRACTICE = "+358401111111", "+358402222222", "+358401234567"
URGENT = {"custom_workplace": "School", "custom_place": "here", "phone": "040 555 1234"}


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


@pytest.fixture
def practice(index):
    return PracticeSettings.for_site(index.get_site())


def make_duty(practice, office: Office | None, phone: str, **rule) -> RoutingRule:
    """Somebody who is on duty for crises at the office, or anywhere."""
    name = office.city if office else "Anywhere"
    rota = Rota.objects.create(site=practice.site, name=name)
    person = make_supervisor(name=name, phone=phone, email=f"{name}@example.com".lower())
    DutyTurn.objects.create(
        rota=rota, supervisor=person, start=NIGHT - timedelta(hours=1), end=NIGHT + timedelta(hours=12)
    )
    made = RoutingRule.objects.create(site=practice.site, name=name, urgencies=["crisis"], to_rota=rota, **rule)
    if office:
        made.offices.add(office)
        made.restricted_fields = [*made.restricted_fields, "offices"]
        made.save()
    return made


@pytest.fixture
def offices(practice):
    offices = [make_office(city="Helsinki"), make_office(city="Turku")]
    for office, phone in zip(offices, (HELSINKI, TURKU), strict=True):
        make_duty(practice, office, phone)
    return offices


def notice(index, *offices: Office, **fields):
    codes = [str(office.pk) for office in offices]
    return make_page("CrisisNoticePage", index, slug="accident", title="Accident", offices=codes, **fields)


def number_of(practice, page) -> tuple[str, str]:
    with travel(NIGHT, tick=False):
        number = number_for(practice, notice=page)
        return number.number.as_e164, number.hours


def send(token: FormToken, **answers) -> ContactRequest:
    response = post({"form_key": token.signed(), **URGENT, **answers})
    assert response.status_code == 303
    return ContactRequest.objects.latest("pk")


def sent_from(page, **answers) -> ContactRequest:
    with travel(NIGHT, tick=False):
        return send(make_token(urgent_config(), language="en", page=page.pk), **answers)


def receipt_number(request: ContactRequest) -> str:
    with travel(NIGHT, tick=False):
        main = BeautifulSoup(Client().get(request.receipt_url).content, "html.parser").main
    return main.select_one("a[href^=tel]")["href"].removeprefix("tel:")


def test_number_is_that_of_a_crisis_at_the_only_office(index, practice, offices):
    page = notice(index, offices[1])
    assert number_of(practice, page) == (TURKU, "open now")


def test_everything_that_shows_the_notice_has_the_number_of_its_office(client, index, practice, offices):
    page = notice(index, offices[1])
    with travel(NIGHT, tick=False):
        pages = [client.get(url).content.decode() for url in (page.url, index.url, index.get_parent().url)]
    for html in pages:
        numbers = re.findall(r'href="tel:(\+[0-9]+)"', html)
        assert set(numbers) - {PRACTICE} == {TURKU}


def test_request_from_the_notice_is_for_its_only_office_and_the_receipt_has_the_same_number(index, offices):
    request = sent_from(notice(index, offices[1]))
    assert (request.office, receipt_number(request)) == (offices[1], TURKU)
    assert [alert.name for alert in request.alerts.filter(rota__isnull=False)][:1] == ["Turku"]


def test_town_that_the_visitor_names_comes_before_the_office_of_the_notice(index, offices):
    request = sent_from(notice(index, offices[1]), custom_place="Helsinki")
    assert (request.office, receipt_number(request)) == (offices[0], HELSINKI)


def test_number_that_all_offices_of_the_notice_share_is_theirs(index, practice, offices):
    RoutingRule.objects.filter(name="Turku").update(to_rota=Rota.objects.get(name="Helsinki"))
    page = notice(index, *offices)
    assert number_of(practice, page) == (HELSINKI, "open now")
    request = sent_from(page)
    assert (request.office, receipt_number(request)) == (None, HELSINKI)


@pytest.mark.parametrize(("anywhere", "expected"), [("", PRACTICE), ("+358403333333", "+358403333333")])
def test_number_of_offices_with_different_ones_is_that_of_a_crisis_anywhere(
    index, practice, offices, anywhere, expected
):
    if anywhere:
        make_duty(practice, None, anywhere)
    page = notice(index, *offices)
    assert number_of(practice, page) == (expected, "open now" if anywhere else "may not be answered at all hours")
    assert receipt_number(sent_from(page)) == expected


def test_deleted_offices_of_a_notice_do_not_count(index, practice, offices):
    page = notice(index, *offices)
    offices[0].delete()
    assert number_of(practice, page) == (TURKU, "open now")
    offices[1].delete()
    assert number_of(practice, page) == (PRACTICE, "may not be answered at all hours")


def test_own_number_of_a_notice_comes_before_those_of_its_offices(index, practice, offices):
    assert number_of(practice, notice(index, offices[1], phone="+358409999999"))[0] == "+358409999999"


def test_number_of_twenty_offices_takes_as_many_queries_as_that_of_two(index, practice, rf):
    offices = [make_office(city=f"Town {number}") for number in range(20)]
    make_duty(practice, None, HELSINKI)
    page = notice(index)

    def queries(count: int) -> int:
        page.offices = [str(office.pk) for office in offices[:count]]
        with travel(NIGHT, tick=False), CaptureQueriesContext(connection) as captured:
            assert number_for(practice, notice=page, page_request=rf.get("/")).number.as_e164 == HELSINKI
        return len(captured)

    assert queries(20) == queries(2)


HOURS = {"phone_hours": "weekdays 8–16"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # Somebody is on duty, so the hours of the notice do not apply.
        (HOURS, ["Open now"]),
        ({**HOURS, "phone": "+358409999999"}, ["Telephone hours: weekdays 8–16"]),
        ({}, ["Open now"]),
    ],
)
def test_notice_has_the_telephone_hours_of_the_number_that_it_shows(client, index, offices, fields, expected):
    page = notice(index, offices[1], **fields)
    with travel(NIGHT, tick=False):
        html = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert [part.get_text() for part in html.select(".tyo-crisis-contact__hours")] == expected


def test_notice_with_the_number_of_the_practice_has_the_hours_of_the_practice(client, index, practice):
    practice.opening_hours = [
        practice.opening_hours.model(weekday=weekday, opens=time(8), closes=time(16)) for weekday in range(5)
    ]
    practice.save()
    with travel(NIGHT, tick=False):
        html = BeautifulSoup(client.get(notice(index).url).content, "html.parser")
    hours = [part.get_text() for part in html.select(".tyo-crisis-contact__hours")]
    assert hours == ["Opens tomorrow at 08:00", "Telephone hours: Mon–Fri 08:00–16:00"]


TAG = "{% load tyonohjaus_contact %}{% tyo_contact_form crisis=True %}"


@pytest.mark.parametrize("is_notice", [True, False])
def test_form_promises_the_time_of_the_rule_for_its_office(index, rf, offices, is_notice):
    RoutingRule.objects.filter(name="Turku").update(response_minutes=90)
    query = "" if is_notice else f"?office={offices[1].pk}"
    context = {"request": rf.get(f"/{query}"), "page": notice(index, offices[1]) if is_notice else None}
    with travel(NIGHT, tick=False):
        Heartbeat.objects.create(name=WORKER, at=NIGHT)
        form = Template(TAG).render(Context(context))
    assert "We call you within 90 min" in form
    assert f'href="tel:{TURKU}"' in form


def test_form_with_errors_has_the_number_and_the_promise_of_the_notice(index, offices):
    RoutingRule.objects.filter(name="Turku").update(response_minutes=90)
    page = notice(index, offices[1])
    with travel(NIGHT, tick=False):
        Heartbeat.objects.create(name=WORKER, at=NIGHT)
        token = make_token(urgent_config(), language="en", page=page.pk)
        html = post({"form_key": token.signed(), **URGENT, "phone": "12"}).content.decode()
    assert "We call you within 90 min" in html
    assert f'href="tel:{TURKU}"' in html
