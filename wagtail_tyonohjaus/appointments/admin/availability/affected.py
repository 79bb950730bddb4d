"""Sessions that fall into time which a change of hours closes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from ....availability.instants import epoch_seconds, utc_datetime
from ....intervals import Interval
from ....practice.models import Supervisor
from ...formatting import format_session_time
from ...models import Session, Status
from ...policy import User, sessions_for
from ..list import NAMESPACE, detail_url

_SALT = "wagtail_tyonohjaus.affected_sessions"


@dataclass(frozen=True)
class SessionLine:
    """A session as the pages list it. ``other_times_url`` is blank if the user may not change it."""

    session: Session
    time: str
    status: str
    url: str
    other_times_url: str
    other_times_label: str


def sessions_within(supervisor: Supervisor, spans: Sequence[Interval]) -> list[Session]:
    """The supervisor's upcoming sessions and holds that overlap any of the spans (UTC epoch seconds), by start."""
    if not spans:
        return []
    low, high = min(start for start, _end in spans), max(end for _start, end in spans)
    sessions = Session.objects.upcoming().overlapping(utc_datetime(low), utc_datetime(high))
    rows = sessions.filter(supervisor=supervisor).with_related().order_by("start", "pk")
    return [session for session in rows if _overlaps(session, spans)]


def _overlaps(session: Session, spans: Iterable[Interval]) -> bool:
    start, end = epoch_seconds(session.start), epoch_seconds(session.end)
    return any(start < span_end and span_start < end for span_start, span_end in spans)


def digest(sessions: Iterable[Session]) -> str:
    """Equal for the same sessions at the same times."""
    values = [(session.pk, session.start.isoformat(), session.status) for session in sessions]
    return salted_hmac(_SALT, repr(values), algorithm="sha256").hexdigest()[:24]


def session_lines(user: User, sessions: Sequence[Session]) -> list[SessionLine]:
    """Those of the sessions that the user may see, in two queries."""
    pks = [session.pk for session in sessions]
    visible = set(sessions_for(user).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    changeable = set(sessions_for(user, "change").filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    return [_line(session, session.pk in changeable) for session in sessions if session.pk in visible]


def _line(session: Session, can_change: bool) -> SessionLine:
    is_held = session.status == Status.HELD
    view = f"{NAMESPACE}:propose" if is_held else f"{NAMESPACE}:move"
    return SessionLine(
        session=session,
        time=format_session_time(session),
        status=session.get_status_display(),
        url=detail_url(session),
        other_times_url=reverse(view, args=[session.pk]) if can_change and session.is_live() else "",
        other_times_label=_("Propose other times") if is_held else _("Move to another time"),
    )
