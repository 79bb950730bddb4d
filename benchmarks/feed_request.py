"""A cold request for a feed of about 5,000 windows, beside writing as many events by plain string formatting.

The request goes through Django's test client with an empty cache: middleware, queries, engine, UIDs, bytes. The
baseline formats the same lines with f-strings and ``strftime``, without database, engine or folding. Both take turns in
one run. The result is the ratio of their shortest CPU times, which other load on the machine disturbs least, and the
spread of the rounds, without and with gzip.

On SQLite in memory, about half a minute: ``python -m benchmarks.feed_request``
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as wall_time
from time import gmtime, strftime

os.environ["DATABASE_URL"] = "sqlite:///:memory:"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases  # noqa: E402

from tests import initial_data  # noqa: E402, F401
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor  # noqa: E402
from wagtail_tyonohjaus.availability.free import free_windows  # noqa: E402
from wagtail_tyonohjaus.availability.models import BusyBlock, BusyCalendar, HoursException, WeeklyHours  # noqa: E402
from wagtail_tyonohjaus.practice.models import Supervisor  # noqa: E402

ROUNDS = 40
BUSY_BLOCKS = 300
UTC_FORMAT = "%Y%m%dT%H%M%SZ"
Span = tuple[int, int]


def create_supervisor() -> Supervisor:
    """Seven windows a day for two years, with exceptions and busy blocks."""
    make_practice(make_site(), name="Harbour Supervision", slug="harbour-supervision")
    office = make_office(city="Turku", address="Linnankatu 1, 20100 Turku")
    service = make_service(name="Työnohjaus", minimum_notice_hours=0, horizon_days=730, lengths="60", buffer_after=0)
    supervisor = make_supervisor([office], [service], name="Aino Laine")
    hours = [(weekday, wall_time(7 + 2 * n), wall_time(8 + 2 * n)) for weekday in range(7) for n in range(7)]
    WeeklyHours.objects.bulk_create(
        WeeklyHours(supervisor=supervisor, weekday=weekday, start=start, end=end, office=office)
        for weekday, start, end in hours
    )
    days = [date.today() + timedelta(days=60 * n) for n in range(1, 6)]
    HoursException.objects.bulk_create(HoursException(supervisor=supervisor, first_day=day) for day in days)
    calendar = BusyCalendar.objects.create(supervisor=supervisor, url="https://calendar.example/")
    starts = [int(time.time()) // 3600 * 3600 + n * 55 * 3600 for n in range(BUSY_BLOCKS)]
    BusyBlock.objects.bulk_create(
        BusyBlock(supervisor=supervisor, calendar=calendar, start=start, end=start + 1800) for start in starts
    )
    return supervisor


def request_feed(path: str, encoding: str) -> bytes:
    cache.clear()
    response = Client().get(path, headers={"Accept-Encoding": encoding})
    assert response.status_code == 200
    return response.content


def format_feed(spans: list[Span], url: str) -> bytes:
    """The baseline."""
    return "".join(
        [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//benchmark//EN\r\n",
            *(
                f"BEGIN:VEVENT\r\nUID:{start}-{end}@harbour.example\r\nDTSTAMP:20260101T000000Z\r\n"
                f"LAST-MODIFIED:20260101T000000Z\r\nDTSTART:{strftime(UTC_FORMAT, gmtime(start))}\r\n"
                f"DTEND:{strftime(UTC_FORMAT, gmtime(end))}\r\nSUMMARY:Free: Aino Laine\r\n"
                f"LOCATION:Linnankatu 1\\, 20100 Turku\r\nCATEGORIES:Työnohjaus\r\nURL:{url}{start}/\r\n"
                "TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\nEND:VEVENT\r\n"
                for start, end in spans
            ),
            "END:VCALENDAR\r\n",
        ]
    ).encode()


def cpu_seconds(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def compare(request: Callable[[], object], baseline: Callable[[], object]) -> str:
    """The ratio of the shortest times, and how much single rounds differ."""
    rounds = [(cpu_seconds(request), cpu_seconds(baseline)) for _ in range(ROUNDS)]
    shortest, shortest_baseline = map(min, zip(*rounds, strict=True))
    low, median, high = statistics.quantiles([one / other for one, other in rounds], n=4)
    return (
        f"{shortest / shortest_baseline:.2f} times plain string formatting ({shortest * 1000:.0f} ms); "
        f"rounds: median {median:.2f}, middle half {low:.2f} to {high:.2f}"
    )


def main() -> None:
    settings.DEBUG = False
    # Tables as the models have them now, with Wagtail's first page and site by the receiver in initial_data.
    settings.MIGRATION_MODULES = dict.fromkeys([app.label for app in apps.get_app_configs()])
    setup_databases(verbosity=0, interactive=False)
    supervisor = create_supervisor()
    path = f"/calendar/{supervisor.uuid}/fi/free.ics"
    body = request_feed(path, "identity")
    spans = [(window.start, window.end) for window in free_windows([supervisor])[supervisor.pk]]
    assert body.count(b"BEGIN:VEVENT") == len(spans)
    with CaptureQueriesContext(connection) as queries:
        request_feed(path, "identity")
    url = f"http://localhost/calendar/{supervisor.uuid}/fi/at/"
    print(f"{len(spans):,} windows, {len(body) / 1e6:.2f} MB, cold: {len(queries)} queries")
    for encoding in ("identity", "gzip"):
        print(f"{encoding}: {compare(lambda e=encoding: request_feed(path, e), lambda: format_feed(spans, url))}")


if __name__ == "__main__":
    main()
