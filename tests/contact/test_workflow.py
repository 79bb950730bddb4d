from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from time_machine import travel
from wagtail.models import Page

from tests.factories import make_office, make_service, make_supervisor
from tests.mailers import use_mailer
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import Callback, ContactRequest
from wagtail_tyonohjaus.contact.workflow import TRANSITIONS, assign, assign_to_self, reply, set_status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import make_token, send

pytestmark = pytest.mark.usefixtures("practice")
CALL_ME = {"phone": "040 1234567", "preferred_contact": "call"}


def history(request: ContactRequest) -> list[str]:
    return list(request.events.values_list("kind", flat=True))


@pytest.mark.parametrize("old", list(TRANSITIONS))
@pytest.mark.parametrize("new", list(TRANSITIONS))
def test_status_follows_the_transitions(old, new, admin_user):
    stored = send()
    ContactRequest.objects.update(status=old)
    stored.refresh_from_db()
    if new == old or new in TRANSITIONS[old]:
        set_status(stored, new, admin_user)
        assert ContactRequest.objects.get().status == new
    else:
        with pytest.raises(ValidationError):
            set_status(stored, new, admin_user)


def test_concurrent_status_change_is_refused(admin_user):
    one = send()
    other = ContactRequest.objects.get()
    set_status(one, "closed", admin_user)
    with pytest.raises(ValidationError, match="Somebody else has just changed"):
        set_status(other, "in_progress", admin_user)


def test_assigning_to_self_starts_work(admin_user):
    stored = send()
    assign_to_self(stored, admin_user)
    stored.refresh_from_db()
    assert (stored.status, stored.assignee, stored.assignee_name, bool(stored.work_started_at)) == (
        "in_progress",
        admin_user,
        "admin",
        True,
    )
    assert history(stored) == ["created", "assigned", "status"]


def test_name_of_a_deleted_assignee_stays_in_the_history_of_the_returned_request(admin_user):
    stored = send()
    assign(stored, admin_user)
    admin_user.delete()
    stored.refresh_from_db()
    assert (stored.assignee, stored.assignee_name, stored.status) == (None, "", "new")
    assigned, returned = (event.data for event in stored.events.filter(kind="assigned").order_by("pk"))
    assert (assigned["new"], returned["old"]) == ("admin", "admin")


def test_reply_is_sent_and_stored_in_the_history(admin_user):
    stored = send()
    reply(stored, "Times", "How about Monday?", admin_user)
    deliver_due()
    row = Delivery.objects.get(message_type="reply")
    assert (row.address, row.state, row.reply_to) == ("maija@example.org", "sent", "practice@example.com")
    stored.refresh_from_db()
    assert (stored.status, bool(stored.answered_at), stored.events.get(kind="reply").text) == (
        "in_contact",
        True,
        "How about Monday?",
    )


# Calls


def test_callback_is_planned_in_the_visitor_window():
    stored = send(**CALL_ME, call_windows=["0"], call_from="09:00", call_until="11:00")
    task = stored.callbacks.get()
    assert (task.due_until - task.due_from <= timedelta(hours=2), task.due_from.astimezone().weekday()) == (True, 0)


@pytest.mark.parametrize(
    ("kwargs", "begins"),
    [
        # Friday night: on Monday when the practice opens, but in a crisis at once.
        ({}, "2026-11-23T06:00:00+00:00"),
        ({"urgency": "crisis"}, "2026-11-20T20:30:00+00:00"),
    ],
)
def test_callback_without_a_window_is_due_in_opening_hours(kwargs, begins):
    with travel("2026-11-20T20:30:00Z", tick=False):
        stored = send(make_token(FormConfig(requirements={"urgency": "optional"})), **CALL_ME, **kwargs)
    assert stored.callbacks.get().due_from.isoformat() == begins


def test_unanswered_callback_is_planned_again(admin_user):
    stored = send(**CALL_ME)
    second = record_callback(stored.callbacks.get(), "no_answer", admin_user)
    assert (second.number, second.due_from > stored.created_at + timedelta(hours=1)) == (2, True)
    assert record_callback(second, "reached", admin_user) is None
    stored.refresh_from_db()
    assert (stored.status, Callback.objects.open().count()) == ("in_contact", 0)


def test_callback_is_completed_once(admin_user):
    task = send(**CALL_ME).callbacks.get()
    record_callback(task, "no_answer", admin_user)
    assert record_callback(task, "voicemail", admin_user) is None
    assert Callback.objects.count() == 2


def test_closing_completes_the_callbacks(admin_user):
    stored = send(**CALL_ME)
    set_status(stored, "closed", admin_user)
    assert Callback.objects.open().count() == 0


# Evidence case 9: what the request names may go


def test_request_stays_if_its_records_and_page_are_deleted():
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=Page(title="Contact us"))
    office, service = make_office(city="Turku"), make_service(name="Coaching")
    supervisor = make_supervisor(email="aino@example.com")
    stored = send(make_token(page=page.pk), office=office.pk, service=service.pk, supervisor=supervisor.pk)
    for record in (page, office, service, supervisor):
        record.delete()
    stored.refresh_from_db()
    assert (stored.page, stored.page_title, stored.office_name, stored.service_name, stored.supervisor_name) == (
        None,
        "Contact us",
        "Turku",
        "Coaching",
        "Aino Laine",
    )
    deliver_due()
    assert Delivery.objects.filter(about=stored.reference, state="sent").count() == 2


def test_page_deleted_before_submission_is_ignored():
    assert send(make_token(page=999999)).page is None


def test_failed_delivery_is_in_the_history(settings):
    settings.WAGTAIL_TYONOHJAUS = {"MAX_ATTEMPTS": 1}
    use_mailer(settings, "no.such.Backend")
    stored = send()
    deliver_due()
    assert sorted(stored.events.filter(kind="undelivered").values_list("data__kind", flat=True)) == [
        "receipt",
        "staff_notice",
    ]
