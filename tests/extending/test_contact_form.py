"""A field type, a question and routing conditions of the project, as visitors, editors and managers meet them."""

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from django.db.models import Q
from django.forms import CharField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.contact.helpers import errors, filled, make_token, post, send
from tests.edit_forms import post_edit
from wagtail_tyonohjaus.blocks import ContactFormFieldsBlock
from wagtail_tyonohjaus.contact.conditions import (
    RoutingCondition,
    register_routing_condition,
    routing_conditions,
    unregister_routing_condition,
)
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.contact_form import ContactForm
from wagtail_tyonohjaus.contact.form.field_types import (
    FieldType,
    field_types,
    register_field_type,
    unregister_field_type,
)
from wagtail_tyonohjaus.contact.form.questions import Question, questions, register_question, unregister_question
from wagtail_tyonohjaus.contact.form.standard_fields import Requirement
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.contact.routing.analysis import analyse_rules
from wagtail_tyonohjaus.contact.routing.exhausted_rules import exhausted_rules

pytestmark = pytest.mark.usefixtures("practice")
SCALE = FormConfig(custom_fields=(CustomField("mood", "scale", "How are you?", required=True),))


def make_rule(practice, **conditions) -> RoutingRule:
    return RoutingRule.objects.create(
        site=practice.site, name="Special", to_email_addresses="special@example.com", other_conditions=conditions
    )


def unmet(request) -> list[str]:
    return request.decision["evaluations"][0]["unmet_conditions"]


# Field types


def test_answer_to_a_field_of_the_project_is_stored():
    request = send(make_token(SCALE), custom_mood="4")
    assert request.answers == [{"key": "mood", "label": "How are you?", "value": 4}]


@pytest.mark.parametrize("to_answer", [lambda value: 1 / 0, lambda value: timezone.now(), lambda value: None])
def test_conversion_that_fails_loses_no_answer(to_answer):
    register_field_type(FieldType("odd", "Odd", lambda question: CharField(**question.field_options), to_answer))
    register_question(Question("room", "Room", to_answer=to_answer, requirement=Requirement.OPTIONAL))
    try:
        token = make_token(FormConfig(custom_fields=(CustomField("mood", "odd", "Mood"),)))
        request = send(token, custom_mood="4", room="5")
    finally:
        unregister_field_type("odd")
        unregister_question("room")
    assert [answer["value"] for answer in request.answers] == ["5", "4"]


@pytest.mark.parametrize("value", ["", "9", "high"])
def test_field_of_the_project_validates_the_answer(value):
    assert list(errors(post(filled(make_token(SCALE), custom_mood=value)))) == ["custom_mood"]


def test_editor_can_select_the_field_type():
    block = ContactFormFieldsBlock()
    value = block.to_python([{"type": "custom", "value": {"label": "Mood", "field_type": "scale"}}])
    assert block.clean(value)[0].value["field_type"] == "scale"


def test_question_of_a_removed_field_type_takes_a_line_and_is_an_error_for_the_editor():
    config = FormConfig(custom_fields=(CustomField("mood", "gone", "How are you?"),))
    assert send(make_token(config), custom_mood="Fine").answers[0]["value"] == "Fine"
    block = ContactFormFieldsBlock()
    value = block.to_python([{"type": "custom", "value": {"label": "Mood", "field_type": "gone"}}])
    with pytest.raises(ValidationError):
        block.clean(value)


def test_field_type_of_the_same_name_is_replaced():
    count = len(field_types())
    for label in ("First", "Second"):
        register_field_type(FieldType("colour", label, lambda question: None))
    try:
        assert ([str(each.label) for each in field_types()][count:], len(field_types())) == (["Second"], count + 1)
    finally:
        unregister_field_type("colour")


# Questions


def test_answer_to_a_question_of_the_project_is_stored_with_its_code():
    request = send(sector="health")
    assert request.answers == [{"key": "sector", "label": "Your sector", "value": "Health care", "code": "health"}]


def test_editor_requires_and_renames_a_question_of_the_project(practice):
    block = ContactFormFieldsBlock()
    values = {"field": "sector", "requirement": "required", "label": "Where do you work?"}
    stream = block.clean(block.to_python([{"type": "standard", "value": values}]))
    config = FormConfig.from_stream(stream)
    assert list(errors(post(filled(make_token(config))))) == ["sector"]
    form = ContactForm(practice=practice, token=make_token(config))
    assert [field.label for field in form.main_fields()][-1] == "Where do you work?"


def test_optional_question_of_the_project_is_folded_away(practice):
    form = ContactForm(practice=practice, token=make_token())
    assert [(heading, [field.name for field in fields]) for heading, fields in form.detail_groups()][-1] == (
        "Further questions",
        ["sector"],
    )


def test_editor_leaves_a_question_of_the_project_out():
    config = FormConfig(requirements={"sector": "no"})
    assert send(make_token(config), sector="health").answers == []


@pytest.mark.parametrize("name", ["message", "kind", "consent", "Name", "1st", "a" * 41, ""])
def test_question_with_a_name_that_is_not_free_or_valid_is_refused(name):
    with pytest.raises(ImproperlyConfigured):
        register_question(Question(name, "Question"))
    assert [question.name for question in questions()] == ["sector"]


def test_form_that_names_a_question_which_was_removed_is_still_accepted():
    register_question(Question("budget", "Budget"))
    token = make_token(FormConfig(requirements={"budget": "required"}))
    unregister_question("budget")
    assert send(token, budget="1000").answers == []


# Routing conditions


def test_rule_is_limited_to_answers_to_a_question(practice):
    make_rule(practice, sector=["health", "school"])
    assert unmet(send(sector="health")) == []
    assert unmet(send(sector="other")) == ["sector"]
    assert unmet(send(name="No answer")) == ["sector"]


def test_rule_is_limited_by_a_condition_on_the_request(practice):
    make_rule(practice, group_size=["large"])
    config = FormConfig(requirements={"participants": "optional"})
    assert unmet(send(make_token(config), participants="8")) == []
    assert unmet(send(make_token(config), participants="7")) == ["group_size"]


@pytest.mark.parametrize(
    "conditions", [{"gone": ["a"]}, {"sector": ["gone"]}, {"sector": []}, {"sector": "health"}, ["sector"], "sector"]
)
def test_rule_with_a_condition_that_is_not_known_matches_nothing_and_is_reported(practice, conditions):
    rule = make_rule(practice)
    RoutingRule.objects.filter(pk=rule.pk).update(other_conditions=conditions)
    rule.refresh_from_db()
    assert len(unmet(send(sector="health"))) == 1
    assert (exhausted_rules(Q()), bool(rule.exhausted_text())) == ([rule], True)


def test_condition_that_fails_matches_nothing_and_is_logged_without_what_it_says(practice, caplog):
    def fail(request):
        raise ValueError(request.email)

    make_rule(practice, broken=["a"])
    register_routing_condition(RoutingCondition("broken", "Broken", (("a", "A"),), fail))
    try:
        request = send()
    finally:
        unregister_routing_condition("broken")
    assert unmet(request) == ["broken"]
    assert caplog.messages[0].splitlines()[0] == "The routing condition broken failed (ValueError)."
    assert request.email not in caplog.text


@pytest.mark.parametrize("code", [["a"], {"a": 1}, ("a",), 1])
def test_condition_whose_code_is_no_text_matches_nothing(practice, code):
    make_rule(practice, broken=["a", "1"])
    register_routing_condition(RoutingCondition("broken", "Broken", (("a", "A"), ("1", "One")), lambda request: code))
    try:
        request = send()
    finally:
        unregister_routing_condition("broken")
    assert unmet(request) == ["broken"]


def test_query_that_fails_in_a_condition_loses_no_request(practice):
    def fail(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM harbour_gone")

    make_rule(practice, broken=["a"])
    register_routing_condition(RoutingCondition("broken", "Broken", (("a", "A"),), fail))
    try:
        request = send()
    finally:
        unregister_routing_condition("broken")
    assert unmet(request) == ["broken"]


def test_analysis_says_what_conditions_of_the_project_restrict(practice):
    make_rule(practice, sector=["health", "school"])
    analysis = analyse_rules(practice, timezone.localtime())
    assert (analysis.uncovered, analysis.problems) == (["Your sector: not chosen, Another one"], [])
    make_rule(practice, gone=["a"])
    problems = analyse_rules(practice, timezone.localtime()).problems
    assert [problem.description for problem in problems] == ["No request can meet all of its conditions."]


def test_routing_preview_explains_conditions_of_the_project(practice, admin_client):
    make_rule(practice, sector=["health"])
    url = reverse("tyonohjaus_routing:routing_preview")
    page = admin_client.get(url, {"sector": "school"})
    assert [each["explanation"] for each in page.context["decision"]["evaluations"]][0] == (
        "Does not match: Your sector"
    )
    page = admin_client.get(url, {"sector": "health"})
    assert page.context["decision"]["evaluations"][0]["matched"]


def post_rule(client, rule, **changes):
    """Submits the rule's form as it is displayed, with some values changed."""
    url = reverse(RoutingRule.snippet_viewset.get_url_name("edit"), args=[rule.pk])
    field = client.get(url).context["form"]["other_conditions"]
    selected = field.field.widget.decompress(field.value())
    data = {"name": rule.name, "active": "on", "channels": ["mail"], "to_email_addresses": rule.to_email_addresses}
    data |= {f"other_conditions_{number}": codes for number, codes in enumerate(selected)}
    assert post_edit(client, url, data | changes).status_code == 302
    rule.refresh_from_db()


def test_manager_limits_a_rule_by_conditions_of_the_project(practice, admin_client):
    rule = make_rule(practice)
    names = list(routing_conditions())
    sector, size = (f"other_conditions_{names.index(name)}" for name in ("sector", "group_size"))
    post_rule(admin_client, rule, **{sector: ["health"], size: ["small", "large"]})
    assert rule.other_conditions == {"sector": ["health"], "group_size": ["small", "large"]}
    post_rule(admin_client, rule, **{sector: [], size: []})
    assert rule.other_conditions is None


def test_saving_a_rule_does_not_widen_what_is_no_longer_registered(practice, admin_client):
    rule = make_rule(practice, gone=["a"], sector=["gone"], group_size=[])
    post_rule(admin_client, rule, name="Renamed")
    assert (rule.name, rule.other_conditions) == ("Renamed", {"gone": ["a"], "sector": ["gone"], "group_size": []})


@pytest.mark.parametrize(
    "conditions",
    [{"sector": "health"}, {"sector": None}, {"sector": [5]}, {"gone": None}, ["sector"], "sector", []],
)
def test_saving_a_rule_does_not_widen_what_can_not_be_read(practice, admin_client, conditions):
    rule = make_rule(practice)
    RoutingRule.objects.filter(pk=rule.pk).update(other_conditions=conditions)
    rule.refresh_from_db()
    post_rule(admin_client, rule, name="Renamed")
    assert (rule.name, list(rule.other_conditions.values())) == ("Renamed", [[]])
    assert len(unmet(send(sector="health"))) == 1


def test_manager_unmarks_a_condition_that_is_no_longer_registered(practice, admin_client):
    rule = make_rule(practice, gone=["a"])
    post_rule(admin_client, rule, **{f"other_conditions_{len(routing_conditions())}": []})
    assert rule.other_conditions is None


def test_contact_page_has_the_question(practice):
    response = Client().post(reverse("wagtail_tyonohjaus:contact_submit"), {"name": "Maija"})
    assert "Your sector" in response.content.decode()
