"""The form's target: origin, stale keys, errors at the field, what is preserved."""

import time

import pytest
from bs4 import BeautifulSoup
from django.core.signing import dumps
from django.test import Client
from django.urls import reverse
from time_machine import travel

from tests.factories import make_practice, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.factory import contact_form
from wagtail_tyonohjaus.contact.form.tokens import SALT, FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest

from .helpers import errors, filled, make_token, post, send

pytestmark = pytest.mark.usefixtures("practice")


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def fields_of(response) -> dict[str, str]:
    """What a browser would post from the form that came back."""
    form = soup(response).find("form", class_="tyo-contact-form")
    values = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.name == "textarea":
            values[field["name"]] = field.text.lstrip("\n").lstrip("\r\n")
        elif field.name == "select":
            selected = field.find("option", selected=True)
            values[field["name"]] = selected["value"] if selected else ""
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            ticked = field.get("type") in ("radio", "checkbox")
            values[field["name"]] = field.get("value", "on" if ticked else "")
    return values


# Evidence case 17: the page holds no token of a visitor's


def test_form_of_a_cached_page_needs_no_cookie():
    response = post(filled())
    assert (response.status_code, dict(response.cookies)) == (303, {})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"sec-fetch-site": "cross-site", "origin": "http://evil.example"}, 200),
        ({"sec-fetch-site": "same-site", "origin": "http://other.testserver"}, 200),
        ({"origin": "http://evil.example"}, 200),
        ({"origin": "null"}, 200),
        ({"origin": "http://["}, 200),
        ({"user-agent": "old"}, 200),
    ],
)
def test_submission_from_another_origin_is_refused(headers, status):
    assert post(filled(), **headers).status_code == status
    assert ContactRequest.objects.count() == (status == 303)


# Evidence case 18: nothing that was typed is lost


def test_submission_without_an_origin_needs_a_csrf_token():
    client = Client(enforce_csrf_checks=True)
    first = post(filled(message="A long story"), client, **{"user-agent": "old"})
    again = {**fields_of(first), "consent": "on"}
    assert (first.status_code, again["message"], again["name"]) == (200, "A long story", "Maija Virtanen")
    second = post(again, client, **{"user-agent": "old"})
    assert second.status_code == 303
    assert ContactRequest.objects.get().message == "A long story"


@pytest.mark.parametrize(
    "key",
    ["", "nonsense", "a:b:c", "\x00", dumps({"k": 1}, salt=SALT), dumps([], salt=SALT)],
    # What is signed holds the time, so two processes would name it differently.
    ids=["empty", "nonsense", "colons", "nul", "signed", "list"],
)
def test_invalid_token_renders_the_form_with_a_new_one(key):
    response = post({**filled(message="My text"), "form_key": key})
    again = fields_of(response)
    assert (response.status_code, again["message"]) == (200, "My text")
    assert post({**again, "consent": "on"}).status_code == 303


def test_expired_token_renders_the_form_with_a_new_one():
    with travel("2026-01-01", tick=False):
        data = filled(FormToken(issued_at=time.time()))
    with travel("2026-05-01", tick=False):
        assert post(data).status_code == 200
    with travel("2026-03-01", tick=False):
        assert post(data).status_code == 303


def test_responses_are_not_cached():
    headers = {post(filled())["Cache-Control"], post(filled(consent=""))["Cache-Control"]}
    assert all("no-store" in header for header in headers)


# Evidence case 26: errors tied to their fields, the hint staying


def test_error_is_linked_and_described_beside_the_help_text():
    page = soup(post(filled(phone="12", message="x" * 5001)))
    summary = [(link["href"], link.text) for link in page.select(".tyo-error-summary a")]
    targets = {link.lstrip("#") for link, _ in summary}
    assert targets == {"contact_phone", "contact_message"}
    phone = page.find(id="contact_phone")
    assert (phone["aria-invalid"], phone["aria-describedby"], phone["value"], phone["autocomplete"]) == (
        "true",
        "contact_phone_helptext contact_phone_error",
        "12",
        "tel",
    )
    for name in phone["aria-describedby"].split():
        assert page.find(id=name) is not None


def test_groups_have_legends_and_inputs_have_labels():
    page = soup(post(filled(name="")))
    for group in page.select("fieldset"):
        assert group.find("legend") is not None
    labelled = {label["for"] for label in page.select("form.tyo-contact-form label")}
    visible = page.select(
        "form.tyo-contact-form input:not([type=hidden]), form.tyo-contact-form select, form.tyo-contact-form textarea"
    )
    assert {field["id"] for field in visible} - labelled == set()


def test_form_has_no_inline_script_or_style():
    page = soup(post(filled(name="")))
    form = page.find("form", class_="tyo-contact-form")
    inline = [tag for tag in form.find_all(True) if tag.has_attr("style") or any(a.startswith("on") for a in tag.attrs)]
    assert inline == []
    assert [tag for tag in page.find_all("script") if not tag.get("src")] == []


# What can't be right


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"phone": "0600 12345"}, "phone", "This is a premium-rate number. Enter an ordinary number."),
        (
            {"phone": "050-1234567 (iltaisin)"},
            "phone",
            "Enter only a telephone number, such as 040 123 4567 or +46 70 123 45 67.",
        ),
        (
            {"phone": "=+358401234567"},
            "phone",
            "Enter only a telephone number, such as 040 123 4567 or +46 70 123 45 67.",
        ),
        ({"email": "maija@"}, "email", "Enter a valid email address."),
        ({"email": ""}, "phone", "Enter a telephone number or an e-mail address, so that we can reach you."),
        ({"preferred_contact": "call"}, "phone", "Enter a telephone number, so that we can call you."),
        (
            {"preferred_contact": "mail", "email": "", "phone": "0401234567"},
            "email",
            "Enter an e-mail address, so that we can write to you.",
        ),
        (
            {"call_from": "12:00", "call_until": "09:00"},
            "call_until",
            "Enter a time that is later than the start.",
        ),
        (
            {"preferred_start": "2020-01-01T10:00Z/60"},
            "preferred_start",
            "This time is in the past. Choose another one, or no particular time.",
        ),
        (
            {"preferred_start": "soon"},
            "preferred_start",
            "This is not a valid time. Choose one of the times below, or no particular time.",
        ),
        ({"service": "999999"}, "service", "This is no longer available. Choose another."),
    ],
)
def test_invalid_answer_is_an_error_of_its_field(answers, field, message):
    assert errors(post(filled(**answers))) == {field: [message]}
    assert ContactRequest.objects.count() == 0


def test_record_of_another_practice_is_refused():
    other = make_practice(make_site("other.example"))
    service = make_service(site=other.site)
    assert errors(post(filled(service=service.pk))) == {"service": ["This is no longer available. Choose another."]}


def test_carried_supervisor_that_became_inactive_can_be_changed():
    supervisor = make_supervisor()
    config = FormConfig(requirements={"supervisor": "no"})
    supervisor.active = False
    supervisor.save()
    response = post(filled(make_token(config), supervisor=supervisor.pk))
    assert errors(response) == {"supervisor": ["This is no longer available. Choose another."]}
    assert soup(response).find("select", id="contact_supervisor") is not None


# What the editor asks


def test_editor_configures_required_and_custom_fields():
    own = (
        CustomField("where", "text", "Where did you hear of us?", required=True),
        CustomField("size", "number", "Size of the team"),
        CustomField("mood", "choice", "Mood", choices=("Good", "Tired")),
        CustomField("before", "checkbox", "We have had supervision before"),
    )
    config = FormConfig(requirements={"organisation": "required", "payer": "required"}, custom_fields=own)
    token = make_token(config)
    missing = errors(post(filled(token)))
    assert sorted(missing) == ["custom_where", "organisation", "payer"]
    answers = {"custom_where": "A friend", "custom_size": "7", "custom_mood": "Tired", "custom_before": "on"}
    stored = send(token, organisation="Town", payer="employer", **answers)
    assert [(row["key"], row["value"]) for row in stored.answers] == [
        ("where", "A friend"),
        ("size", 7.0),
        ("mood", "Tired"),
        ("before", True),
    ]


def test_error_of_the_consent_has_no_label():
    response = post(filled(consent=""))
    links = [link.text for link in soup(response).select(".tyo-error-summary a")]
    assert links == ["Give your consent, so that we can store and answer your request."]


def test_question_in_the_error_summary_has_no_colon():
    token = make_token(FormConfig(requirements={"payer": "required"}))
    assert soup(post(filled(token))).select_one(".tyo-error-summary a").text == "Who pays? This field is required."


def test_choice_outside_the_configured_ones_is_refused():
    config = FormConfig(custom_fields=(CustomField("mood", "choice", "Mood", choices=("Good",)),))
    assert list(errors(post(filled(make_token(config), custom_mood="Bad")))) == ["custom_mood"]


def test_config_is_preserved_by_the_token():
    config = FormConfig(
        requirements={"payer": "required"},
        labels={"payer": "Kuka maksaa?"},
        custom_fields=(CustomField("a", "choice", "B", choices=("x", "y")),),
        services=(1, 2),
        form_id="contact-2",
    )
    assert FormToken.load(make_token(config, page=7, language="sv").signed()).config == config


def test_tampered_token_is_refused():
    signed = make_token().signed()
    assert FormToken.load(signed[:-1] + ("A" if signed[-1] != "A" else "B")) is None


def test_token_carries_the_number_of_the_practice(practice):
    form = contact_form(None, practice=practice)
    assert FormToken.load(form.token.signed()).phone == "+358401234567"


def test_token_of_an_earlier_version_is_valid():
    token = make_token()
    signed = dumps({"c": token.config.to_data(), "p": None, "l": "", "k": "a", "t": 1}, salt=SALT, compress=True)
    assert FormToken.load(signed).phone == ""


def test_get_redirects_to_the_home_page():
    response = Client().get(reverse("wagtail_tyonohjaus:contact_submit"))
    assert (response.status_code, response["Location"]) == (302, f"{make_site().root_url}/")


def test_form_is_rendered_again_in_the_language_of_its_page():
    response = post(filled(make_token(language="fi"), name=""))
    assert soup(response).html["lang"] == "fi"


def test_too_big_submission_shows_a_message(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    data = "&".join(f"{key}={value}" for key, value in filled(message="x" * 5000).items())
    response = Client().post(
        reverse("wagtail_tyonohjaus:contact_submit"), data, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
