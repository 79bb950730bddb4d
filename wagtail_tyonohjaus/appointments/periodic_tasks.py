"""Periodic tasks of sessions, in small pieces, those of crisis services first.

Each can safely run in two workers at the same time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OrderBy, Q

from ..availability.busy_sources import BusyInterval, sources
from ..availability.free import epoch_seconds
from ..messages.periodic import process_rows, run_each
from ..messages.turns import last_heartbeat, record_heartbeat
from ..ordering import matching_first
from ..practice.choices import Kind
from ..practice.models import PracticeSettings, Supervisor
from . import notifications, time_claims
from .busy_source import SessionBusySource
from .history import record_event
from .models import TIME_UNIT_SECONDS, Session, SessionEvent, SessionQuerySet, Status, TimeClaim, attach_practices
from .privacy import anonymise_expired
from .transitions import expire
from .types import Actor

BATCH_SIZE = 200
# Supervisors whose sessions are checked for conflicts at once.
SUPERVISORS_AT_ONCE = 50
MAX_REMINDER_LEAD_TIME = timedelta(days=60)
TIME_CLAIM_RETENTION = timedelta(days=2)
CONFLICT_CHECK = "session-conflicts"
# A change may be committed so long after the time that it stores.
CONFLICT_CHECK_OVERLAP = timedelta(minutes=2)
CLAIM_CHECK = "session-claims"
CLAIM_CHECK_INTERVAL = timedelta(hours=1)

#: A session and its due reminders, as hours before the session.
DueReminder = tuple[Session, list[int]]


def run(now: datetime) -> Iterator[object]:
    """The periodic task: everything that is due at ``now`` (UTC)."""
    return run_each(
        now,
        expire_holds,
        send_due_reminders,
        notify_conflicts,
        complete_past_sessions,
        release_orphaned_claims,
        delete_past_claims,
        _anonymise_each_slice,
    )


def expire_holds(now: datetime) -> Iterator[int]:
    """Expire unanswered holds, each in its own transaction; yield 1 for each that has expired."""
    stale = Session.objects.stale_holds(now).order_by(_crisis_first(), "hold_until", "pk")
    return process_rows(lambda: stale, lambda session: expire(session).status != Status.HELD)


def release_orphaned_claims(now: datetime) -> int:
    """Release claims whose sessions are gone, at most once an hour; return the number of meetings."""
    last = last_heartbeat(CLAIM_CHECK)
    if last and now - last < CLAIM_CHECK_INTERVAL:
        return 0
    count = time_claims.release_orphans(BATCH_SIZE)
    record_heartbeat(CLAIM_CHECK, now)
    return count


def complete_past_sessions(now: datetime) -> Iterator[int]:
    """Mark past confirmed sessions as completed; yield 1 for each. Free time, and thus revisions, do not change."""
    past = Session.objects.filter(status=Status.CONFIRMED, end__lte=now).order_by("end", "pk")
    return process_rows(lambda: past, lambda session: _complete_once(session, now))


def delete_past_claims(now: datetime) -> Iterator[int]:
    """Delete the claims of past time in slices; yield the number of each."""
    first_unit = epoch_seconds(now - TIME_CLAIM_RETENTION) // TIME_UNIT_SECONDS
    past = TimeClaim.objects.filter(unit__lt=first_unit).order_by().values_list("pk", flat=True)
    while pks := list(past[:BATCH_SIZE]):
        yield TimeClaim.objects.filter(pk__in=pks).delete()[0]


def send_due_reminders(now: datetime) -> Iterator[int]:
    """Send at most one due reminder per session and run; yield numbers of sessions.

    Sessions of one series that are due in the same run share a message.
    """
    due = sessions_to_remind(now).with_related()
    return process_rows(
        lambda: due.order_by(_crisis_first(), "start", "pk"), lambda session: _remind_together(session, due, now)
    )


def sessions_to_remind(now: datetime) -> SessionQuerySet:
    """Sessions for which ``due_reminders`` returns any, selected by the database."""
    sites_by_hours = defaultdict(list)
    for site, text in PracticeSettings.objects.values_list("site", "reminder_hours"):
        for hours in _parse_hours(text):
            sites_by_hours[hours].append(site)
    is_due = Q(pk__in=[])
    for hours, sites in sites_by_hours.items():
        is_due |= _is_reminder_due(hours, now) & Q(supervisor__site__in=sites)
    return Session.objects.filter(is_due, status=Status.CONFIRMED, start__gt=now)


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


def notify_conflicts(now: datetime) -> Iterator[int]:
    """Notify supervisors of confirmed sessions that now conflict with another calendar; yield 1 for each.

    Checks only supervisors whose free time has changed since the last run. The sessions do not change.
    """
    while supervisors := _supervisors_to_check():
        for session in _sessions_in_conflict(_unnotified_sessions(supervisors, now), now):
            yield _notify_conflict_once(session, now)
        # The next turn goes on from here.
        record_heartbeat(CONFLICT_CHECK, supervisors[-1].changed_at)
        yield 0
    record_heartbeat(CONFLICT_CHECK, now - CONFLICT_CHECK_OVERLAP)


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


def _anonymise_each_slice(now: datetime) -> Iterator[int]:
    while count := anonymise_expired(now):
        yield count


def _crisis_first() -> OrderBy:
    return matching_first(Q(service__kind=Kind.CRISIS))


def _is_reminder_due(hours: int, now: datetime) -> Q:
    before = timedelta(hours=hours)
    is_sent = Q(reminders_sent__regex=rf"(^|[,;]){hours}([,;]|$)")
    starts_soon = Q(start__lte=now + min(before, MAX_REMINDER_LEAD_TIME), changed_at__lt=F("start") - before)
    return starts_soon & ~is_sent


def _remind_together(session: Session, due: SessionQuerySet, now: datetime) -> int:
    """Remind of the session and of those of its series whose reminder of the same number of hours is due."""
    is_together = Q(series=session.series) if session.series else Q(pk=session.pk)
    sessions = attach_practices(due.filter(is_together).order_by("start", "pk"))
    groups: dict[int, list[DueReminder]] = defaultdict(list)
    for other in sessions:
        hours = due_reminders(other, now)
        if hours:
            groups[hours[0]].append((other, hours))
    return sum(_remind_once(group) for group in groups.values())


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


def _supervisors_to_check() -> list[Supervisor]:
    """A slice of the supervisors whose free time has changed, in the order of their changes.

    With all that changed at the same time as the last of them, since the next slice begins after that time.
    """
    since = last_heartbeat(CONFLICT_CHECK)
    changed = Supervisor.objects.filter(changed_at__gt=since) if since else Supervisor.objects.all()
    changed = changed.order_by("changed_at", "pk").only("changed_at")
    first = list(changed[:SUPERVISORS_AT_ONCE])
    return list(changed.filter(changed_at__lte=first[-1].changed_at)) if first else []


def _unnotified_sessions(supervisors: list[Supervisor], now: datetime) -> list[Session]:
    upcoming = Session.objects.with_related().filter(
        supervisor__in=supervisors, status=Status.CONFIRMED, end__gt=now, conflict_notified_at=None
    )
    return list(upcoming.order_by(_crisis_first(), "start", "pk"))


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
