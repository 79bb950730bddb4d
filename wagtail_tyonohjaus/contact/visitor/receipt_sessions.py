"""The session of a contact request as a receipt describes it: how it stands now, and what the visitor can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ...appointments import formatting, tokens
from ...appointments.models import Session, SessionEvent, Status
from ...appointments.transitions import change_deadline
from ...practice.listings import offices_of_site
from ...practice.models import PracticeSettings
from ..models import ContactRequest

PROPOSED, OVER = "proposed", "over"


@dataclass(frozen=True)
class ReceiptSession:
    """``status`` is that of the session, ``proposed`` or ``over``. The paths are blank where they lead nowhere.

    ``previous_time`` is the time from which the session has been moved last, and ``further`` are the later sessions of
    its series.
    """

    session: Session
    status: str
    is_changeable: bool = False
    previous_time: str = ""
    further: tuple[Session, ...] = ()
    path: str = ""
    move_path: str = ""
    cancel_path: str = ""
    calendar_path: str = ""

    @property
    def is_held(self) -> bool:
        return self.status == Status.HELD

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def is_proposed(self) -> bool:
        return self.status == PROPOSED

    @property
    def deadline(self) -> str:
        """Until when the visitor can move or cancel it."""
        return formatting.format_moment(change_deadline(self.session), self.session.time_zone)

    @property
    def state_text(self) -> str:
        """The state as a sentence."""
        texts = {
            PROPOSED: _("We propose other times. Choose the one that suits you."),
            Status.HELD: _("This time is held for you until we reply."),
            Status.CONFIRMED: _("This session is confirmed."),
            Status.EXPIRED: _("This time is no longer held for you."),
            Status.CANCELLED: _("This session is cancelled."),
            Status.DECLINED: _("This request has been declined."),
        }
        return texts.get(self.status) or _("This session is over.")


def sessions_of(
    request: ContactRequest, practice: PracticeSettings, page_request: HttpRequest | None = None
) -> list[Session]:
    """The sessions of a request, by their start. ``page_request`` is that of the receipt's page."""
    rows = Session.objects.filter(request=request).select_related("supervisor__site", "service")
    sessions = list(rows.prefetch_related("service__translations").order_by("start", "pk"))
    # The page's foot lists the same offices.
    offices = offices_of_site(practice.site, page_request) if any(session.office_id for session in sessions) else ()
    by_pk = {office.pk: office for office in offices}
    for session in sessions:
        session.practice = practice
        if session.office_id in by_pk:
            session.office = by_pk[session.office_id]
    return sessions


def receipt_session(sessions: Iterable[Session], now: datetime) -> ReceiptSession | None:
    """The session that matters: the next one, else that of which something was heard last."""
    sessions = list(sessions)
    upcoming = [session for session in sessions if session.is_live(now) and session.end > now]
    if not sessions:
        return None
    session = upcoming[0] if upcoming else max(sessions, key=lambda each: each.changed_at)
    status = _status(session, now)
    is_live = session in upcoming and session.start > now
    token = tokens.get_token(session)
    urls = {
        name: reverse(f"wagtail_tyonohjaus:{view}", args=[token]) if token else ""
        for name, view in (
            ("path", "session"),
            ("move_path", "session_move"),
            ("cancel_path", "session_cancel"),
            ("calendar_path", "calendar_session"),
        )
    }
    return ReceiptSession(
        session,
        status,
        is_changeable=is_live and status != PROPOSED and now <= change_deadline(session),
        previous_time=_previous_time(session) if is_live else "",
        further=tuple(
            each for each in upcoming if session.series and each.series == session.series and each != session
        ),
        **urls,
    )


def _status(session: Session, now: datetime) -> str:
    if session.status == Status.HELD:
        if not session.is_live(now):
            return Status.EXPIRED
        return PROPOSED if session.is_proposed else Status.HELD
    return OVER if session.is_confirmed and session.end <= now else session.status


def _previous_time(session: Session) -> str:
    if not session.sequence:
        return ""
    moves = session.events.filter(kind=SessionEvent.Kind.MOVED, old_start__isnull=False)
    move = moves.order_by("-at", "-pk").first()
    return formatting.format_moment(move.old_start, session.time_zone) if move and move.old_start else ""
