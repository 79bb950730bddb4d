"""Messages about turns that somebody loses, or gets back, by a change of another record: an absence in the hours, the
end of work at the practice, or an account that is deactivated.

The person gets the message of any change of turns. The managers and the fallback recipients are told of the turns that
nobody takes any more. What one transaction changes is compared once, after its commit; only turns of the weeks that a
rota's picture shows are told.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..intervals import Interval, merge
from ..messages.message_types import MessageSubject, MessageType, register_message_type
from ..messages.outbox import Message, enqueue
from ..messages.recipients import Recipient, fallback_addresses, site_language, user_language
from ..messages.texts.common import COMMON, link
from ..messages.texts.placeholders import Placeholder
from ..practice.access.managers import manager_policy
from ..practice.formatting import format_interval
from ..practice.models import PracticeSettings, Supervisor
from .models import Rota
from .notices import MAX_TIMES, Schedule, difference, interval_texts, picture_url, send_change
from .notices import schedule as full_schedule
from .plans import PICTURE_WEEKS
from .rota import rotas_of

MESSAGE_TYPE = "duty_uncovered"

#: Of each rota by primary key, when its schedule was computed, and the schedule of the weeks in a picture.
Snapshot = dict[int, tuple[datetime, Schedule]]


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """One invented turn."""
    start = datetime(2026, 12, 7, 6, tzinfo=UTC)
    times = [format_interval(start, start + timedelta(days=1), practice.zone)]
    return {
        "rota": gettext("Crisis telephone"),
        "name": "Aino Laine",
        "times": times,
        "more": 0,
        "link": "https://example.com/",
    }


_TURNS = '{% include "wagtail_tyonohjaus/messages/duty_uncovered/_turns.txt" %}'
_PLACEHOLDERS = (
    *COMMON,
    Placeholder("rota", _("The name of the rota"), "{{ rota }}"),
    Placeholder("person", _("Who was on duty"), "{{ name }}"),
    Placeholder("turns", _("The turns that need a substitute"), _TURNS, required=("body",), block=True),
    link(required=False),
)
register_message_type(
    MessageType(
        MESSAGE_TYPE, _("Duty turns without anybody"), MessageSubject(), sample_context, placeholders=_PLACEHOLDERS
    )
)


def take_snapshot(supervisor: Supervisor) -> Snapshot:
    """The person's rotas as they are now, or as they were before an earlier change of the running transaction."""
    now, running = timezone.now(), _running()
    known = running.before if running else {}
    return {rota.pk: known.get(rota.pk) or (now, _schedule(rota, now)) for rota in rotas_of(supervisor)}


def compare_after_commit(supervisor: Supervisor, before: Snapshot) -> None:
    """``before`` is from before the change. All changes of the running transaction are compared at once."""
    if not before:
        return
    comparison = _running()
    if comparison is None:
        comparison = _Comparison()
        comparison.add(supervisor, before)
        transaction.on_commit(comparison, robust=True)
    else:
        comparison.add(supervisor, before)


def notify_of_inactive_account(supervisor: Supervisor) -> None:
    """The coming turns of somebody who can't log in any more still are that person's, but need a substitute."""
    now = timezone.now()
    for rota in rotas_of(supervisor).select_related("site"):
        times = _schedule(rota, now).get(supervisor.pk, [])
        if times:
            _notify_managers(rota, str(supervisor), times)


class _Comparison:
    """Who is concerned by the running transaction. The connection calls it after the commit."""

    is_done = False

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.before: Snapshot = {}

    def add(self, supervisor: Supervisor, before: Snapshot) -> None:
        """The first schedule of a rota counts: later ones have some of the changes."""
        self.names.setdefault(supervisor.pk, str(supervisor))
        self.before = {**before, **self.before}

    def __call__(self) -> None:
        self.is_done = True
        with transaction.atomic():
            for rota in Rota.objects.select_related("site").filter(pk__in=self.before).order_by("pk"):
                now, before = self.before[rota.pk]
                self._notify(rota, before, _schedule(rota, now))

    def _notify(self, rota: Rota, before: Schedule, after: Schedule) -> None:
        people = Supervisor.objects.select_related("site", "user").in_bulk(self.names)
        covered = merge([span for spans in after.values() for span in spans])
        for pk, name in sorted(self.names.items()):
            old, new = before.get(pk, []), after.get(pk, [])
            added, removed = difference(new, old), difference(old, new)
            if pk in people and (added or removed):
                send_change(rota, people[pk], added, removed, picture_url(rota) if people[pk].active else "")
            uncovered = difference(removed, covered)
            if uncovered:
                _notify_managers(rota, name, uncovered)


def _running() -> _Comparison | None:
    functions = (function for _ids, function, *_rest in transaction.get_connection().run_on_commit)
    return next((each for each in functions if isinstance(each, _Comparison) and not each.is_done), None)


def _schedule(rota: Rota, now: datetime) -> Schedule:
    return full_schedule(rota, now, timedelta(weeks=PICTURE_WEEKS))


def _notify_managers(rota: Rota, name: str, times: list[Interval]) -> None:
    for recipient in _managers(rota):
        with translation.override(recipient.language or site_language()):
            context = {
                "rota": rota.name,
                "name": name,
                "times": interval_texts(rota, times),
                "more": max(0, len(times) - MAX_TIMES),
                "link": picture_url(rota),
            }
        enqueue(Message(MESSAGE_TYPE, site=rota.site, context=context), recipient)


def _managers(rota: Rota) -> Iterable[Recipient]:
    """The managers and the fallback recipients, one for each address."""
    users = manager_policy().managers(rota.site).order_by("pk")
    known = {user.email.lower(): Recipient(user.email, language=user_language(user)) for user in users if user.email}
    addresses, language = fallback_addresses(rota.site), site_language()
    others = {address.lower(): Recipient(address, language=language) for address in addresses}
    return {**others, **known}.values()
