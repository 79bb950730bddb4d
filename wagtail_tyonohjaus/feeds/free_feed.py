"""free.ics: the free windows of a supervisor, practice, office or service, each as one transparent event."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..availability.free import MAX_HORIZON_SECONDS, AvailabilityQuery, utc_datetime
from ..availability.schedule import Restrictions
from ..availability.zone_offsets import DAY
from ..ical.writer import FEED_END, FeedProperties, WindowProperties, WindowWriter, feed_start
from ..practice.formatting import format_date, format_moment
from ..practice.front_page import front_page_url
from .converters import FeedFilter
from .feed_scope import NO_UUID, FeedScope, FeedSupervisor
from .labels import FeedLabels, load_labels
from .window_cache import WindowColumns, WindowRow, load_windows, merge_windows

#: No client documents a limit; all known ones accept feeds of this size.
MAX_EVENTS = 999
MAX_BYTES = 990_000

#: Primary key of the supervisor, index of the restrictions.
WriterKey = tuple[int, int]
Span = tuple[int, int]


def availability_query(scope: FeedScope, feed_filter: FeedFilter) -> AvailabilityQuery:
    """The query of the feed's URL; the feed of an office or service is limited to it."""
    office = scope.pk if scope.kind == "office" else scope.office_id
    service = scope.pk if scope.kind == "service" else scope.service_id
    return AvailabilityQuery(service=service, mode=feed_filter.mode, office=office)


def build_free_feed(scope: FeedScope, feed_filter: FeedFilter, language: str, as_of: int, source: str) -> bytes:
    """A supervisor's feed is complete. A combined one ends with the last whole day within the limits."""
    with translation.override(language):
        labels = load_labels(scope.site_id, language)
        query = availability_query(scope, feed_filter)
        windows = load_windows(scope.supervisors, query, as_of, labels.service_records)
        events = FeedEvents(scope, feed_filter, language, as_of, labels, windows)
        until = None
        if scope.kind == "supervisor":
            events.add_all(merge_windows(windows, None))
        else:
            until = events.add_whole_days(merge_windows(windows, MAX_EVENTS + 1), ZoneInfo(scope.tz))
        start = feed_start(_feed_properties(scope, labels, language, as_of, source, until))
        return b"".join([start, *events.written, FEED_END])


class FeedEvents:
    """Writes the events of a feed, and collects them in ``written``."""

    def __init__(
        self,
        scope: FeedScope,
        feed_filter: FeedFilter,
        language: str,
        as_of: int,
        labels: FeedLabels,
        windows: dict[int, WindowColumns],
    ) -> None:
        self.written: list[bytes] = []
        self.labels, self.language, self.stamp = labels, language, scope.stamp or as_of
        self.supervisors = {supervisor.pk: supervisor for supervisor in scope.supervisors}
        slot_filter = FeedFilter(language=feed_filter.language or language, service=feed_filter.service)
        self.url_pattern = f"{scope.root_url}{slot_path_prefix(NO_UUID, slot_filter)}"
        self._writers: dict[WriterKey, WindowWriter] = {}
        self._ambiguous: dict[WriterKey, tuple[set[Span], WindowWriter]] = {}
        for pk, columns in windows.items():
            self._add_writers(self.supervisors[pk], columns.restrictions)

    def add_all(self, rows: Iterable[WindowRow]) -> None:
        """Adds an event for each row, without a limit."""
        if self._ambiguous:
            self.written = [self._writer((pk, index), start, end).event(start, end) for start, pk, index, end in rows]
        else:
            write = {key: writer.event for key, writer in self._writers.items()}
            self.written = [write[pk, index](start, end) for start, pk, index, end in rows]

    def add_whole_days(self, rows: Iterable[WindowRow], zone: ZoneInfo) -> int | None:
        """Adds whole days up to the limits. Returns when the feed ends (UTC epoch seconds), None if it is complete.

        If the first day alone exceeds the limits, the feed ends during that day.
        """
        total, day_index, current_day = 0, 0, None
        for start, pk, index, end in rows:
            day = datetime.fromtimestamp(start, zone).date()
            if day != current_day:
                current_day, day_index = day, len(self.written)
            event = self._writer((pk, index), start, end).event(start, end)
            total += len(event)
            if len(self.written) == MAX_EVENTS or total > MAX_BYTES:
                return self._cut(day_index, start, datetime(day.year, day.month, day.day, tzinfo=zone))
            self.written.append(event)
        return None

    def _cut(self, day_index: int, start: int, midnight: datetime) -> int:
        if not day_index:
            return start
        del self.written[day_index:]
        return int(midnight.timestamp())

    def _writer(self, key: WriterKey, start: int, end: int) -> WindowWriter:
        if key in self._ambiguous:
            spans, other_writer = self._ambiguous[key]
            if (start, end) in spans:
                return other_writer
            spans.add((start, end))
        return self._writers[key]

    def _add_writers(self, supervisor: FeedSupervisor, all_restrictions: Sequence[Restrictions]) -> None:
        """A writer for each of a supervisor's restrictions.

        The UID contains place and delivery modes, not the services, so that it survives a change of them. If windows
        differ in their services only, such as group sessions at the same time, another writer gives the second one a
        UID of its own.
        """
        spans: dict[str, set[Span]] = {}
        names = [f"{one.place}|{','.join(sorted(one.modes or ()))}" for one in all_restrictions]
        for index, (restrictions, name) in enumerate(zip(all_restrictions, names, strict=True)):
            key = supervisor.pk, index
            self._writers[key] = self._new_writer(supervisor, restrictions, name)
            if names.count(name) > 1:
                self._ambiguous[key] = spans.setdefault(name, set()), self._other_writer(supervisor, restrictions, name)

    def _other_writer(self, supervisor: FeedSupervisor, restrictions: Restrictions, name: str) -> WindowWriter:
        services = ",".join(sorted(map(str, restrictions.services or ())))
        return self._new_writer(supervisor, restrictions, f"{name}|{services}")

    def _new_writer(self, supervisor: FeedSupervisor, restrictions: Restrictions, uid_name: str) -> WindowWriter:
        properties = WindowProperties(
            namespace=supervisor.uuid,
            uid_name=uid_name,
            stamp=self.stamp,
            summary=_("Free: %(name)s") % {"name": supervisor.name},
            location=self.labels.place(restrictions),
            categories=self.labels.categories(restrictions),
            url_prefix=self.url_pattern.replace(str(NO_UUID), str(supervisor.uuid)),
            language=self.language,
        )
        return WindowWriter(properties)


def slot_path_prefix(supervisor: object, feed_filter: FeedFilter) -> str:
    """The path that opens the contact form with a time filled in, without the time, which follows."""
    kwargs = {"supervisor": supervisor, "feed_filter": feed_filter, "start": 0}
    return reverse("wagtail_tyonohjaus:calendar_slot", kwargs=kwargs).removesuffix("0/")


def _feed_properties(
    scope: FeedScope, labels: FeedLabels, language: str, as_of: int, source: str, until: int | None
) -> FeedProperties:
    return FeedProperties(
        name=_feed_name(scope, labels),
        description=_feed_description(scope, until),
        stamp=scope.stamp or as_of,
        tz=scope.tz,
        years=(utc_datetime(as_of - DAY).year, utc_datetime(as_of + MAX_HORIZON_SECONDS).year),
        url=front_page_url(scope.root_url),
        source=source,
        language=language,
    )


def _feed_name(scope: FeedScope, labels: FeedLabels) -> str:
    """The name that calendar apps show for the feed, in the active language."""
    owners = {
        "supervisor": {supervisor.pk: supervisor.name for supervisor in scope.supervisors},
        "office": labels.places,
        "service": labels.services,
    }
    owner = owners.get(scope.kind, {}).get(scope.pk, "")
    name = " – ".join(dict.fromkeys(part for part in (owner, scope.practice_name) if part))
    return _("Free times: %(name)s") % {"name": name} if name else _("Free times")


def _feed_description(scope: FeedScope, until: int | None) -> str:
    """``until`` is where an incomplete feed ends, in UTC epoch seconds."""
    if until is None:
        return _("Times you can request. Each one links to the form.")
    end = datetime.fromtimestamp(until, ZoneInfo(scope.tz))
    ends_at_midnight = not (end.hour or end.minute)
    last = datetime.fromtimestamp(until - 1, ZoneInfo(scope.tz)) if ends_at_midnight else end
    return _("Times you can request until %(date)s. Each one links to the form. Later times are on the website.") % {
        "date": format_date(last) if ends_at_midnight else format_moment(end, ZoneInfo(scope.tz))
    }
