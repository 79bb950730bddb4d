"""The form for crises: what it asks, what it promises, and that nothing keeps a request back."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.checks import Error, run_checks
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from time_machine import travel

from tests.factories import make_office, make_service
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.form.urgent_form import urgent_config
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.rate_limits.crisis_alerts import exceeded_ceiling
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.overview.health import find_problems
from wagtail_tyonohjaus.practice.formatting import format_long_moment

from .helpers import errors, make_token, post

URGENT = {"custom_workplace": "School", "custom_place": "Kuopio", "phone": "040 555 1234"}
TAG = "{% load tyonohjaus_contact %}{% tyo_contact_form crisis=crisis service=service %}"


@pytest.fixture(autouse=True)
def own_practice(practice):
    practice.fallback_recipients = "crisis@example.com"
    practice.save()
    return practice


@pytest.fixture
def worker():
    """A worker that has just run."""
    return Heartbeat.objects.create(name=WORKER, at=timezone.now())


def stop(worker: Heartbeat) -> None:
    Heartbeat.objects.filter(pk=worker.pk).update(at=timezone.now() - timedelta(minutes=3))


def form_page(path: str = "/", service=None, crisis: bool = True) -> BeautifulSoup:
    context = {"request": RequestFactory().get(path), "service": service, "crisis": crisis}
    return BeautifulSoup(Template(TAG).render(Context(context)), "html.parser")


def is_urgent(page: BeautifulSoup) -> bool:
    return bool(page.select(".tyo-urgent-form"))


def urgent_token(**kwargs) -> FormToken:
    return make_token(urgent_config(), language="en", **kwargs)


def send_urgent(network: str = "192.0.2.7", token: FormToken | None = None, **answers) -> ContactRequest:
    data = {"form_key": (token or urgent_token()).signed(), **URGENT, **answers}
    response = post(data, Client(REMOTE_ADDR=network))
    assert response.status_code == 303, errors(response)
    return ContactRequest.objects.latest("pk")


def receipt_texts(request: ContactRequest) -> list[str]:
    main = BeautifulSoup(Client().get(request.receipt_url).content, "html.parser").main
    return [paragraph.text for paragraph in main.find_all("p")][1:]


# What it asks


def test_urgent_form_asks_for_three_things_and_has_no_tick_box():
    page = form_page()
    fields = page.select("form .tyo-field [name]")
    assert [(field["name"], field.get("aria-required", "")) for field in fields] == [
        ("phone", "true"),
        ("custom_workplace", "true"),
        ("custom_place", "true"),
        ("name", ""),
        ("message", ""),
    ]
    assert [field["type"] for field in fields if field["type"] == "checkbox"] == []


def test_number_is_above_the_fields_and_below_the_button():
    page = form_page()
    numbers = [link["href"] for link in page.select(".tyo-urgent-form a[href^='tel:+']")]
    assert numbers == ["tel:+358401234567"] * 2
    assert page.select_one(".tyo-urgent-form__phone").find_next("form") is not None


def test_crisis_service_and_links_for_crises_have_the_urgent_form():
    crisis, ordinary = make_service(kind="crisis"), make_service(name="Usual")
    assert [is_urgent(form_page(service=service, crisis=False)) for service in (crisis, ordinary)] == [True, False]
    paths = ("/?urgency=crisis", f"/?service={crisis.pk}", f"/?service={ordinary.pk}", "/?service=x", "/")
    assert [is_urgent(form_page(path, crisis=False)) for path in paths] == [True, True, False, False, False]


def test_urgent_request_is_stored_with_its_answers_consent_and_callback():
    request = send_urgent(name="Maija", message="Threat at work")
    assert (request.urgency, request.preferred_contact, str(request.phone)) == ("crisis", "call", "+358405551234")
    assert {answer["key"]: answer["value"] for answer in request.answers} == {"workplace": "School", "place": "Kuopio"}
    assert (request.consent_language, bool(request.consent_text), request.consent_at is not None) == ("en", True, True)
    assert request.callbacks.get().due_until == request.due_at


def test_invalid_urgent_form_is_displayed_again_with_the_number_and_what_was_entered():
    data = {"form_key": urgent_token().signed(), **URGENT, "phone": "12"}
    page = BeautifulSoup(post(data).content, "html.parser")
    assert page.find("input", {"name": "custom_place"})["value"] == "Kuopio"
    assert [link["href"] for link in page.select(".tyo-urgent-form a[href^='tel:+']")] == ["tel:+358401234567"] * 2


@pytest.mark.parametrize(
    ("place", "city"), [("in KUOPIO, Puijo", "Kuopio"), ("Pori", ""), ("Kuopio or Lahti", ""), ("", "")]
)
def test_place_that_names_the_city_of_one_office_selects_it(place, city):
    for name in ("Kuopio", "Lahti"):
        make_office(city=name)
    data = {**URGENT, "custom_place": place}
    post({"form_key": urgent_token().signed(), **data})
    stored = ContactRequest.objects.first()
    assert (stored.office.city if stored and stored.office else "") == city


# Nothing keeps it back


def test_changed_consent_text_and_deleted_service_do_not_keep_an_urgent_request_back():
    request = send_urgent(token=urgent_token(consent="0123456789ab"), service="999")
    assert (request.consent_version, request.consent_text, request.service) == ("0123456789ab", "", None)


@pytest.mark.once
def test_one_real_request_is_alerted_beside_500_of_one_attacker():
    real = None
    # Within one hour, by which requests are counted.
    with travel(timezone.now().replace(minute=0, second=0)):
        for number in range(500):
            if number == 250:
                real = send_urgent("198.51.100.1", phone="040 777 0000")
            send_urgent(f"192.0.2.{number % 250}", phone=f"+35840{number:07d}", tyo_further="x" * (number % 2))
    assert real and not real.held_for_review
    assert Delivery.objects.filter(message_type="alert").count() == 6
    assert Delivery.objects.filter(message_type="alert", about=real.reference).count() == 1
    assert ContactRequest.objects.filter(held_for_review=True).count() == 495


def test_beyond_the_ceiling_of_the_site_new_networks_with_new_numbers_are_alerted_up_to_a_limit(settings, worker):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 3, "CRISIS_ALERTS_BEYOND_SITE": 2}

    def held(network: str, phone: str) -> bool:
        return send_urgent(network, phone=phone).held_for_review

    assert [held(f"10.0.{number}.1", f"040 555 100{number}") for number in range(3)] == [False] * 3
    assert held("10.1.0.1", "040 555 1000")  # a number of before
    assert held("10.0.0.1", "040 555 2000")  # a network of before
    assert [held(f"10.2.{number}.1", f"040 555 300{number}") for number in range(3)] == [False, False, True]
    assert "Call us now: 040 123 4567" in receipt_texts(ContactRequest.objects.latest("pk"))[1]


def test_suspicious_requests_do_not_use_up_what_is_alerted_beyond_the_ceiling(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 0, "CRISIS_ALERTS_BEYOND_SITE": 4}
    flood = [exceeded_ceiling(1, f"10.0.{number}.0/24", True, f"+35840{number}") for number in range(4)]
    assert flood == [[], [], ["crisis_site"], ["crisis_site"]]
    others = [exceeded_ceiling(1, f"10.1.{number}.0/24", False, f"+35850{number}") for number in range(3)]
    assert others == [[], [], ["crisis_site"]]


def test_no_more_requests_than_the_setting_are_alerted_beyond_the_ceiling_in_all(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 0}
    reasons = [
        exceeded_ceiling(1, f"10.{number}.{suspicious:d}.0/24", suspicious, f"+3584{suspicious:d}{number}")
        for number in range(40)
        for suspicious in (True, False)
    ]
    assert reasons.count([]) == 30


# What it promises


def test_form_and_receipt_promise_a_call_while_the_worker_runs(worker):
    assert "We call you within 30 min" in form_page().text
    due, *rest = receipt_texts(send_urgent())[1:]
    assert due.startswith("Harbour Supervision calls you. At the latest: ")
    assert rest[0].startswith("Until then, keep your telephone with you")
    assert rest[1].startswith("If nobody has called you by then, call 040 123 4567")


def test_form_promises_the_time_of_the_rule_that_catches_a_crisis(worker, own_practice):
    RoutingRule.objects.create(name="Crisis", site=own_practice.site, urgencies=["crisis"], response_minutes=90)
    assert "We call you within 90 min" in form_page().text


@pytest.mark.parametrize("has_run", [True, False])
def test_form_and_receipt_promise_nothing_and_put_the_number_first_without_the_worker(has_run, worker):
    if has_run:
        stop(worker)
    else:
        worker.delete()
    form = form_page().select_one(".tyo-urgent-form")
    assert form.p.text == "Call us. We can’t promise at the moment how soon we call you."
    assert "within" not in form.text
    texts = receipt_texts(send_urgent())
    assert texts[0].startswith("We can’t promise at the moment how soon we call you. Call us now: 040 123 4567")
    assert [text for text in texts if "latest" in text] == []


def test_form_with_errors_and_receipt_have_the_number_of_the_notice_as_long_as_it_is_valid(worker):
    notice = make_page(
        "CrisisNoticePage",
        make_page("CrisisNoticeIndexPage", make_home(), slug="crisis"),
        phone="+358409999999",
    )
    token = urgent_token(page=notice.pk)
    data = {"form_key": token.signed(), **URGENT, "phone": "12"}
    invalid = BeautifulSoup(post(data).content, "html.parser").select_one(".tyo-urgent-form__phone")
    assert invalid.a["href"] == "tel:+358409999999"
    request = send_urgent(token=token)
    assert any("call 040 999 9999" in text for text in receipt_texts(request))
    type(notice).objects.update(valid_until=timezone.now())
    assert not any("040 999 9999" in text for text in receipt_texts(request))


def test_receipt_says_that_somebody_has_called_and_will_call_again(worker, admin_user):
    request, now = send_urgent(), timezone.now()
    record_callback(request.callbacks.get(), "no_answer", admin_user)
    texts = receipt_texts(request)[1:]
    assert texts[0].startswith("We called you but did not reach you. Last call: ")
    zone = request.practice.zone
    due = format_long_moment(request.callbacks.get(done_at=None).due_until, zone)
    assert texts[1] == f"Harbour Supervision calls you again. At the latest: {due}."
    with travel(now + timedelta(minutes=16)):
        Heartbeat.objects.update(at=timezone.now())
        assert ". We should have called you again by now. Call us now: 040 123 4567" in receipt_texts(request)[0]


def test_receipt_promises_no_call_to_a_wrong_number(worker, admin_user):
    request = send_urgent()
    record_callback(request.callbacks.get(), "wrong_number", admin_user)
    texts = receipt_texts(request)
    assert texts[0].startswith("We called you, but the number you gave us seems to be wrong. Call us now: 040 123 4567")
    assert [text for text in texts if "At the latest" in text] == []


def test_receipt_after_the_promised_time_asks_to_call(worker):
    request = send_urgent()
    ContactRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert receipt_texts(request)[0].startswith("We should have called you by now. Call us now: 040 123 4567")


def test_worker_that_is_late_is_an_error_where_crisis_supervision_is_offered(worker):
    stop(worker)

    def codes() -> list[str]:
        return [problem.code for problem in find_problems() if problem.code == "late_in_crisis"]

    assert codes() == []
    make_service(kind="crisis")
    assert codes() == ["late_in_crisis"]
    found = [message for message in run_checks(include_deployment_checks=True) if message.id.endswith("E007")]
    assert [type(message) for message in found] == [Error]
    Heartbeat.objects.filter(pk=worker.pk).update(at=timezone.now() - timedelta(seconds=100))
    assert codes() == []


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_urgent_form_is_translated(language, worker):
    english = set(form_page().stripped_strings)
    with translation.override(language):
        translated = set(form_page().stripped_strings)
    # The number and 112 are the same.
    assert {text for text in english & translated if not text.replace(" ", "").isdigit()} <= {"."}
