"""The way back from the form to the free times, where the visitor chooses another one."""

from urllib.parse import urlencode

from django.http import HttpRequest

from ...appointments.slots.picker_context import ANCHOR
from ...practice.models import PracticeSettings
from ...practice.page_links import PageRole, record_pages
from .chosen import Chosen


def times_url(chosen: Chosen, practice: PracticeSettings, request: HttpRequest | None = None) -> str:
    """The free times of the chosen supervisor, else of the service, from the day of the chosen time on.

    Blank if no page has them.
    """
    if chosen.time is None:
        return ""
    day = chosen.time.start.astimezone(practice.zone).date().isoformat()
    for role, record in ((PageRole.SUPERVISOR, chosen.supervisor), (PageRole.SERVICE, chosen.service)):
        page = record_pages(role, [record], practice.site, request).get(record.pk) if record else None
        if page is not None and getattr(page, "show_free_times", False):
            query = {"service": chosen.service.pk if chosen.service else "", "day": day}
            return f"{page.get_url(request)}?{urlencode({key: value for key, value in query.items() if value})}{ANCHOR}"
    return ""
