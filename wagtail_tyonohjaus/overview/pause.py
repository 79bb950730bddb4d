"""Reports that this database is a copy or was paused, for commands, health checks and the dashboard."""

from django.db.models import Q
from django.utils.translation import ngettext

from ..messages.outbox import waiting_deliveries
from ..practice.installation.texts import pause_text
from .problems import Problem


def find_pause(of_sites: Q | None = None) -> Problem | None:
    """None unless everything that runs by itself is paused; with the number of messages of these sites, or of all."""
    text = pause_text()
    if not text:
        return None
    count = waiting_deliveries().filter(of_sites or Q()).count()
    waiting = ngettext("%(count)d message is waiting.", "%(count)d messages are waiting.", count)
    return Problem("paused", f"{text} {waiting % {'count': count}}" if count else text)
