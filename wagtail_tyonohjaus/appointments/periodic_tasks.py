"""What time itself does to sessions, run by the worker at every round and safe to run twice at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from ..availability.busy_sources import Busy, sources
from ..messages.periodic import beat, last_beat
from ..practice.models import Supervisor
from . import notifications
from .busy_source import Sessions, seconds
from .history import record
from .models import TICK_SECONDS, Session, SessionEvent, SessionTick, Status, with_practices
from .privacy import forget_old
from .transitions import expire
from .types import By

BATCH = 200
LONGEST_REMINDER = timedelta(days=60)
KEEP_TICKS = timedelta(days=2)
CONFLICTS = "session-conflicts"


def tend(now: datetime) -> None:
    """Everything that is due at ``now`` (UTC)."""
    expire_due(now)
    finish(now)
    remind(now)
    tell_conflicts(now)
    forget_old(now)


def expire_due(now: datetime) -> int:
    """End holds that nobody answered, each in a transaction of its own; returns how many."""
    lapsed = list(Session.objects.lapsed(now).order_by("hold_until", "pk")[:BATCH])
    for session in lapsed:
        expire(session)
    return len(lapsed)


def finish(now: datetime) -> int:
    """Confirmed sessions whose end has passed are over. No free time changes, so no revision moves."""
    over = list(Session.objects.filter(status=Status.CONFIRMED, end__lte=now).order_by("end", "pk")[:BATCH])
    done = 0
    for session in over:
        with transaction.atomic():
            if Session.objects.filter(pk=session.pk, status=Status.CONFIRMED, end__lte=now).update(status=Status.DONE):
                record(session, SessionEvent.Kind.DONE, By.system())
                done += 1
    SessionTick.objects.filter(tick__lt=seconds(now - KEEP_TICKS) // TICK_SECONDS).delete()
    return done


def remind(now: datetime) -> int:
    """Send the reminders that are due, one a session and round; returns how many sessions that were."""
    soon = Session.objects.with_records().filter(
        status=Status.CONFIRMED, start__gt=now, start__lte=now + LONGEST_REMINDER
    )
    sent = 0
    for session in with_practices(soon.order_by("start")):
        due = due_reminders(session, now)
        if due and _remind_once(session, due):
            sent += 1
    return sent


def due_reminders(session: Session, now: datetime) -> list[int]:
    """Hours before the session whose reminder is due and has not been sent; shortest first.

    None for a moment that had passed when the time was agreed: who books at noon for four needs no word "24 hours
    before".
    """
    done = _hours(session.reminded)
    moments = {hours: session.start - timedelta(hours=hours) for hours in _hours(session.practice.reminder_hours)}
    return sorted(h for h, moment in moments.items() if h not in done and session.changed_at < moment <= now)


def tell_conflicts(now: datetime) -> int:
    """Tell supervisors of confirmed sessions whose time another calendar has filled since; returns how many.

    Looks only at supervisors whose time has changed since the last look. The session stays as it is.
    """
    since = last_beat(CONFLICTS)
    changed = Supervisor.objects.filter(changed_at__gte=since) if since else Supervisor.objects.all()
    ahead = Session.objects.with_records().filter(
        supervisor__in=changed, status=Status.CONFIRMED, end__gt=now, conflict_told_at=None
    )
    told = sum(_tell_conflict(session, now) for session in _in_conflict(list(ahead), now))
    beat(CONFLICTS, now)
    return told


def _remind_once(session: Session, due: list[int]) -> bool:
    done = ",".join(str(hours) for hours in sorted({*_hours(session.reminded), *due}))
    as_seen = Session.objects.filter(
        pk=session.pk, status=Status.CONFIRMED, sequence=session.sequence, reminded=session.reminded
    )
    with transaction.atomic():
        if not as_seen.update(reminded=done):
            return False
        notifications.remind(session, due[0])
        record(session, SessionEvent.Kind.REMINDED, By.system())
    return True


def _in_conflict(ahead: list[Session], now: datetime) -> list[Session]:
    if not ahead:
        return []
    owners = {session.supervisor_id for session in ahead}
    start, end = seconds(now), max(seconds(session.end) for session in ahead)
    busy: dict[int, list[Busy]] = {}
    for source in sources():
        if source.name != Sessions.name:
            for each in source.busy(owners, start, end):
                busy.setdefault(each.supervisor_id, []).append(each)
    return [session for session in ahead if fills(session, busy.get(session.supervisor_id, ()))]


def fills(session: Session, busy: Iterable[Busy]) -> bool:
    """Whether something else takes the session's time. Exactly its time is the session itself, come back from there."""
    start, end = seconds(session.start), seconds(session.end)
    others = [each for each in busy if each.start < end and each.end > start]
    return bool(others) and (start, end) not in {(each.start, each.end) for each in others}


def _tell_conflict(session: Session, now: datetime) -> bool:
    with transaction.atomic():
        if not Session.objects.filter(pk=session.pk, conflict_told_at=None).update(conflict_told_at=now):
            return False
        notifications.send(record(session, SessionEvent.Kind.CONFLICT, By.system()))
    return True


def _hours(text: str) -> set[int]:
    return {int(part) for part in text.replace(";", ",").split(",") if part.strip().isdigit()}
