"""E-mails to the people whose turns have changed.

What has changed is the difference of the computed turns before and after, so nobody gets a message about a change that
makes no difference, whichever row was changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..intervals import Interval, merge, subtract
from ..messages.message_types import MessageSubject, MessageType, register_message_type
from ..messages.outbox import Message, enqueue
from ..messages.recipients import site_language, supervisor_recipients
from ..messages.texts.common import COMMON, link
from ..messages.texts.placeholders import Placeholder
from ..practice.formatting import format_interval
from ..practice.models import PracticeSettings, Supervisor
from .models import Rota
from .plans import seconds
from .rota import rota_turns

MESSAGE_TYPE = "duty_changed"
#: Changes that are further away are not announced: the pattern goes on for ever.
ANNOUNCED = timedelta(weeks=26)
MAX_TIMES = 12

#: The merged times of each supervisor by primary key, in UTC epoch seconds.
Schedule = Mapping[int, list[Interval]]


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """Two invented turns."""
    start = datetime(2026, 12, 7, 6, tzinfo=UTC)
    starts = [start, start + timedelta(days=7)]
    times = [format_interval(each, each + timedelta(days=1), practice.zone) for each in starts]
    return {
        "rota": gettext("Crisis telephone"),
        "added": times[:1],
        "removed": times[1:],
        "more": 0,
        "link": "https://example.com/",
    }


_TURNS = '{% include "wagtail_tyonohjaus/messages/duty_changed/_turns.txt" %}'
_PLACEHOLDERS = (
    *COMMON,
    Placeholder("rota", _("The name of the rota"), "{{ rota }}"),
    Placeholder("turns", _("The turns that have changed"), _TURNS, required=("body",), block=True),
    link(required=False),
)
register_message_type(
    MessageType(MESSAGE_TYPE, _("Change of duty turns"), MessageSubject(), sample_context, placeholders=_PLACEHOLDERS)
)


@contextmanager
def duty_notices(rota: Rota, now: datetime | None = None) -> Iterator[None]:
    """Within it, what decides on the turns of the rota may be changed; those concerned are notified in the end.

    In one transaction, one at a time: without the change there are no messages.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock(rota)
        before = schedule(rota, now)
        yield
        Rota.objects.filter(pk=rota.pk).update(changed_at=now)
        notify(rota, before, schedule(rota, now))


def schedule(rota: Rota, now: datetime, ahead: timedelta = ANNOUNCED) -> Schedule:
    """Who has which turns from ``now`` on; empty for a rota that is not stored."""
    until = now + ahead
    times: dict[int, list[Interval]] = {}
    for turn in rota_turns([rota.pk] if rota.pk else [], now, until).get(rota.pk, []):
        if turn.supervisor is not None:
            span = max(turn.start, seconds(now)), min(turn.end, seconds(until))
            times.setdefault(turn.supervisor, []).append(span)
    return {supervisor: merge(spans) for supervisor, spans in times.items()}


def lock(rota: Rota) -> None:
    """Until the end of the transaction, nobody else changes what decides on the turns."""
    list(Rota.objects.select_for_update().filter(pk=rota.pk).values_list("pk"))


def notify(rota: Rota, before: Schedule, after: Schedule, *, is_deleted: bool = False) -> None:
    """Queues messages to all whose turns differ; without a link if the rota will be gone."""
    people = Supervisor.objects.select_related("site", "user").filter(pk__in={*before, *after})
    for supervisor in people.order_by("pk"):
        old, new = before.get(supervisor.pk, []), after.get(supervisor.pk, [])
        added, removed = difference(new, old), difference(old, new)
        if added or removed:
            send_change(rota, supervisor, added, removed, "" if is_deleted else picture_url(rota))


def difference(times: Iterable[Interval], others: list[Interval]) -> list[Interval]:
    """The parts of times that are in none of the others, which are merged."""
    return [part for span in times for part in subtract([span], others)]


def send_change(
    rota: Rota, supervisor: Supervisor, added: list[Interval], removed: list[Interval], link: str = ""
) -> None:
    """Queues the message about a change to one person, who needs an account for the link."""
    for recipient in supervisor_recipients(supervisor):
        with translation.override(recipient.language or site_language()):
            context = {
                "rota": rota.name,
                "added": interval_texts(rota, added),
                "removed": interval_texts(rota, removed),
                "more": max(0, len(added) - MAX_TIMES) + max(0, len(removed) - MAX_TIMES),
                "link": link if supervisor.user_id else "",
            }
        enqueue(Message(MESSAGE_TYPE, site=rota.site, context=context), recipient)


def interval_texts(rota: Rota, times: list[Interval]) -> list[str]:
    """The first ``MAX_TIMES`` times in the active language."""
    moments = [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in times]
    return [format_interval(start, end, rota.zone) for start, end in moments[:MAX_TIMES]]


def picture_url(rota: Rota) -> str:
    """The absolute URL of the coming weeks in the admin; blank in a project without the admin."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or rota.site.root_url
    try:
        return base.rstrip("/") + reverse("tyonohjaus_rota", args=[rota.pk])
    except NoReverseMatch:
        return ""
