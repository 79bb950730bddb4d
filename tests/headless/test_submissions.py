"""What another site posts is stored as what a page's form sends."""

import json
import time

import pytest
from django.db import Error
from django.test import Client
from time_machine import travel

from tests.contact import helpers as page_form
from tests.contact.helpers import make_token
from tests.factories import make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.standard_fields import STANDARD_FIELDS
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest, RateBucket
from wagtail_tyonohjaus.contact.rate_limits import counters
from wagtail_tyonohjaus.messages.models import Delivery

from ..contact.hostile_input import CORPUS
from .requests import BASE, ORIGIN, body, field_errors, get, post, problem, stored_by

pytestmark = pytest.mark.usefixtures("practice")
KEY = "3b241101-e2bb-4255-8caf-4136c566a962"
TIME = "2026-11-30T07:00Z/60"  # a Monday, nine in Helsinki
# What is of one request only.
OWN_COLUMNS = ("id", "reference", "search_text", "receipt_key", "receipt_hash", "submission_key")


@pytest.fixture
def today():
    with travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def service():
    return make_service(lengths="60")


@pytest.fixture
def supervisor(service):
    row = make_supervisor(services=[service], email="aino@example.com")
    make_weekly_hours(row)
    return row


def columns(stored: ContactRequest) -> dict:
    values = ContactRequest.objects.filter(pk=stored.pk).values().get()
    events = [(event.kind, event.data) for event in stored.events.all()]
    deliveries = Delivery.objects.filter(about=stored.reference).values_list("message_type", "channel", "address")
    return {
        **{name: value for name, value in values.items() if name not in OWN_COLUMNS},
        "events": events,
        "deliveries": sorted(deliveries),
        "callbacks": list(stored.callbacks.values_list("due_from", "due_until")),
    }


def test_request_is_stored_as_that_of_the_page(today, supervisor, service):
    own = (CustomField("size", "number", "Size"), CustomField("before", "checkbox", "Before"))
    token = make_token(FormConfig(requirements={"payer": "optional"}, custom_fields=own), language="fi")
    answers = {
        "name": "Maija  Virtanen",
        "email": "maija@example.org",
        "phone": "040 765 4321",
        "organisation": "Town",
        "preferred_contact": "call",
        "call_windows": ["0", "2"],
        "call_from": "9",
        "call_until": "12",
        "visitor_time_zone": "Europe/Stockholm",
        "service": str(service.pk),
        "format": "",
        "payer": "employer",
        "message": "Line one\r\nline two",
        "custom_size": "7,5",
    }
    by_page = columns(page_form.send(token, **answers, custom_before="on"))
    for model in (ContactRequest, Delivery, RateBucket):
        model.objects.all().delete()
    response = post(body(token=token.signed(), **answers, custom_before=True), language="fi")
    assert columns(stored_by(response)) == by_page


def test_receipt_says_what_its_page_says(today, supervisor, service):
    response = post(
        body(supervisor=str(supervisor.pk), service=str(service.pk), preferred_start=TIME, phone="0401234567")
    )
    receipt = response.json()
    assert response.status_code == 201, receipt
    page = Client().get(receipt["receipt_url"]).content.decode()
    assert (response.status_code, response["Location"]) == (201, receipt["receipt_url"])
    assert response["Cache-Control"] == "no-store"
    assert (receipt["heading"], receipt["reference"] in page) == ("We received your request", True)
    texts = [message["text"] for message in receipt["messages"]]
    rows = [row["text"] for row in receipt["summary"]]
    assert ([text in page for text in rows], "Aino Laine" in rows) == ([True] * len(rows), True)
    assert [text in page for text in texts] == [True] * len(texts)
    assert len(texts) > 3
    assert receipt["messages"][-1]["phone"]["uri"] == "tel:+358401234567"
    assert Session.objects.get().request.reference == receipt["reference"]


def test_visitor_language_is_that_of_the_form():
    form = get("form/", language="sv").json()
    assert stored_by(post(body(token=form["token"]), language="sv")).visitor_language == "sv"


# The measures against spam


def test_form_that_is_sent_at_once_is_held_for_review():
    assert stored_by(post(body(token=get("form/").json()["token"]))).spam_reasons == ["fast"]


def test_filled_honeypot_is_held_for_review_with_the_usual_receipt():
    response = post(body(tyo_further="x"))
    stored = stored_by(response)
    assert (stored.spam_reasons, stored.held_for_review) == (["honeypot"], True)
    assert set(response.json()) == {"reference", "receipt_url", "heading", "summary", "messages"}


def test_network_over_its_limit_is_held_for_review(settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "SUBMISSIONS_PER_HOUR": 1}
    reasons = [stored_by(post(body(name=f"Visitor {number}"))).spam_reasons for number in range(2)]
    assert reasons == [[], ["rate"]]


def test_network_far_over_its_limit_has_to_wait(settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "HEADLESS_POSTS_PER_HOUR": 2}
    token = make_token(phone="+358401234567").signed()
    with travel("2026-11-20T10:50:00Z", tick=False):
        token = FormToken(issued_at=time.time() - 60, phone="+358401234567").signed()
        responses = [post(body(token=token, name=f"Visitor {number}")) for number in range(3)]
        assert [response.status_code for response in responses] == [201, 201, 429]
        assert problem(responses[2]) == (429, "too-many-requests")
        assert (responses[2]["Retry-After"], responses[2].json()["phone"]["uri"]) == ("601", "tel:+358401234567")
    with travel("2026-11-20T11:00:01Z", tick=False):
        assert post(body(token=token, name="Visitor 2")).status_code == 201


# Sent twice


def test_same_form_with_the_same_answers_is_stored_once():
    data = body()
    assert len({post(data).json()["reference"] for _ in range(2)}) == ContactRequest.objects.count() == 1


def test_same_key_and_answers_give_the_same_receipt():
    first = post(body(), idempotency_key=KEY)
    again = post(body(token=make_token().signed()), idempotency_key=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert ContactRequest.objects.count() == 1


def test_same_key_gives_the_same_receipt_days_later():
    with travel("2026-11-20T10:00:00Z", tick=False):
        data = body(token=FormToken(issued_at=time.time() - 60).signed())
        first = post(data, idempotency_key=KEY)
    with travel("2026-11-25T10:00:00Z", tick=False):
        assert post(data, idempotency_key=KEY).json()["reference"] == first.json()["reference"]


def test_same_key_with_other_answers_is_refused():
    post(body(), idempotency_key=KEY)
    response = post(body(name="Somebody else"), idempotency_key=KEY)
    assert problem(response) == (422, "key-reused")
    assert ContactRequest.objects.count() == 1


def test_other_key_is_another_request():
    data = body()
    references = {post(data, idempotency_key=key).json()["reference"] for key in (KEY, KEY[::-1])}
    assert len(references) == ContactRequest.objects.count() == 2


def test_key_is_one_of_the_practice():
    make_practice(make_site("other.example"))
    first = post(body(), idempotency_key=KEY)
    other = post(body(name="Somebody else"), idempotency_key=KEY, host="other.example")
    assert (first.status_code, other.status_code) == (201, 201)
    assert set(ContactRequest.objects.values_list("name", "site__hostname")) == {
        (ContactRequest.objects.earliest("pk").name, "localhost"),
        ("Somebody else", "other.example"),
    }


def test_key_of_rejected_answers_is_free():
    assert post(body(name=""), idempotency_key=KEY).status_code == 422
    assert post(body(), idempotency_key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["1", "x" * 15, "x" * 201, "ä" * 20, "a\tb" * 10])
def test_key_that_others_may_use_is_refused(key):
    assert problem(post(body(), idempotency_key=key)) == (400, "malformed-request")


# Errors


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"name": ""}, {"name": ["This field is required."]}),
        ({"name": None}, {"name": ["This field is required."]}),
        ({"email": "maija@"}, {"email": ["Enter a valid email address."]}),
        ({"email": ""}, {"phone": ["Enter a telephone number or an e-mail address, so that we can reach you."]}),
        ({"consent": False}, {"consent": ["Give your consent, so that we can store and answer your request."]}),
        ({"service": "999999"}, {"service": ["This is no longer available. Choose another."]}),
        ({"colour": "red"}, {"colour": ["The form has no such field."]}),
        ({"name": True}, {"name": ["This kind of value is not possible here."]}),
        ({"name": ["a", "b"]}, {"name": ["This kind of value is not possible here."]}),
        ({"consent": "yes"}, {"consent": ["This kind of value is not possible here."]}),
        ({"call_windows": "0"}, {"call_windows": ["This kind of value is not possible here."]}),
        (
            {"call_windows": ["8"]},
            {"call_windows": ["Select a valid choice. 8 is not one of the available choices."]},
        ),
    ],
)
def test_invalid_answer_is_an_error_of_its_field(answers, expected):
    response = post(body(**answers))
    assert (problem(response), field_errors(response)) == ((422, "invalid-answers"), expected)
    assert [error["pointer"] for error in response.json()["errors"]] == [f"#/answers/{next(iter(expected))}"]
    assert ContactRequest.objects.count() == 0


def test_errors_are_in_the_language_of_the_path():
    response = post(body(token=make_token(language="fi").signed(), name=""), language="fi")
    assert response.json()["title"] == "Kaikki vastaukset eivät kelpaa"
    assert field_errors(response) == {"name": ["Tämä kenttä on pakollinen."]}


def test_form_of_a_rejection_repeats_no_answer():
    response = post(body(name="Maija Secret", email="secret@", message="Secret text"))
    assert "ecret" not in json.dumps(response.json()["form"])


def test_rejected_form_can_be_sent_again():
    form = post(body(name="")).json()["form"]
    assert post(body(token=form["token"])).status_code == 201


def test_changed_consent_is_shown_and_asked_for_again(practice):
    data = body(token=make_token(consent="000000000000").signed())
    response = post(data)
    assert field_errors(response) == {"consent": ["This text has changed. Read it and agree to it again."]}
    form = response.json()["form"]
    assert form["consent"]["version"] != "000000000000"
    assert stored_by(post({**data, "token": form["token"]})).consent_version == form["consent"]["version"]


def test_expired_form_comes_with_a_new_token():
    with travel("2026-01-01", tick=False):
        data = body(token=FormToken(issued_at=time.time()).signed())
    with travel("2026-05-01", tick=False):
        response = post(data)
        assert problem(response) == (410, "form-expired")
        assert stored_by(post({**data, "token": response.json()["form"]["token"]})).spam_reasons == []


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "\x00"], ids=["empty", "nonsense", "colons", "nul"])
def test_unknown_token_is_refused(token):
    assert problem(post({**body(), "token": token}, language="fi")) == (400, "invalid-token")


def test_token_of_another_language_is_refused():
    assert problem(post(body(token=make_token(language="sv").signed()), language="fi")) == (400, "invalid-token")


def test_taken_time_comes_with_alternatives(today, supervisor, service):
    preferred = {"supervisor": str(supervisor.pk), "service": str(service.pk), "preferred_start": TIME}
    token = FormToken(issued_at=time.time() - 60).signed()
    post(body(token=token, **preferred))
    response = post(body(token=token, name="Second", **preferred))
    assert problem(response) == (409, "time-taken")
    assert field_errors(response) == {"preferred_start": ["This time is no longer available. Choose another time."]}
    fields = {field["name"]: field for group in response.json()["form"]["groups"] for field in group["fields"]}
    others = [choice["value"] for choice in fields["preferred_start"]["choices"] if choice["value"] not in ("", TIME)]
    assert len(others) == 6
    again = body(token=response.json()["form"]["token"], name="Second", **{**preferred, "preferred_start": others[0]})
    assert stored_by(post(again)).preferred_start is not None


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"token": "a"}',
        b'{"token": "a", "answers": []}',
        b'{"token": "a", "answers": {"name": {"a": 1}}}',
        b'{"token": "a", "answers": {"name": [1]}}',
        b'{"token": "a", "answers": {"name": "\\ud800"}}',
        b'{"token": "a", "answers": {"name": NaN}}',
        b'{"token": "a", "answers": {}, "more": 1}',
        b'{"token": 1, "answers": {}}',
        b"[" * 100_000,
        b'{"token": "a", "answers": {"name": ' + b"9" * 5000 + b"}}",
    ],
)
def test_malformed_body_is_refused(content):
    assert problem(post(content)) == (400, "malformed-request")


def test_hostile_text_in_every_field_causes_no_server_error():
    names = sorted({*STANDARD_FIELDS, "call_from", "call_until", "visitor_time_zone", "tyo_further"})
    for number, text in enumerate(CORPUS):
        assert post(body(**dict.fromkeys(names, text))).status_code == 422
        assert post(body(name=f"Visitor {number}", organisation=text, message=text)).status_code in (201, 422)


def test_number_is_an_answer_as_its_text():
    token = make_token(FormConfig(custom_fields=(CustomField("size", "number", "Size"),))).signed()
    stored = stored_by(post(body(token=token, custom_size=7.5)))
    assert stored.answers == [{"key": "size", "label": "Size", "value": 7.5}]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_format_is_not_supported(content_type):
    response = post(json.dumps(body()).encode(), content_type=content_type)
    assert problem(response) == (415, "unsupported-media-type")


def test_too_long_request_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert problem(post(body(message="x" * 5000))) == (413, "too-large")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_method_is_refused(method):
    response = getattr(Client(), method)(f"{BASE}en/form/", headers={"origin": ORIGIN})
    assert (problem(response), response["Allow"]) == ((405, "method-not-allowed"), "GET, HEAD, POST, OPTIONS")


def test_failing_database_is_reported_with_the_number(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise Error("secret")

    monkeypatch.setattr(counters.RateBucket.objects, "filter", fail)
    token = make_token(phone="+358401234567").signed()
    response = post(body(token=token, name="Maija Secret"))
    assert problem(response) == (503, "unavailable")
    assert (response["Retry-After"], response.json()["phone"]["number"]) == ("60", "+358401234567")
    assert "ecret" not in caplog.text


def test_errors_name_nobody_in_logs(caplog):
    post(body(name="Maija Secret", email="secret@"))
    post(body(token="x", name="Maija Secret"))
    assert caplog.records != []
    assert "ecret" not in caplog.text
