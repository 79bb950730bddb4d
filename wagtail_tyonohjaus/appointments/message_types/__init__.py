"""The message types of sessions, for the delivery log and the previews."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access_limits import hidden_rows
from ...messages.message_types import MessageSubject, MessageType, Sample, register_message_type
from ...messages.models import Delivery
from ...practice.choices import DeliveryMode, Format
from ...practice.models import PracticeSettings
from ...practice.users import AnyUser
from .. import tokens
from ..formatting import format_moment, format_time
from ..models import Session, SessionEvent
from ..policy import policy, sessions_for, sessions_with_messages_for
from .texts import has_reason, placeholders_of

Kind = SessionEvent.Kind
CONFIRMATION = "session_confirmed"
REMINDER = "session_reminder"
#: For the former supervisor of a session that another one has taken over.
HANDED_OVER = "session_handed_over"

#: Events without a message of ``notifications``.
WITHOUT_NOTIFICATION = frozenset({Kind.COMPLETED, Kind.REMINDED})
#: Events that only staff is notified about.
STAFF_ONLY = frozenset({Kind.CONFLICT})
#: Events after which the visitor can't move or cancel the session any more.
ENDED = frozenset({Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED})
ENDED_TYPES = frozenset(f"session_{kind}" for kind in ENDED)
#: Events whose e-mail replies to the confirmation, so that mail programs show both together.
REPLIES_TO_CONFIRMATION = frozenset({Kind.MOVED, Kind.CANCELLED})


class SessionSubject(MessageSubject):
    """Messages about sessions can be read by those who may see the sessions or have booked them.

    Only managers send them again: an invitation that is out of date would come back to both calendars.
    """

    def can_read_any(self, user: AnyUser) -> bool:
        return policy().user_has_any_permission(user, ["view", "change"])

    def readable_references(self, user: AnyUser) -> QuerySet:
        return sessions_with_messages_for(user).values("reference")

    def hidden_references(self, user: AnyUser, actions: Iterable[str]) -> QuerySet | None:
        hidden = hidden_rows(Session, user, actions)
        return None if hidden is None else hidden.values("reference")

    def admin_url(self, reference: str) -> str:
        session = Session.objects.filter(reference=reference).first() if reference else None
        return reverse("tyonohjaus_session:detail", args=[session.pk]) if session else ""

    def can_open(self, user: AnyUser, reference: str) -> bool:
        return sessions_for(user).filter(reference=reference).exists()

    def calendar_text(self, delivery: Delivery) -> str:
        return tokens.fill_in_links(delivery.calendar)


#: The samples of the types that have other ones than the message to each side about one session.
SAMPLES = {
    "session_proposed": ("visitor-several", "supervisor-several"),
    "session_confirmed": ("visitor", "supervisor", "visitor-series", "supervisor-series", "supervisor-group"),
    "session_moved": ("visitor", "supervisor", "supervisor-group", "visitor-handover", "supervisor-handover"),
    HANDED_OVER: ("supervisor-handover",),
    "session_cancelled": ("visitor", "supervisor", "visitor-series", "supervisor-series", "supervisor-group"),
    "session_declined": ("visitor", "supervisor", "visitor-series", "supervisor-series"),
    "session_expired": ("visitor", "supervisor", "visitor-series", "supervisor-series"),
    "session_conflict": ("supervisor",),
    REMINDER: ("visitor", "visitor-series"),
}
SAMPLE_LABELS = {
    "visitor": _("To the visitor"),
    "supervisor": _("To the supervisor"),
    "visitor-several": _("To the visitor, with several times"),
    "supervisor-several": _("To the supervisor, with several times"),
    "visitor-series": _("To the visitor, about a series"),
    "supervisor-series": _("To the supervisor, about a series"),
    "supervisor-group": _("To the supervisor, about a group"),
    "visitor-handover": _("To the visitor, about another supervisor"),
    "supervisor-handover": _("To the supervisor, about another supervisor"),
}


def register_message_types() -> None:
    """Register one type for each kind of event with a notification, and those of reminders and handovers."""
    subject = SessionSubject()
    for kind in SessionEvent.Kind:
        name = REMINDER if kind == SessionEvent.Kind.REMINDED else f"session_{kind}"
        if kind not in WITHOUT_NOTIFICATION or name == REMINDER:
            label = format_lazy(_("Session: {event}"), event=kind.label)
            register_message_type(MessageType(name, label, subject, samples=_samples(name), variant=variant_of))
    label = _("Session: with another supervisor")
    samples = _samples(HANDED_OVER)
    register_message_type(MessageType(HANDED_OVER, label, subject, samples=samples, variant=_handed_over))


def sample_context(practice: PracticeSettings, message_type: str, reader: str, case: str) -> dict[str, Any]:
    """Invented data for the templates: ``reader`` is ``"visitor"`` or ``"supervisor"``, ``case`` blank for one session.

    The other cases are ``"several"`` times to choose from, a ``"series"``, a ``"group"`` and a ``"handover"``.
    """
    link, zone = "https://example.com/", practice.zone
    start = datetime.combine(timezone.localdate(timezone=zone) + timedelta(days=7), time(10), zone)
    before = format_moment(start - timedelta(days=1), zone.key)
    has_note = has_reason(message_type, reader)
    rows = [
        {"id": 0, "time": text, "reference": f"S-7K3M9Q{number}", "admin_url": link}
        for number, text in enumerate(_sample_times(start, 3 if case in ("several", "series") else 1), start=1)
    ]
    return {
        "session_id": 0,
        "sample_link": link,
        "reference": rows[0]["reference"],
        "for_visitor": reader == "visitor",
        "service": gettext("Work supervision"),
        "format": str(Format.INDIVIDUAL.label),
        "supervisor": "Aino Aalto",
        "session_start": format_moment(start, zone.key),
        "session_time": rows[0]["time"],
        "session_times": [row["time"] for row in rows],
        "sessions": rows,
        "place": str(DeliveryMode.REMOTE.label),
        "hold_until": before,
        "admin_url": link,
        "previous_time": before if message_type in ("session_moved", HANDED_OVER) else "",
        "previous_supervisor": "Bo Berg" if case == "handover" else "",
        "is_series": case == "series",
        "is_ended": message_type in ENDED_TYPES,
        "reason": gettext("Call us if you have questions.") if reader == "visitor" and has_note else "",
        "has_reason": has_note,
        "others_in_group": 2 if case == "group" else 0,
    }


def variant_of(context: Mapping[str, Any]) -> str:
    """The name of the sample whose text a message has; one that the type does not have if it says something else."""
    reader = "visitor" if context.get("for_visitor") else "supervisor"
    cases = {
        "erased": context.get("is_erased"),
        "group": context.get("others_in_group"),
        "handover": context.get("previous_supervisor"),
        "series": context.get("is_series"),
        "several": len(context.get("sessions", ())) > 1 and not context.get("is_series"),
    }
    if context.get("others_in_group") == 1:
        cases["pair"] = True  # in other words than for more participants
    return "-".join([reader, *(case for case, applies in cases.items() if applies)])


def _handed_over(context: Mapping[str, Any]) -> str:
    return "supervisor-handover"


def _sample_times(start: datetime, count: int) -> list[str]:
    """The times of ``count`` sessions a week apart, as text."""
    starts = [start + timedelta(weeks=number) for number in range(count)]
    return [format_time(each, each + timedelta(minutes=60), str(start.tzinfo)) for each in starts]


def _samples(message_type: str) -> tuple[Sample, ...]:
    return tuple(_sample(message_type, name) for name in SAMPLES.get(message_type, ("visitor", "supervisor")))


def _sample(message_type: str, name: str) -> Sample:
    reader, _dash, case = name.partition("-")
    return Sample(
        name,
        SAMPLE_LABELS[name],
        partial(sample_context, message_type=message_type, reader=reader, case=case),
        placeholders_of(message_type, reader, case, is_ended=message_type in ENDED_TYPES),
        has_sms=reader == "visitor",
    )
