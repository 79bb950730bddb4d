"""The placeholders of the messages about sessions."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from ...messages.texts.common import COMMON, REFERENCE
from ...messages.texts.placeholders import Placeholder

_SERVICE = Placeholder("service", _("The service"), "{{ service }}")
_SUPERVISOR = Placeholder("supervisor", _("The name of the supervisor"), "{{ supervisor }}")
_PLACE = Placeholder("place", _("Where the session takes place"), "{{ place }}", is_link=True)
_START = Placeholder("start", _("When the session, or the first of several, starts"), "{{ session_start }}")
# Not plain: the templates also show it in other ways.
_TIME = Placeholder("time", _("When the session starts and ends"), '{{ session_time|default:"" }}')
_COUNT = Placeholder("count", _("How many sessions there are"), "{{ sessions|length }}")
_TIMES_IN_LINE = Placeholder("times", _("All times, in one line"), '{{ session_times|join:"; " }}')
_FIRST_TIME = Placeholder("first_time", _("When the first session starts and ends"), _TIME.template)
_LIST = Placeholder(
    "list_of_times",
    _("All times, one a line; of a series with the link to each session"),
    '{% include "wagtail_tyonohjaus/messages/_session_times.txt" %}',
    block=True,
    is_link=True,
)
_PREVIOUS_TIME = Placeholder("previous_time", _("The time before"), "{{ previous_time }}")
_PREVIOUS_SUPERVISOR = Placeholder("previous_supervisor", _("The supervisor before"), "{{ previous_supervisor }}")
_HOLD_UNTIL = Placeholder("hold_until", _("Until when the time is held"), "{{ hold_until }}")
_PARTICIPANTS = Placeholder("participants", _("How many other participants there are"), "{{ others_in_group }}")
_REASON = Placeholder(
    "reason",
    _("The reason, or a note to the supervisor that one was given"),
    "{% if reason or has_reason and not for_visitor %}"
    '{% include "wagtail_tyonohjaus/messages/_session_reason.txt" %}{% endif %}',
    required=("body",),
    optional=True,
    keys=("reason", "has_reason"),
    block=True,
)
_HANDED_OVER = (*COMMON, REFERENCE, _SERVICE, _SUPERVISOR, _PREVIOUS_TIME)
_VISITOR_LINK = "{% load tyonohjaus_appointments %}{% session_link session_id %}"
#: The types whose messages say until when a time is held.
_HELD = frozenset({"session_held", "session_proposed"})


def placeholders_of(message_type: str, reader: str, case: str, *, is_ended: bool) -> tuple[Placeholder, ...]:
    """Those of one sample. The link to a session that still takes place is required."""
    if message_type == "session_handed_over":
        return _HANDED_OVER
    found = [*COMMON, REFERENCE, _SERVICE, _SUPERVISOR, _PLACE, _START, *_times(case)]
    if has_reason(message_type, reader):
        found.append(_REASON)
    if case != "series":
        found.append(_link(reader, is_ended=is_ended))
    elif reader == "visitor":
        found.append(_series_link())
    if message_type == "session_moved":
        found.append(_PREVIOUS_TIME)
    if case == "handover":
        found.append(_PREVIOUS_SUPERVISOR)
    if case == "group":
        found.append(_PARTICIPANTS)
    if reader == "supervisor" and (message_type in _HELD or (message_type, case) == ("session_moved", "handover")):
        found.append(_HOLD_UNTIL)
    return tuple(found)


def has_reason(message_type: str, reader: str) -> bool:
    """Whether somebody may have written something to the reader with such a change."""
    if reader == "visitor":
        return message_type != "session_reminder"
    return message_type in ("session_cancelled", "session_declined")


def _times(case: str) -> tuple[Placeholder, ...]:
    if case not in ("series", "several"):
        return (_TIME,)
    # In a series, each time has the link to its session.
    times = replace(_LIST, required=("body",)) if case == "series" else _LIST
    return _TIMES_IN_LINE, _FIRST_TIME, times, _COUNT


def _link(reader: str, *, is_ended: bool) -> Placeholder:
    template = _VISITOR_LINK if reader == "visitor" else "{{ admin_url }}"
    label = _("The link with which the visitor views, moves or cancels the session")
    if reader == "supervisor":
        label = _("The link to the session in the admin")
    return Placeholder("session_link", label, template, required=() if is_ended else ("body", "sms"), is_link=True)


def _series_link() -> Placeholder:
    """For the text message, which has no list of links."""
    return Placeholder(
        "session_link", _("The link to the first session"), _VISITOR_LINK, required=("sms",), is_link=True
    )
