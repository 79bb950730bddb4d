# harbour/busy.py
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_tyonohjaus.availability.busy_sources import BusyInterval
from wagtail_tyonohjaus.practice.revisions import touch

from .models import Leave


class LeaveSource:
    name = "leave"
    counts_as_sessions = False

    def busy_intervals(self, supervisor_ids, start, end):
        span = {"start__lt": datetime.fromtimestamp(end, UTC), "end__gt": datetime.fromtimestamp(start, UTC)}
        for leave in Leave.objects.filter(supervisor__in=supervisor_ids, **span):
            interval = int(leave.start.timestamp()), int(leave.end.timestamp())
            yield BusyInterval(leave.supervisor_id, *interval, key=f"leave:{leave.pk}")

    def labels(self, keys):
        return {key: _("Leave") for key in keys if key.startswith("leave:")}


@transaction.atomic
def add_leave(supervisor, start, end):
    leave = Leave.objects.create(supervisor=supervisor, start=start, end=end)
    touch([supervisor.pk])
    return leave
