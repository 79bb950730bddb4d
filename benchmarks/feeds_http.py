"""Feeds over HTTP, ratios side by side in one run: ``python -m benchmarks.feeds_http [supervisors]``.

- 304 beside an empty Django view, a warm 200 beside a view that returns the same bytes from memory: the same handler,
  middleware and server for each pair, taking turns.
- 304 after a change of another supervisor, beside one after saving a record that no feed depends on: the feed of a
  supervisor, and of an office without the one who changed. Also that of the practice with both: a 200.
- The practice feed of 500 supervisors with 12 weeks of hours, exceptions and 100 busy blocks each: cold, and after one
  supervisor's change; and "soonest free" over all of them when nothing changed.

On a database in memory and the cache in memory.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock_time
from wsgiref.util import setup_testing_defaults

os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test.utils import setup_databases  # noqa: E402
from django.urls import path  # noqa: E402

from tests import initial_data, urls  # noqa: E402, F401
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor  # noqa: E402
from wagtail_tyonohjaus.availability.free import first_free_slots  # noqa: E402
from wagtail_tyonohjaus.availability.models import BusyBlock, BusyCalendar, HoursException, WeeklyHours  # noqa: E402
from wagtail_tyonohjaus.practice.models import Supervisor  # noqa: E402

PRACTICE = "/calendar/practice/harbour-supervision/free.ics"
REQUESTS, ROUNDS = 300, 9
MEMORY: dict[str, bytes] = {}


def empty(request: object) -> HttpResponse:
    return HttpResponse()


def from_memory(request: object) -> HttpResponse:
    return HttpResponse(MEMORY["body"], content_type="text/calendar; charset=utf-8")


def environ(url_path: str, **headers: str) -> dict[str, object]:
    values: dict[str, object] = {"PATH_INFO": url_path, "HTTP_HOST": "localhost"}
    values |= {f"HTTP_{name}": value for name, value in headers.items()}
    setup_testing_defaults(values)
    return values


def fetch(handler: WSGIHandler, url_path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    seen: list[tuple[str, dict[str, str]]] = []
    response = handler(environ(url_path, **headers), lambda status, items: seen.append((status, dict(items))))
    body = b"".join(response)
    response.close()
    return seen[0][0], seen[0][1], body


def seconds(function: Callable[[], object]) -> float:
    """CPU time of this process."""
    start = time.process_time()
    function()
    return time.process_time() - start


def side_by_side(one: Callable[[], object], other: Callable[[], object]) -> float:
    """How many requests a second ``one`` reaches, as a share of ``other``'s: the median of rounds that take turns."""
    shares = []
    for _ in range(ROUNDS):
        times = [seconds(lambda function=function: [function() for _ in range(REQUESTS)]) for function in (one, other)]
        shares.append(times[1] / times[0])
    return statistics.median(shares)


def fill(number: int) -> None:
    """Rows by the ORM's bulk calls: only what is read matters here."""
    make_practice(make_site(), name="Harbour Supervision", slug="harbour-supervision")
    office, service = make_office(), make_service(minimum_notice_hours=0, horizon_days=84)
    offices = [office] * (number - 1) + [make_office(city="Oulu")]
    people = [make_supervisor([one], [service], name=f"Supervisor {n}") for n, one in enumerate(offices)]
    today = date.today()
    hours, closed, blocks = [], [], []
    calendars = BusyCalendar.objects.bulk_create(
        [BusyCalendar(supervisor=one, url="https://a.example/") for one in people]
    )
    for n, (one, calendar) in enumerate(zip(people, calendars, strict=True)):
        for weekday in range(5):
            for begin, end in ((8, 12), (13, 16)):
                row = WeeklyHours(supervisor=one, weekday=weekday, start=clock_time(begin), end=clock_time(end))
                hours.append(row)
        closed += [HoursException(supervisor=one, first_day=today + timedelta(days=7 * k + n % 7)) for k in range(1, 6)]
        start = int(time.time()) // 3600 * 3600
        for k in range(100):
            begin = start + (k * 20 + n % 17) * 3600
            blocks.append(BusyBlock(supervisor=one, calendar=calendar, start=begin, end=begin + 5400))
    WeeklyHours.objects.bulk_create(hours)
    HoursException.objects.bulk_create(closed)
    BusyBlock.objects.bulk_create(blocks, batch_size=2000)


def over_http(handler: WSGIHandler) -> None:
    feed = f"/calendar/{Supervisor.objects.order_by('pk')[0].uuid}/free.ics"
    _status, headers, MEMORY["body"] = fetch(handler, feed)
    tag = headers["ETag"]
    assert fetch(handler, feed, IF_NONE_MATCH=tag)[0].startswith("304")
    share = side_by_side(lambda: fetch(handler, feed, IF_NONE_MATCH=tag), lambda: fetch(handler, "/bench/empty/"))
    print(f"304, warm: {share:.0%} of the requests per second of an empty view")
    share = side_by_side(lambda: fetch(handler, feed), lambda: fetch(handler, "/bench/memory/"))
    print(f"200, warm, {len(MEMORY['body']) / 1000:.0f} kB: {share:.0%} of a view that returns the bytes from memory")


def after_changes(handler: WSGIHandler) -> None:
    """Only the last supervisor works in the other office, and only that one changes."""
    first, *_others, last = Supervisor.objects.order_by("pk")
    exception, unrelated = last.hours_exceptions.first(), get_user_model().objects.create_user("someone")
    for name, feed in (
        ("a supervisor", f"/calendar/{first.uuid}/free.ics"),
        ("an office without the supervisor", "/calendar/office/helsinki/free.ics"),
        ("the practice with the supervisor", PRACTICE),
    ):
        times: dict[object, list[float]] = {exception: [], unrelated: []}
        for record in [exception, unrelated] * ROUNDS:
            tag = fetch(handler, feed)[1]["ETag"]
            record.save()
            times[record].append(seconds(lambda tag=tag: fetch(handler, feed, IF_NONE_MATCH=tag)))  # noqa: B023
        changed, unchanged = (statistics.median(times[record]) for record in (exception, unrelated))
        print(f"feed of {name} after a change: {changed / unchanged:.2f} times a warm 304 ({unchanged * 1000:.2f} ms)")


def practice_feed(handler: WSGIHandler, number: int) -> None:
    cold, changed, unchanged = [], [], []
    for _ in range(3):
        cache.clear()
        cold.append(seconds(lambda: fetch(handler, PRACTICE)))
        for one in Supervisor.objects.order_by("pk")[:3]:
            one.hours_exceptions.first().save()
            changed.append(seconds(lambda: fetch(handler, PRACTICE)))
        first_free_slots(Supervisor.objects.all())
        unchanged.append(min(seconds(lambda: first_free_slots(Supervisor.objects.all())) for _ in range(5)))
    size = len(fetch(handler, PRACTICE)[2])
    first, second = statistics.median(cold), statistics.median(changed)
    print(f"practice feed of {number} supervisors ({size / 1000:.0f} kB): cold {first * 1000:.0f} ms, ", end="")
    print(f"after one change {second * 1000:.0f} ms ({second / first:.1%} of it)")
    print(f"soonest free of all, nothing changed: {statistics.median(unchanged) * 1000:.1f} ms")


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    settings.DEBUG = False
    urls.urlpatterns[:0] = [path("bench/empty/", empty), path("bench/memory/", from_memory)]
    # Tables as the models have them now, with Wagtail's first page and site by the receiver in initial_data.
    settings.MIGRATION_MODULES = dict.fromkeys([app.label for app in apps.get_app_configs()])
    setup_databases(verbosity=0, interactive=False)
    fill(number)
    handler = WSGIHandler()
    over_http(handler)
    after_changes(handler)
    practice_feed(handler, number)


if __name__ == "__main__":
    main()
