from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import phonenumbers
import pytest
from django.utils import translation
from phonenumber_field.phonenumber import PhoneNumber
from time_machine import travel
from wagtail.models import Site

from tests.factories import make_office, make_supervisor
from wagtail_tyonohjaus.contact.routing.phone_numbers import country_of, number_for
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor


@pytest.mark.parametrize(
    ("language", "number", "country"),
    [
        ("en", "+358401234567", "Finland"),
        ("fi", "+46701234567", "Ruotsi"),
        ("sv", "+37251234567", "Estland"),
        ("en-gb", "+447400123456", "United Kingdom"),
        ("fi", "+48512345678", "Puola"),
    ],
)
def test_country_of_a_number_is_in_the_language_of_the_visitor(language, number, country):
    with translation.override(language):
        assert country_of(phonenumbers.parse(number)) == country


# The number for a crisis

NOON = datetime(2026, 12, 1, 10, tzinfo=UTC)  # a Tuesday, 12:00 in Helsinki
NIGHT = datetime(2026, 12, 6, 21, 40, tzinfo=UTC)  # a Sunday, 23:40
CRISIS = {"urgency": "crisis", "kind": "crisis"}
ON_DUTY, NEXT, OFFICE, PRACTICE = "+358401111111", "+358402222222", "+358403333333", "+358401234567"
UNKNOWN = "may not be answered at all hours"


@pytest.fixture
def practice(db):
    settings = PracticeSettings.for_site(Site.objects.get())
    settings.phone = PRACTICE
    settings.opening_hours = [
        settings.opening_hours.model(weekday=weekday, opens=time(8), closes=time(16)) for weekday in range(5)
    ]
    settings.save()
    return settings


@pytest.fixture
def rule(practice):
    """To the person on duty from Sunday to Monday, then to another supervisor and to an office."""
    rota = Rota.objects.create(site=practice.site, name="Crisis")
    person = make_supervisor(name="On duty", phone=ON_DUTY, email="on.duty@example.com")
    DutyTurn.objects.create(rota=rota, supervisor=person, start=NIGHT, end=NIGHT + timedelta(hours=12))
    rule = RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    rule.to_supervisors.add(make_supervisor(name="Next", phone=NEXT, email="next@example.com"))
    rule.to_offices.add(make_office(phone=OFFICE, email="office@example.com"))
    return rule


def shown(practice, at=NIGHT, **about):
    with travel(at, tick=False):
        number = number_for(practice, **(about or CRISIS))
        return number.number.as_e164, number.hours, number.is_closed


def test_number_for_a_crisis_is_that_of_the_person_on_duty(practice, rule):
    assert shown(practice) == (ON_DUTY, "open now", False)
    assert shown(practice, urgency="normal") == (PRACTICE, "opens tomorrow at 08:00", True)


def test_number_in_a_gap_of_the_rota_is_that_of_the_next_recipient_with_its_hours(practice, rule):
    assert shown(practice, NOON) == (NEXT, "open until 16:00", False)
    rule.to_supervisors.clear()
    assert shown(practice, NOON) == (OFFICE, UNKNOWN, False)
    rule.to_offices.clear()
    assert shown(practice, NOON) == (PRACTICE, "open until 16:00", False)


@pytest.mark.parametrize("change", [{"phone": ""}, {"show_phone": False}, {"active": False}])
def test_person_on_duty_without_a_number_to_show_leaves_it_to_the_next(practice, rule, change):
    Supervisor.objects.filter(name="On duty").update(**change)
    assert shown(practice) == (NEXT, "opens tomorrow at 08:00", True)


def test_numbers_that_receive_text_messages_are_not_displayed(practice):
    RoutingRule.objects.create(
        site=practice.site, name="Crisis", urgencies=["crisis"], to_phone_numbers="+358409999999"
    )
    assert shown(practice)[0] == PRACTICE


def test_number_that_a_rule_names_comes_before_those_of_its_recipients(practice, rule):
    RoutingRule.objects.filter(pk=rule.pk).update(displayed_phone="+358404444444")
    assert shown(practice) == ("+358404444444", UNKNOWN, False)


def test_number_that_is_chosen_for_crises_does_not_keep_silent_about_unknown_hours(practice, rule):
    RoutingRule.objects.filter(pk=rule.pk).update(displayed_phone=PRACTICE)
    assert shown(practice) == (PRACTICE, "opens tomorrow at 08:00", True)
    assert shown(practice, notice=make_notice(phone="+358405555555"))[1] == UNKNOWN
    RoutingRule.objects.filter(pk=rule.pk).update(displayed_phone="+358404444444", urgencies="", restricted_fields="")
    assert shown(practice, urgency="normal")[1] == ""


def test_ordinary_page_shows_the_person_on_duty_but_no_other_recipient(practice, rule):
    RoutingRule.objects.filter(pk=rule.pk).update(urgencies="", restricted_fields="")
    assert shown(practice, urgency="normal")[0] == ON_DUTY
    RoutingRule.objects.filter(pk=rule.pk).update(to_rota=None)
    assert shown(practice, urgency="normal")[0] == PRACTICE
    assert shown(practice)[0] == NEXT


def make_notice(**fields):
    """With a number as a model field returns it."""
    fields["phone"] = PhoneNumber.from_string(fields.get("phone", "")) if fields.get("phone") else ""
    empty = {"pk": 1, "phone_hours": "", "phone_opens": None, "phone_closes": None}
    return SimpleNamespace(**empty | fields)


def test_own_number_of_a_notice_is_the_editors_choice(practice, rule):
    evening = {"phone_opens": time(8), "phone_closes": time(20)}
    assert shown(practice, notice=make_notice(phone="+358405555555", **evening)) == (
        "+358405555555",
        "opens tomorrow at 08:00",
        True,
    )
    assert shown(practice, notice=make_notice(phone="+358405555555", phone_hours="at all hours"))[1] == ""


def test_hours_of_a_notice_are_those_of_its_number_unless_somebody_is_on_duty(practice, rule):
    daily = {"phone_opens": time(8), "phone_closes": time(20)}
    assert shown(practice, notice=make_notice(**daily)) == (ON_DUTY, "open now", False)
    assert shown(practice, NOON, notice=make_notice(**daily)) == (NEXT, "open until 20:00", False)


def test_number_of_a_page_is_chosen_once(practice, rule, rf, django_assert_num_queries):
    request = rf.get("/")
    with travel(NIGHT, tick=False):
        number = number_for(practice, page_request=request, **CRISIS)
        with django_assert_num_queries(0):
            assert number_for(practice, page_request=request, **CRISIS) is number
