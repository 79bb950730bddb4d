"""A cold feed of 5,000 windows: our writer beside building and serialising the same with icalendar, in one run.

Also the memory that a feed of 50,000 windows takes. ``python -m benchmarks.feed_writer``
"""

import timeit
import tracemalloc
from datetime import UTC, datetime
from uuid import UUID

from icalendar import Calendar, Event

from wagtail_tyonohjaus.ical.writer import FeedEvent, FeedMeta, _shared, feed_bytes, list_line, text_line, window_uid

NAMESPACE = UUID("5b2cba8e-6c2f-4d0b-9d36-0a3c1c2f6a11")
STAMP = 1_767_000_000
META = FeedMeta(name="Aino Laine – vapaat ajat", stamp=STAMP, tz="Europe/Helsinki", years=(2026, 2027), language="fi")
ROUNDS = 7


def windows(count):
    for n in range(count):
        start = STAMP + n * 10_800
        yield FeedEvent(
            uid=window_uid(NAMESPACE, "1", start, start + 5400),
            start=start,
            end=start + 5400,
            summary="Aino Laine, vapaa aika",
            location="Fleminginkatu 1, 00530 Helsinki",
            categories=("Työnohjaus", "Coaching, valmennus"),
            url=f"https://example.org/fi/yhteys/?supervisor={NAMESPACE}&start={start}",
        )


def with_writer(count=5000):
    _shared.cache_clear()
    text_line.cache_clear()
    list_line.cache_clear()
    return feed_bytes(META, windows(count))


def with_icalendar(count=5000):
    calendar = Calendar.new(uid="x", name=META.name)
    stamp = datetime.fromtimestamp(STAMP, UTC)
    for made in windows(count):
        event = Event.new(
            uid=made.uid,
            stamp=stamp,
            last_modified=stamp,
            start=datetime.fromtimestamp(made.start, UTC),
            end=datetime.fromtimestamp(made.end, UTC),
            summary=made.summary,
            location=made.location,
            categories=made.categories,
            url=made.url,
            transparency="TRANSPARENT",
        )
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
        calendar.add_component(event)
    return calendar.to_ical()


def best(made, rounds):
    return min(timeit.repeat(made, number=1, repeat=rounds)) * 1000


def peak_megabytes(count=50_000):
    tracemalloc.start()
    size = len(feed_bytes(META, windows(count)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size / 1e6, peak / 1e6


def main():
    ours, theirs = best(with_writer, ROUNDS), best(with_icalendar, 3)
    print(f"5,000 windows, cold: writer {ours:.1f} ms, icalendar {theirs:.0f} ms: {theirs / ours:.0f} times faster")
    size, peak = peak_megabytes()
    print(f"50,000 windows: {size:.1f} MB of feed, {peak:.1f} MB at most in memory")


if __name__ == "__main__":
    main()
