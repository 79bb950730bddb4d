"""Paths of feeds, and the events of responses."""

from icalendar import Calendar

NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def path(supervisor, filters="", name="free.ics"):
    return f"/calendar/{supervisor.uuid}/{filters}{name}"


def events(response):
    return Calendar.from_ical(response.content).events
