"""Periodic tasks of sessions. Each can safely run in two workers at the same time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ..availability.busy_sources import BusyInterval, sources
from ..availability.free import epoch_seconds
from ..messages.turns import last_heartbeat, record_heartbeat
from ..practice.models import Supervisor
from . import notifications, time_claims
from .busy_source import SessionBusySource
from .history import record_event
from .models import TIME_UNIT_SECONDS, Session, SessionEvent, Status, TimeClaim, attach_practices
from .privacy import anonymise_expired
from .transitions import expire
from .types import Actor

BATCH_SIZE = 200
MAX_REMINDER_LEAD_TIME = timedelta(days=60)
TIME_CLAIM_RETENTION = timedelta(days=2)
CONFLICT_CHECK = "session-conflicts"
CLAIM_CHECK = "session-claims"
CLAIM_CHECK_INTERVAL = timedelta(hours=1)

#: A session and its due reminders, as hours before the session.
DueReminder = tuple[Session, list[int]]


def run(now: datetime) -> None:
    """Run all tasks that are due at ``now`` (UTC)."""
    expire_holds(now)
    release_orphaned_claims(now)
    complete_past_sessions(now)
    send_due_reminders(now)
    notify_conflicts(now)
    anonymise_expired(now)


def expire_holds(now: datetime) -> int:
    """Expire unanswered holds, each in its own transaction; return their number."""
    stale = list(Session.objects.stale_holds(now).order_by("hold_until", "pk")[:BATCH_SIZE])
    for session in stale:
        expire(session)
    return len(stale)


def release_orphaned_claims(now: datetime) -> int:
    """Release claims whose sessions are gone, at most once an hour; return the number of meetings."""
    last = last_heartbeat(CLAIM_CHECK)
    if last and now - last < CLAIM_CHECK_INTERVAL:
        return 0
    count = time_claims.release_orphans(BATCH_SIZE)
    record_heartbeat(CLAIM_CHECK, now)
    return count


def complete_past_sessions(now: datetime) -> int:
    """Mark past confirmed sessions as completed; return their number. Free time, and thus revisions, do not change."""
    past = Session.objects.filter(status=Status.CONFIRMED, end__lte=now).order_by("end", "pk")
    count = sum(_complete_once(session, now) for session in past[:BATCH_SIZE])
    first_unit = epoch_seconds(now - TIME_CLAIM_RETENTION) // TIME_UNIT_SECONDS
    TimeClaim.objects.filter(unit__lt=first_unit).delete()
    return count


def send_due_reminders(now: datetime) -> int:
    """Send at most one due reminder per session and run; return the number of sessions.

    Sessions of one series that are due in the same run share a message.
    """
    upcoming = Session.objects.with_related().filter(
        status=Status.CONFIRMED, start__gt=now, start__lte=now + MAX_REMINDER_LEAD_TIME
    )
    due: dict[tuple[UUID, int], list[DueReminder]] = {}
    for session in attach_practices(upcoming.order_by("start")):
        hours = due_reminders(session, now)
        if hours:
            due.setdefault((session.series or session.uid, hours[0]), []).append((session, hours))
    return sum(_remind_once(group) for group in due.values())


def due_reminders(session: Session, now: datetime) -> list[int]:
    """The due and unsent reminders, as hours before the session, shortest first.

    Excludes reminders that were already due when the time was agreed: a session booked at noon for 16:00 needs no
    reminder "24 hours before".
    """
    sent = _parse_hours(session.reminders_sent)
    due_times = {
        hours: session.start - timedelta(hours=hours) for hours in _parse_hours(session.practice.reminder_hours)
    }
    return sorted(hours for hours, due in due_times.items() if hours not in sent and session.changed_at < due <= now)


def notify_conflicts(now: datetime) -> int:
    """Notify supervisors of confirmed sessions that now conflict with another calendar; return their number.

    Checks only supervisors whose free time has changed since the last run. The sessions do not change.
    """
    since = last_heartbeat(CONFLICT_CHECK)
    changed = Supervisor.objects.filter(changed_at__gte=since) if since else Supervisor.objects.all()
    upcoming = Session.objects.with_related().filter(
        supervisor__in=changed, status=Status.CONFIRMED, end__gt=now, conflict_notified_at=None
    )
    count = sum(_notify_conflict_once(session, now) for session in _sessions_in_conflict(list(upcoming), now))
    record_heartbeat(CONFLICT_CHECK, now)
    return count


def is_in_conflict(session: Session, busy: Iterable[BusyInterval]) -> bool:
    """Whether busy time of another source overlaps the session.

    An interval with exactly the session's start and end is the session itself, imported from the other calendar.
    """
    start, end = epoch_seconds(session.start), epoch_seconds(session.end)
    overlapping = [interval for interval in busy if interval.start < end and interval.end > start]
    return bool(overlapping) and (start, end) not in {(interval.start, interval.end) for interval in overlapping}


def _complete_once(session: Session, now: datetime) -> bool:
    unchanged = Session.objects.filter(pk=session.pk, status=Status.CONFIRMED, end__lte=now)
    with transaction.atomic():
        if not unchanged.update(status=Status.COMPLETED):
            return False
        record_event(session, SessionEvent.Kind.COMPLETED, Actor.system())
    return True


def _remind_once(due: list[DueReminder]) -> int:
    with transaction.atomic():
        sessions = [session for session, hours in due if _mark_reminded(session, hours)]
        if sessions:
            notifications.send_reminder(sessions, due[0][1][0])
        for session in sessions:
            record_event(session, SessionEvent.Kind.REMINDED, Actor.system())
    return len(sessions)


def _mark_reminded(session: Session, due: list[int]) -> bool:
    """False if the session has changed or another worker has sent the reminders."""
    sent = ",".join(str(hours) for hours in sorted({*_parse_hours(session.reminders_sent), *due}))
    unchanged = Session.objects.filter(
        pk=session.pk, status=Status.CONFIRMED, sequence=session.sequence, reminders_sent=session.reminders_sent
    )
    return bool(unchanged.update(reminders_sent=sent))


def _notify_conflict_once(session: Session, now: datetime) -> bool:
    unnotified = Session.objects.filter(pk=session.pk, conflict_notified_at=None)
    with transaction.atomic():
        if not unnotified.update(conflict_notified_at=now):
            return False
        notifications.send(record_event(session, SessionEvent.Kind.CONFLICT, Actor.system()))
    return True


def _sessions_in_conflict(sessions: list[Session], now: datetime) -> list[Session]:
    if not sessions:
        return []
    supervisor_ids = {session.supervisor_id for session in sessions}
    busy = _busy_elsewhere(supervisor_ids, epoch_seconds(now), max(epoch_seconds(session.end) for session in sessions))
    return [session for session in sessions if is_in_conflict(session, busy[session.supervisor_id])]


def _busy_elsewhere(supervisor_ids: set[int], start: int, end: int) -> defaultdict[int, list[BusyInterval]]:
    """Busy time of all sources except sessions, by supervisor."""
    busy = defaultdict(list)
    for source in sources():
        if source.name != SessionBusySource.name:
            for interval in source.busy_intervals(supervisor_ids, start, end):
                busy[interval.supervisor_id].append(interval)
    return busy


def _parse_hours(text: str) -> set[int]:
    return {int(part) for part in text.replace(";", ",").split(",") if part.strip().isdigit()}
