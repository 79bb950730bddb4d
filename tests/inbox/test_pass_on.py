"""Passing a request on to an office or a person."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import (
    client_for,
    make_callback,
    make_coordinator,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.contact import escalation, workflow
from wagtail_tyonohjaus.contact.alerting.steps import state_of
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.handling.changes import state_token
from wagtail_tyonohjaus.contact.handling.passing_on import pass_on
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.duty.alert_models import Alert
from wagtail_tyonohjaus.inbox.event_texts import event_text
from wagtail_tyonohjaus.messages.models import Delivery

from .helpers import inbox_url, post_action

pytestmark = pytest.mark.django_db
LOSES_ACCESS = "You will no longer see this request"


@pytest.fixture
def tampere(office):
    return make_office(city="Tampere", email="tampere@example.org")


def pass_to(client, request, to, confirmed="", reason="She knows the field", state=None):
    state = state_token(request) if state is None else state
    return post_action(client, "pass_on", request, to=to, reason=reason, state=state, confirmed=confirmed)


def sent(kind, request=None):
    rows = Delivery.objects.filter(message_type=kind)
    return sorted((rows.filter(about=request.reference) if request else rows).values_list("address", flat=True))


def texts(request):
    return [(event.kind, event_text(event, request.practice.zone), event.text) for event in request.events.all()]


def test_page_warns_before_access_is_lost_and_passes_on_after_that(staff_client, contact_request, tampere, coordinator):
    response = pass_to(staff_client, contact_request, f"office:{tampere.pk}")
    assert LOSES_ACCESS in response_text(response)
    assert contact_request.office_name != str(tampere)
    assert Delivery.objects.count() == 0
    response = pass_to(staff_client, contact_request, f"office:{tampere.pk}", confirmed=f"office:{tampere.pk}")
    assert response.url == inbox_url("index")
    assert (contact_request.office, contact_request.office_name) == (tampere, str(tampere))
    assert sent("passed_on") == ["tampere@example.org"]
    assert texts(contact_request)[1:] == [("passed_on", str(tampere), "She knows the field")]
    assert staff_client.get(inbox_url("detail", contact_request.pk)).status_code == 404


def test_agreement_to_lose_access_counts_for_that_choice_only(staff_client, contact_request, tampere, office):
    oulu = make_office(city="Oulu", email="oulu@example.org")
    response = pass_to(staff_client, contact_request, f"office:{oulu.pk}", confirmed=f"office:{tampere.pk}")
    assert LOSES_ACCESS in response_text(response)
    assert contact_request.office == office


def test_second_click_of_who_has_lost_access_is_harmless(staff_client, contact_request, tampere):
    state, to = state_token(contact_request), f"office:{tampere.pk}"
    for _click in range(2):
        response = pass_to(staff_client, contact_request, to, confirmed=to, state=state)
        assert response.url == inbox_url("index")
    assert sent("passed_on") == ["tampere@example.org"]
    stranger = client_for(make_coordinator(make_office(city="Oulu")))
    assert pass_to(stranger, contact_request, to).status_code == 404


def test_who_still_sees_the_request_returns_to_it(contact_request, tampere):
    client = client_for(make_manager())
    response = pass_to(client, contact_request, f"office:{tampere.pk}")
    assert response.url == inbox_url("detail", contact_request.pk)
    assert "Passed on" in response_text(client.get(response.url))


def test_supervisor_gets_the_request_with_the_office_that_is_clear(staff_client, contact_request, tampere, office):
    supervisor = make_supervisor(offices=[tampere], name="Aino", email="aino@example.org")
    to = f"supervisor:{supervisor.pk}"
    pass_to(staff_client, contact_request, to, confirmed=to)
    assert (contact_request.supervisor, contact_request.supervisor_name) == (supervisor, "Aino")
    assert contact_request.office == tampere
    assert sent("passed_on") == ["aino@example.org"]


def test_office_keeps_the_supervisor_who_works_there_only(office, tampere, coordinator):
    here = make_supervisor(offices=[office, tampere], name="Here", email="here@example.org")
    other = make_supervisor(offices=[office], name="Other", email="other@example.org")
    for supervisor, expected in ((here, here), (other, None)):
        request = make_request(office, supervisor=supervisor, supervisor_name=supervisor.name)
        pass_on(request, tampere, coordinator, "Moved")
        request.refresh_from_db()
        assert request.supervisor == expected
        assert "tampere@example.org" in sent("passed_on", request)


def test_other_staff_gets_the_request_whatever_the_rules_say(staff_client, contact_request, office):
    colleague = make_coordinator(office)
    rule_user = make_user()
    rule = RoutingRule.objects.create(site=office.site, name="All", stop_processing=True)
    rule.to_users.add(rule_user)
    pass_to(staff_client, contact_request, f"user:{colleague.pk}")
    assert sent("passed_on") == sorted([colleague.email, rule_user.email])
    assert set(contact_request.recipients.all()) == {colleague, rule_user}
    reasons = response_text(client_for(colleague).get(inbox_url("detail", contact_request.pk)))
    assert "Passed on" in reasons


@pytest.mark.parametrize("status", ["in_progress", "in_contact"])
def test_former_assignee_is_told_and_the_request_is_new_again(office, tampere, coordinator, status):
    former = make_coordinator(office, first_name="Saara")
    request = make_request(office)
    workflow.assign_to_self(request, former)
    if status == "in_contact":
        workflow.set_status(request, status, former)
    pass_on(request, tampere, coordinator, "Leave")
    request.refresh_from_db()
    assert (request.status, request.assignee, request.assignee_name) == ("new", None, "")
    assert sent("unassigned") == [former.email]
    label = {"in_progress": "In progress", "in_contact": "In contact"}[status]
    assert texts(request)[-3:] == [
        ("passed_on", str(tampere), "Leave"),
        ("assigned", "Saara → Nobody", ""),
        ("status", f"{label} → New", ""),
    ]


def test_response_time_starts_again_and_reminders_go_to_the_new_recipients(office, tampere, coordinator):
    practice = make_practice()
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    request = make_request(office, due_at=timezone.now() - timedelta(days=3))
    pass_on(request, tampere, coordinator, "Wrong city")
    assert not request.is_overdue
    for hours in range(0, 15 * 24, 2):
        escalation.run(request.due_at + timedelta(hours=hours))
    assert sent("reminder") == ["tampere@example.org"]
    assert sent("escalation") == ["fallback@example.com"]


def test_each_round_has_its_own_reminders_and_escalation(office, tampere, coordinator):
    practice = make_practice()
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    request = make_request(office)
    oulu = make_office(city="Oulu", email="oulu@example.org")
    now = timezone.now()
    for number, to in enumerate((tampere, oulu, tampere)):
        pass_on(request, to, coordinator, "Round", now=now + timedelta(weeks=4 * number))
        for hours in range(0, 10 * 24, 3):
            escalation.run(request.due_at + timedelta(hours=hours))
        request.refresh_from_db()
    assert sent("reminder") == ["oulu@example.org", "tampere@example.org", "tampere@example.org"]
    assert sent("escalation") == ["fallback@example.com"] * 3


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"held_for_review": True}, "held for review"),
        ({"status": "closed"}, "“Closed”"),
        ({"status": "agreed"}, "“Agreed”"),
        ({"status": "spam"}, "“Spam”"),
        ({"anonymised_at": timezone.now()}, "has been erased"),
    ],
)
def test_request_that_nobody_works_on_is_refused_with_the_reason(staff_client, office, tampere, values, reason):
    request = make_request(office, **values)
    assert reason in response_text(staff_client.get(inbox_url("pass_on", request.pk)))
    to = f"office:{tampere.pk}"
    response = pass_to(staff_client, request, to, confirmed=to)
    assert reason in response_text(response)
    assert request.office == office


def test_reason_is_required_and_entries_are_kept(staff_client, contact_request, tampere):
    response = pass_to(staff_client, contact_request, f"office:{tampere.pk}", reason=" ")
    assert list(response.context["form"].errors) == ["reason"]
    assert f'value="office:{tampere.pk}" selected' in response_text(response)


def test_of_two_people_at_once_one_wins_and_the_other_is_told(contact_request, tampere, office):
    oulu = make_office(city="Oulu", email="oulu@example.org")
    first, second = client_for(make_manager()), client_for(make_manager())
    state = state_token(contact_request)
    pass_to(first, contact_request, f"office:{tampere.pk}", state=state)
    response = pass_to(second, contact_request, f"office:{oulu.pk}", state=state)
    assert "Somebody else has just changed this request" in response_text(response)
    assert contact_request.office == tampere
    assert sent("passed_on") == ["tampere@example.org"]
    pass_to(second, contact_request, f"office:{oulu.pk}", state=response.context["state"])
    assert contact_request.office == oulu


def test_change_between_loading_and_storing_is_noticed(contact_request, tampere, coordinator):
    loaded = ContactRequest.objects.get(pk=contact_request.pk)
    workflow.assign_to_self(contact_request, coordinator)
    with pytest.raises(ValidationError, match="Somebody else"):
        pass_on(loaded, tampere, coordinator, "Late")
    assert sent("passed_on") == []


def test_form_without_state_is_out_of_date(staff_client, contact_request, tampere, office):
    to = f"office:{tampere.pk}"
    response = pass_to(staff_client, contact_request, to, confirmed=to, state="")
    assert "Somebody else" in response_text(response)
    assert contact_request.office == office


def test_who_cannot_be_notified_is_refused(staff_client, contact_request, office):
    empty = make_office(city="Oulu", email="")
    response = pass_to(staff_client, contact_request, f"office:{empty.pk}", confirmed=f"office:{empty.pk}")
    assert "can’t be notified" in response_text(response)
    assert contact_request.office == office


@pytest.mark.parametrize("status", ["new", "in_progress", "in_contact"])
def test_crisis_is_alerted_from_the_first_step(office, tampere, coordinator, status):
    request = make_request(office, urgency="crisis")
    if status != "new":
        workflow.assign_to_self(request, coordinator)
    if status == "in_contact":
        workflow.set_status(request, status, coordinator)
    before = request.escalation
    pass_on(request, tampere, coordinator, "Next town")
    request.refresh_from_db()
    assert (request.status, request.escalation_step, request.taken_at) == ("new", "duty", None)
    assert request.escalation == before + 1
    assert request.escalation_due_at is not None
    alerts = Alert.objects.filter(request=request, escalation=request.escalation)
    assert [alert.recipient for alert in alerts] == [f"office:{tampere.pk}"]
    assert sent("passed_on") == []
    escalation.run(request.escalation_due_at + timedelta(minutes=1))
    request.refresh_from_db()
    assert request.escalation_step not in ("", "duty")


def test_crisis_is_watched_again_although_somebody_called_before(office, tampere, coordinator):
    request, successor = make_request(office, urgency="crisis"), make_coordinator(tampere)
    workflow.assign_to_self(request, coordinator)
    record_callback(make_callback(request), "no_answer", coordinator)
    workflow.mark_answered(request)
    pass_on(request, tampere, coordinator, "Next town")
    request.refresh_from_db()
    workflow.assign_to_self(request, successor)
    request.refresh_from_db()
    escalation.run(request.due_at + timedelta(hours=1))
    assert Alert.objects.filter(request=request, step="late", user=successor.pk).exists()
    callback = make_callback(request)
    record_callback(callback, "no_answer", successor)
    request.refresh_from_db()
    assert not state_of(request, []).is_done
    record_callback(request.callbacks.filter(done_at=None).last(), "reached", successor)
    request.refresh_from_db()
    assert state_of(request, []).is_done


def test_nothing_of_another_practice_is_offered_or_accepted(contact_request, office):
    elsewhere = make_practice(site=make_site("elsewhere"))
    foreign = make_office(site=elsewhere.site, city="Turku", email="turku@example.org")
    supervisor = make_supervisor(site=elsewhere.site, name="Foreign", email="foreign@example.org")
    user = make_coordinator(foreign)
    client = client_for(make_manager())
    page = response_text(client.get(inbox_url("pass_on", contact_request.pk)))
    for key in (f"office:{foreign.pk}", f"supervisor:{supervisor.pk}", f"user:{user.pk}"):
        assert f'value="{key}"' not in page
        assert pass_to(client, contact_request, key).context["form"].errors["to"]
    assert contact_request.office == office


@pytest.mark.parametrize("name", ["pass_on", "correct"])
def test_right_to_view_is_not_enough(contact_request, name):
    client = client_for(make_user("", "view_contactrequest"))
    assert client.get(inbox_url("detail", contact_request.pk)).status_code == 200
    assert client.get(inbox_url(name, contact_request.pk)).status_code == 404
    assert client.post(inbox_url(name, contact_request.pk)).status_code == 404


def test_queries_do_not_grow_with_people(contact_request, django_assert_num_queries, django_assert_max_num_queries):
    client = client_for(make_manager())
    client.get(inbox_url("pass_on", contact_request.pk))
    make_supervisor_user()
    with django_assert_max_num_queries(35) as counted:
        client.get(inbox_url("pass_on", contact_request.pk))
    for number in range(30):
        make_supervisor_user()
        make_coordinator(make_office(city=f"City {number}"))
    with django_assert_num_queries(len(counted)):
        client.get(inbox_url("pass_on", contact_request.pk))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_pages_are_translated(staff_client, contact_request, coordinator, language):
    profile = UserProfile.get_for_user(coordinator)
    profile.preferred_language = language
    profile.save()
    for name in ("pass_on", "correct"):
        page = response_text(staff_client.get(inbox_url(name, contact_request.pk)))
        for english in ("Pass on", "Reason", "Cancel", "Correct ", "Back to", "Nobody", "The request is"):
            assert english not in page, english
