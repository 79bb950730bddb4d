"""Anonymise sessions: remove the visitor's personal data and keep the time of past sessions."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..messages.models import Delivery
from ..practice.erasure.models import Erasure
from ..practice.erasure.recording import COMMAND, RETENTION, Eraser, record_erasures
from ..practice.models import PracticeSettings, Supervisor
from .models import Session, SessionEvent
from .series import cancel_series
from .types import Actor

SLICE = 200
BLANK_PERSONAL_DATA = {
    "name": "",
    "email": "",
    "phone": "",
    "visitor_time_zone": "",
    "network_key": "",
    "token_secret": "",
    "token_hash": None,
}
HAS_PERSONAL_DATA = ~Q(name="", email="", phone="") | Q(token_hash__isnull=False)


def anonymise(sessions: Iterable[Session], eraser: Eraser = RETENTION) -> int:
    """Remove personal data, reasons, tokens and messages of the sessions; return the number of sessions.

    An ``ErasureRecord`` stays of each.

    ``changed_at`` changes, so that calendars that show names are updated.
    """
    sessions = list(sessions)
    ids = [session.pk for session in sessions]
    with transaction.atomic():
        Delivery.objects.filter(about__in=[session.reference for session in sessions]).delete()
        SessionEvent.objects.filter(session__in=ids).exclude(reason="").update(reason="")
        rows = Session.objects.filter(pk__in=ids)
        record_erasures(rows.values_list("supervisor__site", "reference"), Erasure.ANONYMISED, eraser)
        return rows.update(**BLANK_PERSONAL_DATA, changed_at=timezone.now())


def erase(sessions: Iterable[Session], eraser: Eraser = COMMAND) -> int:
    """Anonymise the sessions at the visitor's request, and cancel the upcoming ones; return the number of sessions.

    A session that nobody can be reached about would take up time for nothing. The supervisor is notified, with one
    message for each series and without personal data.
    """
    sessions = list(sessions)
    count = anonymise(sessions, eraser)
    now = timezone.now()
    for session in Session.objects.live(now).with_related().filter(pk__in=[row.pk for row in sessions], start__gt=now):
        session.refresh_from_db(fields=["status"])
        if session.is_live():
            cancel_series(session, actor=Actor.system())
    return count


def anonymise_expired(now: datetime) -> int:
    """Anonymise a slice of the sessions without a contact request, after the retention period of closed requests.

    Sessions of a contact request are anonymised together with the request.
    """
    count = 0
    for practice in PracticeSettings.objects.all():
        before = now - timedelta(days=practice.closed_retention_days)
        supervisors = Supervisor.objects.filter(site_id=practice.site_id)
        expired = Session.objects.filter(HAS_PERSONAL_DATA, request=None, supervisor__in=supervisors, end__lt=before)
        with transaction.atomic():
            count += anonymise(expired.only("reference").order_by("pk").select_for_update()[:SLICE])
    return count
