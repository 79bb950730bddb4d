"""The form is the page's: the same fields, presets, texts and consent."""

from datetime import timedelta

import pytest
from django import forms
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.contact_form import ContactForm
from wagtail_tyonohjaus.contact.form.field_types import FieldType, register_field_type, unregister_field_type
from wagtail_tyonohjaus.contact.form.questions import Question, register_question, unregister_question
from wagtail_tyonohjaus.contact.form.standard_fields import Requirement
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.headless.form_data import form_data
from wagtail_tyonohjaus.messages.models import Heartbeat
from wagtail_tyonohjaus.messages.periodic import WORKER
from wagtail_tyonohjaus.practice.models import ConsentText

from ..contact.helpers import make_token
from .requests import field_errors, get, post, problem, stored_by

pytestmark = pytest.mark.usefixtures("practice")


def fields_of(form) -> dict[str, dict]:
    return {field["name"]: field for group in form["groups"] for field in group["fields"]}


def hidden_of(form) -> dict[str, str]:
    return {field["name"]: field["value"] for field in form["hidden"]}


def page_form(practice, config=None, initial=None) -> ContactForm:
    return ContactForm(practice=practice, token=make_token(config), initial=initial)


def test_form_has_the_fields_of_the_page(practice):
    make_service()
    form = get("form/").json()
    own = page_form(practice)
    visible = [name for name, field in own.fields.items() if not field.widget.is_hidden]
    assert sorted(fields_of(form)) == sorted(set(visible) - {"consent", "tyo_further"})
    assert set(hidden_of(form)) == {name for name, field in own.fields.items() if field.widget.is_hidden}
    assert [(group["heading"]) for group in form["groups"]] == [str(heading) for heading, _fields in own.groups()]
    assert {name: field["label"] for name, field in fields_of(form).items()} == {
        name: str(own[name].label) for name in fields_of(form)
    }


def test_form_describes_its_fields(practice):
    fields = fields_of(get("form/").json())
    assert fields["name"] == {
        "name": "name",
        "type": "text",
        "label": "Name",
        "help": "",
        "required": True,
        "value": "",
        "choices": None,
        "max_length": 120,
        "autocomplete": "name",
        "input_mode": None,
    }
    assert {name: fields[name]["type"] for name in ("email", "phone", "message", "call_windows", "call_from")} == {
        "email": "email",
        "phone": "tel",
        "message": "textarea",
        "call_windows": "checkboxes",
        "call_from": "text",
    }
    assert fields["call_windows"]["value"] == []
    assert fields["call_windows"]["choices"][0] == {"value": "0", "label": "Monday"}
    assert fields["preferred_contact"]["type"] == "radio"


def test_form_is_in_the_language_of_the_path(practice):
    ConsentText.objects.create(practice=practice, language="sv", text="Jag samtycker.")
    response = Client().get("/tyonohjaus/api/sv/form/", headers={"origin": "https://www.example.org"})
    form = response.json()
    assert (form["language"], response["Content-Language"], fields_of(form)["name"]["label"]) == ("sv", "sv", "Namn")
    assert (form["consent"]["label"], form["consent"]["language"]) == ("Jag samtycker.", "sv")
    token = FormToken.load(form["token"])
    assert (token.language, token.consent) == ("sv", form["consent"]["version"])


@pytest.mark.parametrize("language", ["de", "EN", "en-gb", "ä|"])
def test_unknown_language_is_not_found(language):
    assert problem(get("form/", language=language)) == (404, "not-found")


def test_form_is_not_cached_and_has_a_key_of_its_own():
    responses = [get("form/"), get("form/")]
    tokens = [FormToken.load(response.json()["token"]) for response in responses]
    assert tokens[0].key != tokens[1].key
    assert [response["Cache-Control"] for response in responses] == ["no-store", "no-store"]


def test_number_is_that_of_the_pages(practice):
    phone = get("form/").json()["phone"]
    assert (phone["number"], phone["uri"]) == ("+358401234567", "tel:+358401234567")
    practice.phone = ""
    practice.save()
    assert get("form/").json()["phone"] is None


def test_presets_are_those_of_a_page(practice):
    service, other = make_service(), make_service(name="Coaching", kind="coaching")
    office = make_office()
    supervisor = make_supervisor(services=[service, other], offices=[office])
    with travel("2026-11-20T10:00:00Z", tick=False):
        query = {
            "supervisor": str(supervisor.uuid),
            "service": service.slug,
            "office": office.slug,
            "urgency": "soon",
            "preferred_start": "2026-11-30T08:00Z/60",
        }
        form = get("form/", query).json()
    values = {name: field["value"] for name, field in fields_of(form).items()} | hidden_of(form)
    expected = {
        "supervisor": str(supervisor.pk),
        "service": str(service.pk),
        "office": str(office.pk),
        "urgency": "soon",
        "preferred_start": "2026-11-30T08:00Z/60",
    }
    assert {name: values[name] for name in expected} == expected
    assert {"label": "Supervisor", "text": "Aino Laine"} in form["summary"]
    assert form["summary"][0]["text"] == "Monday 30 November 2026 at 10:00, 60 min"


def test_form_without_presets_has_no_summary():
    form = get("form/").json()
    assert (form["summary"], form["groups"][0]["details"], form["groups"][1]["details"]) == ([], False, True)


def test_former_slug_is_accepted():
    service = make_service(slug="new", former_slugs=["old"])
    make_supervisor(services=[service])
    form = get("form/", {"service": "old"}).json()
    assert ({**hidden_of(form), **{k: v["value"] for k, v in fields_of(form).items()}})["service"] == str(service.pk)


@pytest.mark.parametrize(
    ("query", "parameter", "message"),
    [
        ({"servce": "x"}, "servce", "There is no such parameter."),
        ({"service": ["a", "b"]}, "service", "Use this parameter once."),
        ({"service": "nowhere"}, "service", "There is no such record."),
        ({"service": "a\x00"}, "service", "There is no such record."),
        ({"office": "nowhere"}, "office", "There is no such record."),
        ({"supervisor": "1"}, "supervisor", "This value is not valid."),
        ({"supervisor": "00000000-0000-0000-0000-000000000000"}, "supervisor", "There is no such record."),
        ({"urgency": "very"}, "urgency", "This value is not valid."),
        ({"preferred_start": "soon"}, "preferred_start", "This value is not valid."),
        ({"page": "-1"}, "page", "This value is not valid."),
        ({"page": "999999"}, "page", "This value is not valid."),
    ],
)
def test_invalid_parameter_is_named(query, parameter, message):
    response = get("form/", query)
    assert problem(response) == (400, "invalid-parameter")
    if "service" in query and isinstance(query["service"], list):
        assert {error["message"] for error in response.json()["errors"]} == {message}
    else:
        assert response.json()["errors"] == [{"parameter": parameter, "message": message}]


def test_records_of_another_practice_and_of_people_who_left_are_unknown():
    other = make_practice(make_site("other.example"))
    foreign = make_supervisor(site=other.site)
    left = make_supervisor(active=False)
    assert [problem(get("form/", {"supervisor": str(row.uuid)})) for row in (foreign, left)] == [
        (400, "invalid-parameter")
    ] * 2


@pytest.fixture
def contact_page():
    fields = [
        ("standard", {"field": "payer", "requirement": "required", "label": "Who will pay?", "help_text": "Roughly"}),
        ("standard", {"field": "organisation", "requirement": "no", "label": "", "help_text": ""}),
        (
            "custom",
            {
                "label": "Mood",
                "field_type": "choice",
                "choices": "Good\nTired",
                "required": True,
                "help_text": "",
            },
        ),
        ("custom", {"label": "New", "field_type": "checkbox", "choices": "", "required": False, "help_text": ""}),
    ]
    return make_page("ContactPage", make_home(), title="Contact", form_fields=fields)


def test_form_is_that_of_the_contact_page(contact_page):
    form = get("form/").json()
    fields = fields_of(form)
    assert (fields["payer"]["label"], fields["payer"]["help"], fields["payer"]["required"]) == (
        "Who will pay?",
        "Roughly",
        True,
    )
    assert "organisation" not in fields
    mood, new = (field for name, field in fields.items() if name.startswith("custom_"))
    assert (mood["type"], mood["required"], [choice["value"] for choice in mood["choices"]]) == (
        "select",
        True,
        ["", "Good", "Tired"],
    )
    assert (new["type"], new["value"]) == ("checkbox", False)
    assert FormToken.load(form["token"]).page == contact_page.pk


def test_form_of_another_contact_page(contact_page):
    other = make_page("ContactPage", contact_page.get_parent(), title="Schools")
    assert "organisation" in fields_of(get("form/", {"page": other.pk}).json())
    other.unpublish()
    assert problem(get("form/", {"page": other.pk})) == (400, "invalid-parameter")
    assert problem(get("form/", {"page": contact_page.get_parent().pk})) == (400, "invalid-parameter")


def test_questions_and_field_types_of_the_project_are_described(practice):
    question = Question("heard", "Where did you hear of us?", requirement=Requirement.OPTIONAL, help_text="In a word")
    register_question(question)
    register_field_type(
        FieldType(
            "several", "Several", lambda custom: forms.MultipleChoiceField(choices=[("a", "A"), ("G", [("b", "B")])])
        )
    )
    try:
        config = FormConfig(custom_fields=(CustomField("several", "several", "Several"),))
        fields = fields_of(form_data(page_form(practice, config), None).model_dump())
    finally:
        unregister_question("heard")
        unregister_field_type("several")
    assert (fields["heard"]["type"], fields["heard"]["help"], fields["heard"]["max_length"]) == (
        "text",
        "In a word",
        500,
    )
    several = fields["custom_several"]
    assert (several["type"], several["value"], several["choices"]) == (
        "multiselect",
        [],
        [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
    )


@pytest.fixture
def rota(practice):
    """Somebody is on duty now, whom crisis requests reach."""
    rota, now = Rota.objects.create(site=practice.site, name="Crisis"), timezone.now()
    person = make_supervisor(name="Kalle", phone="+358401111111", email="kalle@example.com")
    DutyTurn.objects.create(rota=rota, supervisor=person, start=now - timedelta(days=1), end=now + timedelta(days=1))
    RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    return rota


@pytest.fixture(params=["service", "urgency"])
def crisis(request, rota):
    """The parameters of a form for crises: of a crisis service, or by what the visitor has chosen."""
    return {"service": make_service(kind="crisis").slug} if request.param == "service" else {"urgency": "crisis"}


def test_form_for_crises_has_the_fields_of_the_urgent_form(crisis):
    form = get("form/", crisis).json()
    assert list(fields_of(form)) == ["phone", "custom_workplace", "custom_place", "name", "message"]
    assert [name for name, field in fields_of(form).items() if field["required"]] == [
        "phone",
        "custom_workplace",
        "custom_place",
    ]
    assert len(form["groups"]) == 1
    assert form["consent"]["required"] is False


def test_form_for_crises_has_the_number_of_the_person_on_duty_above_it(crisis):
    form = get("form/", crisis).json()
    assert form["phone"]["number"] == "+358401111111"
    first, promise, emergency, consent = form["messages"]
    assert first["phone"] == form["phone"]
    assert promise["text"] == "We can’t promise at the moment how soon we call you."
    assert "112" in emergency["text"]
    assert form["consent"]["label"] in consent["text"]
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now})
    assert "We call you within 30 min," in get("form/", crisis).json()["messages"][1]["text"]


def test_other_forms_have_no_messages(practice, rota):
    service = make_service()
    assert get("form/", {"service": service.slug}).json()["messages"] == []
    assert get("form/", {"service": service.slug, "urgency": "crisis"}).json()["messages"] == []


@pytest.mark.parametrize("extra", [{}, {"consent": True}])
def test_request_by_the_form_for_crises_is_stored_and_alerted(crisis, extra):
    with travel(timezone.now() - timedelta(minutes=5), tick=False):
        form = get("form/", crisis).json()
    answers = {"phone": "040 555 1234", "custom_workplace": "School", "custom_place": "Espoo", **extra}
    response = post({"token": form["token"], "answers": {**hidden_of(form), **answers}})
    stored = stored_by(response)
    assert (stored.is_crisis, stored.held_for_review, stored.alerts.count() > 0) == (True, False, True)
    assert stored.consent_version == form["consent"]["version"]


def test_form_for_crises_with_errors_keeps_its_number_and_messages(crisis):
    form = get("form/", crisis).json()
    response = post({"token": form["token"], "answers": {**hidden_of(form), "phone": "", "custom_place": "Espoo"}})
    assert sorted(field_errors(response)) == ["custom_workplace", "phone"]
    again = response.json()["form"]
    assert (again["phone"], again["messages"]) == (form["phone"], form["messages"])


def test_request_by_the_form_for_crises_that_was_sent_at_once_is_alerted_as_on_pages(crisis):
    form = get("form/", crisis).json()
    answers = {"phone": "040 555 1234", "custom_workplace": "School", "custom_place": "Espoo"}
    stored = stored_by(post({"token": form["token"], "answers": {**hidden_of(form), **answers}}))
    assert (bool(stored.spam_reasons), stored.held_for_review, stored.alerts.count() > 0) == (True, False, True)
