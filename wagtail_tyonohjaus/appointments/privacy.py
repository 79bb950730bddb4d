"""Letting go of who a session was with; the time itself stays, as it was taken."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ..messages.models import Delivery
from ..practice.models import PracticeSettings
from .models import Session, SessionEvent

NOBODY = {"name": "", "email": "", "phone": "", "visitor_zone": "", "token_secret": "", "token_hash": None}
SOMEBODY = ~Q(name="", email="", phone="") | Q(token_hash__isnull=False)


def forget(sessions: Iterable[Session]) -> int:
    """Empties sessions of the person, of reasons, of the link and of their messages; returns how many there were."""
    found = list(sessions)
    ids = [session.pk for session in found]
    with transaction.atomic():
        Delivery.objects.filter(about__in=[session.reference for session in found]).delete()
        SessionEvent.objects.filter(session__in=ids).exclude(reason="").update(reason="")
        return Session.objects.filter(pk__in=ids).update(**NOBODY)


def forget_old(now: datetime) -> int:
    """Forgets the persons of sessions that belong to no request, as long after their end as closed requests are kept.

    A request's own sessions are let go with it.
    """
    count = 0
    for practice in PracticeSettings.objects.all():
        end = now - timedelta(days=practice.keep_closed_days)
        old = Session.objects.filter(SOMEBODY, request=None, supervisor__site=practice.site_id, end__lt=end)
        count += forget(list(old.only("reference")[:500]))
    return count
