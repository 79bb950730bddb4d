"""Jobs for the fetching process."""

from tests.ical.samples import options
from wagtail_tyonohjaus.availability.busy_calendars.fetch_job import FetchJob


def job(**kwargs):
    return FetchJob(**{"url": "", "options": options(), **kwargs})
