"""A limit of the project on records and sessions holds where they are chosen, booked and subscribed to, too."""

from collections.abc import Iterator

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.appointments.factories import ATTENDEE, NOW, make_slot_request, make_working_supervisor
from tests.factories import make_practice, make_service, make_supervisor
from tests.inbox.factories import client_for, make_user
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.access_limits import AccessLimit, register_access_limit, unregister_access_limit
from wagtail_tyonohjaus.appointments.holds import hold_first_available
from wagtail_tyonohjaus.appointments.models import Session, Status
from wagtail_tyonohjaus.appointments.policy import supervisors_for
from wagtail_tyonohjaus.feeds import tokens
from wagtail_tyonohjaus.practice.models import Service, Supervisor

pytestmark = pytest.mark.django_db
HIDDEN = "Kanarialintu"


@pytest.fixture
def limit() -> Iterator[None]:
    """Hides records of one name from everybody."""
    for model in (Supervisor, Service):
        register_access_limit(
            AccessLimit(f"hidden_{model._meta.model_name}", model._meta.label, lambda user, actions: ~Q(name=HIDDEN))
        )
    yield
    for model in (Supervisor, Service):
        unregister_access_limit(f"hidden_{model._meta.model_name}")


@pytest.fixture
def records() -> list[Supervisor]:
    """Two supervisors with a service each, of which the limit hides the second."""
    make_practice()
    return [make_supervisor(services=[make_service(name=name)], name=name) for name in ("Aino", HIDDEN)]


@pytest.fixture
def admin() -> Client:
    return client_for(make_user(is_superuser=True))


def chooser_url(model, view: str, *args) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(view), args=args)


@pytest.mark.parametrize("model", [Supervisor, Service])
def test_chooser_neither_lists_nor_returns_a_hidden_record(records, admin, limit, model):
    hidden, visible = model.objects.get(name=HIDDEN), model.objects.exclude(name=HIDDEN).get()
    listed = [admin.get(chooser_url(model, view)).content.decode() for view in ("choose", "choose_results")]
    assert [(HIDDEN in text, visible.name in text) for text in listed] == [(False, True)] * 2
    assert [admin.get(chooser_url(model, "chosen", row.pk)).status_code for row in (visible, hidden)] == [200, 404]
    several = admin.get(chooser_url(model, "chosen_multiple"), {"id": [visible.pk, hidden.pk]}).json()
    assert [row["id"] for row in several["result"]] == [str(visible.pk)]


def test_page_can_not_present_a_hidden_record_but_keeps_one(records, admin, limit):
    home = make_home()
    index = make_page("SupervisorIndexPage", home)
    pages = [make_page("SupervisorPage", index, supervisor=each, title=each.name) for each in records]
    offered = [
        set(admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"].fields["supervisor"].queryset)
        for page in pages
    ]
    assert offered == [{records[0]}, set(records)]


def test_form_of_a_record_offers_hidden_ones_only_if_they_are_selected(records, admin, limit):
    offered = []
    for supervisor in records[0], make_supervisor(services=list(Service.objects.all()), name="Bo"):
        form = admin.get(reverse(supervisor.snippet_viewset.get_url_name("edit"), args=[supervisor.pk])).context["form"]
        rows = form.formsets["weekly_hours"].empty_form.fields["services"].queryset
        offered.append([{each.name for each in queryset} for queryset in (form.fields["services"].queryset, rows)])
    visible = records[0].name
    assert offered == [[{visible}, {visible}], [{visible, HIDDEN}, {visible}]]


def test_hidden_supervisor_can_not_be_booked(records, limit):
    user = make_user(is_superuser=True)
    assert list(supervisors_for(user)) == records[:1]
    unregister_access_limit("hidden_supervisor")
    assert list(supervisors_for(user)) == records


def feed_statuses(client: Client, token: str) -> tuple[list[str], str]:
    response = client.get(f"/calendar/private/{token}/sessions.ics")
    return [event["STATUS"] for event in Calendar.from_ical(response.content).events], response["ETag"]


def test_supervisors_own_feed_leaves_out_what_a_limit_hides(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_practice()
    supervisor = make_working_supervisor(user=make_user())
    for start in ("2026-01-12 09:00", "2026-01-12 11:00"):
        session = hold_first_available([make_slot_request(supervisor, start)], ATTENDEE)
    Session.objects.filter(pk=session.pk).update(status=Status.CONFIRMED)
    _feed_token, token = tokens.create_token(supervisor, user=supervisor.user)
    everything = feed_statuses(client, token)
    register_access_limit(AccessLimit("agreed", Session._meta.label, lambda user, actions: ~Q(status=Status.HELD)))
    try:
        limited = feed_statuses(client, token)
    finally:
        unregister_access_limit("agreed")
    assert (everything[0], limited[0]) == (["TENTATIVE", "CONFIRMED"], ["CONFIRMED"])
    assert everything[1] != limited[1]


def test_limit_does_not_add_sessions_of_others_to_a_feed(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    make_practice()
    supervisor, other = make_working_supervisor(user=make_user()), make_working_supervisor(name="Bo", user=make_user())
    hold_first_available([make_slot_request(other)], ATTENDEE)
    _feed_token, token = tokens.create_token(supervisor, user=supervisor.user)
    register_access_limit(AccessLimit("all", Session._meta.label, lambda user, actions: Q() | Q(pk__isnull=False)))
    try:
        assert feed_statuses(client, token)[0] == []
    finally:
        unregister_access_limit("all")
