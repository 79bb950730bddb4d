"""A crisis request is alerted around the clock, step by step, until somebody acknowledges it."""

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import travel

from tests.contact.helpers import make_token, send
from tests.factories import make_office, make_supervisor
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.alerting.steps import taken_by
from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge, has_taken
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import Callback, ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.workflow import assign, assign_to_self, return_to_queue, set_status
from wagtail_tyonohjaus.duty.models import Alert, DutyTurn, Rota
from wagtail_tyonohjaus.inbox.event_texts import event_text
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Supervisor

NIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)  # Saturday; Sunday at 01:00 in Helsinki
SMS = {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"}
CONFIG = FormConfig(requirements={"urgency": "optional"})


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture(autouse=True)
def own_settings(settings, practice):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": SMS, "SEND_FROM_PROCESS": False}
    practice.fallback_recipients = "fallback@example.com"
    practice.save()


@pytest.fixture
def rota(practice):
    """Aino is on duty, Bea follows and then Cilla; each has an e-mail address and a telephone number."""
    rota = Rota.objects.create(site=practice.site, name="Crisis phone")
    for number, name in enumerate(["aino", "bea", "cilla"]):
        supervisor = make_supervisor(name=name.title(), email=f"{name}@example.com", phone=f"+35840100000{number}")
        start = NIGHT - timedelta(hours=6) + timedelta(hours=12 * number)
        DutyTurn.objects.create(rota=rota, supervisor=supervisor, start=start, end=start + timedelta(hours=12))
    RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    return rota


def send_crisis(**answers) -> ContactRequest:
    with travel(NIGHT, tick=False):
        return send(make_token(CONFIG), urgency="crisis", **answers)


def run(after: timedelta) -> None:
    escalation.run(NIGHT + after)


def alerted() -> list[tuple[str, list[str]]]:
    """The steps in order, each with the addresses."""
    steps: dict[str, list[str]] = {}
    for alert in Alert.objects.order_by("pk"):
        steps.setdefault(alert.step, []).append(Delivery.objects.get(key=alert.key).address)
    return [(step, sorted(addresses)) for step, addresses in steps.items()]


AINO = ["+358401000000", "aino@example.com"]
BEA = ["+358401000001", "bea@example.com"]
CILLA = ["+358401000002", "cilla@example.com"]
STEPS = [
    ("duty", AINO),
    ("next", BEA),
    ("everybody", sorted([*AINO, *BEA, *CILLA])),
    ("fallback", ["fallback@example.com"]),
]


def test_person_on_duty_is_alerted_at_once_by_every_channel(rota):
    request = send_crisis()
    assert alerted() == STEPS[:1]
    assert set(Delivery.objects.filter(message_type="alert").values_list("priority", flat=True)) == {10}
    assert request.due_at == NIGHT + minutes(30)


def test_each_silence_of_ten_minutes_leads_to_the_next_step_and_the_last_comes_in_time(rota):
    request = send_crisis()
    seen = []
    for minute in range(90):
        run(minutes(minute))
        seen += [minute] * (len(alerted()) - len(set(seen)) - 1)
    assert alerted() == STEPS
    assert seen == [10, 20, 30]
    events = request.events.filter(kind="alerted")
    assert [event_text(event, rota.zone) for event in events] == [
        "Person on duty: Aino",
        "Next person: Bea",
        "Everybody in the rota: Aino, Bea, Cilla",
        "Managers and fallback recipients: fallback@example.com",
    ]


def test_minutes_between_the_steps_are_those_of_the_rota(rota):
    Rota.objects.update(alert_minutes=2)
    send_crisis()
    for minute in (2, 4, 6):
        run(minutes(minute))
    assert alerted() == STEPS


def test_steps_that_a_stopped_worker_missed_are_made_up_for_at_once(rota):
    send_crisis()
    run(minutes(45))
    assert alerted() == STEPS


def test_last_step_comes_within_a_short_response_time_of_the_rule(rota):
    RoutingRule.objects.update(response_minutes=6)
    request = send_crisis()
    for minute in range(7):
        run(minutes(minute))
    assert alerted() == STEPS
    assert request.due_at == NIGHT + minutes(6)


def test_request_without_a_rota_goes_from_its_recipients_to_the_fallback(practice):
    send_crisis(supervisor=make_supervisor(email="a@example.com").pk)
    for minute in (9, 10, 20, 30):
        run(minutes(minute))
    assert alerted() == [("duty", ["a@example.com"]), ("fallback", ["fallback@example.com"])]


def test_gap_of_the_rota_alerts_the_next_person_at_once(rota):
    DutyTurn.objects.filter(supervisor__name="Aino").delete()
    send_crisis()
    assert alerted() == [("duty", sorted(["fallback@example.com", *BEA]))]


def test_person_on_duty_who_can_not_be_reached_is_replaced_by_the_next_one(rota):
    Supervisor.objects.filter(name="Aino").update(email="", phone="")
    send_crisis()
    assert alerted() == [("duty", sorted(["fallback@example.com", *BEA]))]


def test_who_comes_on_duty_meanwhile_is_the_next_person(rota):
    turn = rota.turns.get(supervisor__name="Bea")
    rota.turns.filter(supervisor__name="Aino").update(end=NIGHT + minutes(5))
    rota.turns.filter(pk=turn.pk).update(start=NIGHT + minutes(5))
    send_crisis()
    run(minutes(10))
    assert alerted()[1] == ("next", BEA)


def test_managers_are_alerted_with_the_fallback_recipients(rota, admin_user):
    send_crisis()
    run(minutes(30))
    assert alerted()[-1] == ("fallback", sorted(["fallback@example.com", admin_user.email]))


def acknowledged(request: ContactRequest, address: str, after: timedelta) -> bool:
    keys = Delivery.objects.filter(address=address, message_type="alert").values("key")
    return acknowledge(request.alerts.filter(key__in=keys).latest("pk"), Way.LINK, NIGHT + after)


def test_acknowledgement_ends_the_steps_and_starts_work(rota, django_user_model):
    user = django_user_model.objects.create_user("aino", "aino@example.com", first_name="Aino")
    Supervisor.objects.filter(name="Aino").update(user=user)
    request = send_crisis()
    assert acknowledged(request, "aino@example.com", minutes(5))
    for minute in (10, 20, 29):
        run(minutes(minute))
    request.refresh_from_db()
    assert (request.status, request.assignee, alerted()) == ("in_progress", user, STEPS[:1])
    event = request.events.get(kind="acknowledged")
    assert event_text(event, rota.zone) == "Aino, by the link"


def test_acknowledgement_without_an_account_is_in_the_history(rota):
    request = send_crisis()
    assert acknowledged(request, "aino@example.com", minutes(5))
    request.refresh_from_db()
    assert (request.status, request.assignee, request.is_open) == ("in_progress", None, True)
    assert request.events.get(kind="acknowledged").data["name"] == "Aino"
    run(minutes(6))
    assert ContactRequest.objects.get().status == "in_progress"


def test_only_the_first_of_two_acknowledgements_counts(rota):
    request = send_crisis()
    run(minutes(10))
    assert acknowledged(request, "bea@example.com", minutes(11))
    assert not acknowledged(request, "aino@example.com", minutes(11))
    assert [event.data["name"] for event in request.events.filter(kind="acknowledged")] == ["Bea"]


def test_promised_time_is_watched_after_the_acknowledgement(rota):
    request = send_crisis()
    acknowledged(request, "aino@example.com", minutes(5))
    for minute in range(60):
        run(minutes(minute))
    assert alerted() == [STEPS[0], ("late", AINO), ("late_fallback", ["fallback@example.com"])]
    late = request.alerts.filter(step="late").first()
    assert late.created_at == request.due_at


def record_call(request: ContactRequest, outcome: str, by, after: timedelta) -> Callback | None:
    """Of the callback that is planned, or of one that was not."""
    callback = request.callbacks.filter(done_at=None).first() or Callback.objects.create(
        request=request, due_from=NIGHT, due_until=NIGHT + minutes(30)
    )
    callback.request = ContactRequest.objects.get(pk=request.pk)
    return record_callback(callback, outcome, by, now=NIGHT + after)


@pytest.mark.parametrize("outcome", ["no_answer", "voicemail", "wrong_number"])
def test_call_that_did_not_reach_the_visitor_is_watched_until_the_next_one(rota, admin_user, outcome):
    request = send_crisis()
    acknowledged(request, "aino@example.com", minutes(5))
    record_call(request, outcome, admin_user, minutes(8))
    for minute in range(8, 23):
        run(minutes(minute))
    assert alerted() == STEPS[:1]
    for minute in range(23, 120):
        run(minutes(minute))
    fallback = sorted(["fallback@example.com", admin_user.email])
    assert alerted() == [STEPS[0], ("late", AINO), ("late_fallback", fallback)]
    times = request.alerts.exclude(step="duty").values_list("step", "created_at").distinct().order_by("created_at")
    assert list(times) == [("late", NIGHT + minutes(23)), ("late_fallback", NIGHT + minutes(33))]


def test_each_call_that_did_not_reach_the_visitor_begins_the_watch_again(rota, admin_user):
    request = send_crisis()
    acknowledged(request, "aino@example.com", minutes(5))
    for call in (8, 60, 70):
        for minute in range(call - 2, call):
            run(minutes(minute))
        record_call(request, "no_answer", admin_user, minutes(call))
    for minute in range(70, 180):
        run(minutes(minute))
    late = request.alerts.filter(step="late").values_list("created_at", flat=True).distinct().order_by("created_at")
    assert list(late) == [NIGHT + minutes(58), NIGHT + minutes(85)]


def test_call_that_reached_the_visitor_after_others_ends_the_watch(rota, admin_user):
    request = send_crisis()
    acknowledged(request, "aino@example.com", minutes(5))
    record_call(request, "no_answer", admin_user, minutes(8))
    record_call(request, "reached", admin_user, minutes(20))
    for minute in range(20, 120):
        run(minutes(minute))
    assert alerted() == STEPS[:1]


def test_next_call_of_a_crisis_is_within_a_quarter_of_an_hour_at_night(rota, admin_user):
    request = send_crisis()
    following = record_call(request, "no_answer", admin_user, minutes(8))
    assert (following.due_from, following.due_until) == (NIGHT + minutes(13), NIGHT + minutes(23))
    assert record_call(request, "wrong_number", admin_user, minutes(20)) is None


def test_who_calls_without_reaching_the_visitor_has_taken_the_request(rota, admin_user):
    request = send_crisis()
    record_call(request, "no_answer", admin_user, minutes(8))
    request.refresh_from_db()
    assert (request.status, request.assignee) == ("in_progress", admin_user)
    for minute in range(8, 30):
        run(minutes(minute))
    assert alerted() == [STEPS[0], ("late", [admin_user.email])]


def test_alert_about_the_next_call_says_when_it_was_due(rota, admin_user):
    request = send_crisis()
    record_call(request, "no_answer", admin_user, minutes(8))
    run(minutes(23))
    late = Delivery.objects.get(message_type="alert_late")
    assert late.context["due_at"] == (NIGHT + minutes(23)).isoformat()


def test_late_acknowledgement_leaves_time_to_call(rota):
    request = send_crisis()
    acknowledged(request, "aino@example.com", minutes(28))
    run(minutes(37))
    assert not request.alerts.filter(step="late").exists()
    run(minutes(38))
    assert request.alerts.filter(step="late").exists()


def test_crisis_that_is_assigned_to_nobody_is_alerted_again(rota, admin_user):
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        assign(request, None, admin_user)
    run(minutes(6))
    run(minutes(16))
    steps = request.alerts.values_list("escalation", "step").distinct().order_by("escalation", "pk")
    assert list(dict.fromkeys(steps)) == [(1, "duty"), (2, "duty"), (2, "next")]


@pytest.mark.parametrize("status", ["in_contact", "closed", "spam"])
def test_nothing_is_watched_once_the_visitor_is_contacted(rota, admin_user, status):
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        set_status(request, status, admin_user)
    run(minutes(60))
    assert alerted() == STEPS[:1]


def test_request_that_is_new_again_is_alerted_from_the_first_step(rota, admin_user):
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        set_status(request, "new", admin_user)
    run(minutes(6))
    assert list(request.alerts.values_list("escalation", "step").distinct().order_by("escalation")) == [
        (1, "duty"),
        (2, "duty"),
    ]


def test_departed_assignee_has_the_request_alerted_again(rota, admin_user):
    office = make_office(city="Turku")
    office.coordinators.add(admin_user)
    office.save()
    request = send_crisis(office=office.pk)
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        admin_user.is_active = False
        admin_user.save()
    request.refresh_from_db()
    assert (request.status, request.escalation, request.due_at) == ("new", 2, NIGHT + minutes(35))
    for minute in (15, 25, 35):
        run(minutes(minute))
    assert request.alerts.filter(escalation=2, step="fallback").exists()


def test_clock_that_is_set_back_delays_a_step_by_its_own_time_at_most(rota):
    send_crisis()
    back = -timedelta(hours=5)
    run(back)
    run(back + minutes(10))
    assert [step for step, _addresses in alerted()] == ["duty", "next"]


def test_request_of_an_earlier_version_is_alerted(rota, practice):
    ContactRequest.objects.create(
        site=practice.site,
        submission_key="1",
        urgency="crisis",
        created_at=NIGHT,
        due_at=NIGHT + minutes(30),
        decision={"evaluations": [{"pk": RoutingRule.objects.get().pk, "matched": True}]},
    )
    for minute in (9, 10, 20, 30):
        run(minutes(minute))
    assert [step for step, _addresses in alerted()] == ["next", "everybody", "fallback"]


def test_held_request_is_not_alerted(rota):
    request = send_crisis()
    ContactRequest.objects.update(held_for_review=True)
    run(minutes(30))
    assert request.alerts.count() == 2


@pytest.mark.parametrize("count", [1, 30])
def test_periodic_task_takes_a_constant_number_of_queries(rota, django_assert_num_queries, count):
    for number in range(count):
        ContactRequest.objects.create(
            site=rota.site,
            submission_key=str(number),
            urgency="crisis",
            created_at=NIGHT,
            escalation=1,
            escalation_step="duty",
            escalation_planned_at=NIGHT,
            escalation_due_at=NIGHT + minutes(10),
        )
    with django_assert_num_queries(3):
        list(escalation.run_for_crises(NIGHT + minutes(9)))


def test_promised_time_of_a_held_request_that_staff_takes_is_watched(rota, admin_user):
    request = send_crisis()
    # As if it had been held when it was received.
    request.alerts.all().delete()
    ContactRequest.objects.update(
        held_for_review=True, escalation=0, escalation_step="", escalation_planned_at=None, escalation_due_at=None
    )
    request.refresh_from_db()
    with travel(NIGHT + minutes(60), tick=False):
        set_status(request, "in_progress", admin_user)
    run(minutes(89))
    assert alerted() == []
    run(minutes(91))
    assert alerted() == [("late", [admin_user.email])]


def test_request_that_is_returned_while_a_step_is_stored_is_alerted_again(rota, admin_user):
    request = send_crisis()
    assign(request, admin_user)
    stale = ContactRequest.objects.get()
    run(minutes(10))
    assert return_to_queue(stale, NIGHT + minutes(11))
    assert alerted()[0] == ("duty", sorted([*AINO, *AINO]))


def test_new_request_without_a_planned_step_is_alerted(rota):
    send_crisis()
    ContactRequest.objects.update(escalation_due_at=None)
    run(minutes(10))
    assert alerted() == STEPS[:2]


def test_person_without_an_account_takes_a_request_that_was_assigned_to_somebody_else(rota, admin_user):
    request = send_crisis()
    assign(request, admin_user)
    assert acknowledged(request, "aino@example.com", minutes(5))
    request.refresh_from_db()
    assert (request.status, request.assignee) == ("in_progress", None)
    assert has_taken(request.alerts.get(key__in=Delivery.objects.filter(address="aino@example.com").values("key")))


def test_link_of_an_earlier_escalation_takes_the_request_and_is_watched(rota, admin_user):
    request = send_crisis()
    first = request.alerts.get(channel="mail")
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        assign(request, None)
        set_status(request, "new", admin_user)
    run(minutes(6))
    assert acknowledge(first, Way.LINK, NIGHT + minutes(7))
    assert has_taken(first)
    run(minutes(31))
    assert alerted()[1:] == [("late", AINO)]


def test_acknowledgement_before_somebody_else_took_the_request_counts_no_more(rota, admin_user):
    request = send_crisis()
    assert acknowledged(request, "aino@example.com", minutes(5))
    request.refresh_from_db()
    with travel(NIGHT + minutes(6), tick=False):
        set_status(request, "new", admin_user)
        assign_to_self(request, admin_user)
        assign(request, None)
    assert not has_taken(request.alerts.get(channel="mail"))
    assert taken_by(request) == ""


@pytest.mark.parametrize(
    ("email", "late"), [("", ["+358401000000", "aino@example.com"]), ("own@example.com", [*AINO, "own@example.com"])]
)
def test_assignee_is_alerted_by_the_addresses_of_the_supervisor_as_well(rota, admin_user, email, late):
    admin_user.email = email
    admin_user.save()
    Supervisor.objects.filter(name="Aino").update(user=admin_user)
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
    run(minutes(31))
    assert alerted()[1:] == [("late", late)]


def test_assignee_without_addresses_leaves_the_promised_time_to_the_fallback(rota, admin_user):
    admin_user.email = ""
    admin_user.save()
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
    run(minutes(31))
    assert alerted()[1:] == [("late", ["fallback@example.com"])]


def test_request_that_is_new_again_is_escalated_by_the_rules_of_today(rota, admin_user):
    request = send_crisis()
    other = Rota.objects.create(site=rota.site, name="Other")
    for start, name in ((NIGHT, "Cilla"), (NIGHT + timedelta(hours=6), "Aino")):
        supervisor = Supervisor.objects.get(name=name)
        DutyTurn.objects.create(rota=other, supervisor=supervisor, start=start, end=start + timedelta(hours=6))
    RoutingRule.objects.update(to_rota=None, active=False)
    RoutingRule.objects.create(site=rota.site, name="Today", urgencies=["crisis"], to_rota=other)
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        set_status(request, "new", admin_user)
    for minute in (6, 16):
        run(minutes(minute))
    again = request.alerts.filter(escalation=2).order_by("pk")
    assert list(dict.fromkeys(again.values_list("step", "name"))) == [("duty", "Cilla"), ("next", "Aino")]


def test_status_does_not_set_the_escalation_back(rota, admin_user):
    request = send_crisis()
    stale = ContactRequest.objects.get()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
        set_status(request, "new", admin_user)
    run(minutes(6))  # the second escalation has begun
    with travel(NIGHT + minutes(7), tick=False):
        set_status(stale, "in_progress", admin_user)
    assert stale.escalation == ContactRequest.objects.get().escalation == 2


def waiting() -> list[str]:
    return list(
        Delivery.objects.filter(state="pending", message_type__startswith="alert").values_list("address", flat=True)
    )


@pytest.mark.parametrize("status", ["in_progress", "in_contact", "agreed", "closed", "spam"])
def test_alerts_that_are_not_sent_yet_are_cancelled_when_the_request_changes(rota, admin_user, status):
    request, other = send_crisis(), send_crisis(name="Other")
    set_status(request, status, admin_user)
    assert sorted(waiting()) == AINO
    assert set(Delivery.objects.filter(state="pending", message_type="alert").values_list("about", flat=True)) == {
        other.reference
    }
    assert Delivery.objects.filter(state="pending", about=request.reference, message_type="receipt").exists()


def test_alerts_of_an_assignee_who_left_make_way_for_new_ones(rota, admin_user):
    request = send_crisis()
    with travel(NIGHT + minutes(5), tick=False):
        assign_to_self(request, admin_user)
    run(minutes(31))
    assert waiting() == [admin_user.email]
    return_to_queue(ContactRequest.objects.get(), NIGHT + minutes(61))
    assert sorted(waiting()) == AINO
