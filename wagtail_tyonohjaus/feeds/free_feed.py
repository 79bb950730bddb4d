"""free.ics: the free windows of a supervisor, practice, office or service, each as one transparent event."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..availability.free import MAX_HORIZON_SECONDS, AvailabilityQuery, utc_datetime
from ..availability.schedule import Restrictions
from ..availability.zone_offsets import DAY
from ..ical.writer import FEED_END, FeedProperties, WindowWriter, feed_start
from .converters import FeedFilter
from .feed_scope import NO_UUID, FeedScope
from .labels import FeedLabels, load_labels
from .window_cache import WindowColumns, WindowRow, load_windows, merge_windows

#: No client documents a limit; all known ones accept feeds of this size.
MAX_EVENTS = 999
MAX_BYTES = 990_000


def availability_query(scope: FeedScope, feed_filter: FeedFilter) -> AvailabilityQuery:
    """The query of the feed's URL; the feed of an office or service is limited to it."""
    office = scope.pk if scope.kind == "office" else scope.office_id
    service = scope.pk if scope.kind == "service" else scope.service_id
    return AvailabilityQuery(service=service, mode=feed_filter.mode, office=office)


def build_free_feed(scope: FeedScope, feed_filter: FeedFilter, language: str, as_of: int, source: str) -> bytes:
    """A supervisor's feed is complete. A combined one ends with the last whole day within the limits."""
    with translation.override(language):
        windows = load_windows(scope.supervisors, availability_query(scope, feed_filter), as_of)
        labels = load_labels(scope.site_id, language)
        events = FeedEvents(scope, feed_filter, language, as_of, labels, windows)
        until = None
        if scope.kind == "supervisor":
            events.add_all(merge_windows(windows, None))
        else:
            until = events.add_whole_days(merge_windows(windows, MAX_EVENTS + 1), ZoneInfo(scope.tz))
        start = feed_start(_feed_properties(scope, labels, language, as_of, source, until))
        return "".join([start, *events.texts, FEED_END]).encode()


class FeedEvents:
    """Collects the events of a feed in ``texts``."""

    def __init__(
        self,
        scope: FeedScope,
        feed_filter: FeedFilter,
        language: str,
        as_of: int,
        labels: FeedLabels,
        windows: dict[int, WindowColumns],
    ) -> None:
        self.texts: list[str] = []
        self.labels, self.windows, self.language = labels, windows, language
        self.stamp = scope.stamp or as_of
        self.supervisors = {supervisor.pk: supervisor for supervisor in scope.supervisors}
        request_filter = FeedFilter(language=feed_filter.language or language, service=feed_filter.service)
        self.url_pattern = f"{scope.root_url}{slot_path_prefix(NO_UUID, request_filter)}"
        self._writers: dict[tuple[int, int], WindowWriter] = {}
        self._uids: set[str] = set()

    def add_all(self, rows: Iterable[WindowRow]) -> None:
        self.texts = [self._event(row)[0] for row in rows]

    def add_whole_days(self, rows: Iterable[WindowRow], zone: ZoneInfo) -> int | None:
        """Adds whole days up to the limits. Returns when the feed ends (UTC epoch seconds), None if it is complete.

        If the first day alone exceeds the limits, the feed ends during that day.
        """
        total, day_index, current_day = 0, 0, None
        for row in rows:
            day = datetime.fromtimestamp(row[0], zone).date()
            if day != current_day:
                current_day, day_index = day, len(self.texts)
            text, octets = self._event(row)
            total += octets
            if len(self.texts) == MAX_EVENTS or total > MAX_BYTES:
                return self._cut(day_index, row[0], datetime(day.year, day.month, day.day, tzinfo=zone))
            self.texts.append(text)
        return None

    def _cut(self, day_index: int, start: int, midnight: datetime) -> int:
        if not day_index:
            return start
        del self.texts[day_index:]
        return int(midnight.timestamp())

    def _event(self, row: WindowRow) -> tuple[str, int]:
        """The text of the event and its size in octets."""
        start, pk, index, end = row
        writer = self._writers.get((pk, index)) or self._new_writer(pk, index)
        uid = writer.uid(start, end)
        if uid in self._uids:
            uid = self._distinct_uid(pk, index, start, end)
        self._uids.add(uid)
        text = writer.event(uid, start, end)
        return text, len(text) + writer.extra_octets

    def _new_writer(self, pk: int, index: int) -> WindowWriter:
        self._writers[pk, index] = writer = self._writer(pk, self.windows[pk].restrictions[index])
        return writer

    def _writer(self, pk: int, restrictions: Restrictions, *, uid_suffix: str = "") -> WindowWriter:
        supervisor = self.supervisors[pk]
        return WindowWriter(
            namespace=supervisor.uuid,
            uid_name=f"{restrictions.place}|{','.join(sorted(restrictions.modes or ()))}{uid_suffix}",
            stamp=self.stamp,
            summary=_("Free: %(name)s") % {"name": supervisor.name},
            location=self.labels.place(restrictions),
            categories=self.labels.categories(restrictions),
            url_prefix=self.url_pattern.replace(str(NO_UUID), str(supervisor.uuid)),
            language=self.language,
        )

    def _distinct_uid(self, pk: int, index: int, start: int, end: int) -> str:
        """For windows that differ in their services only, such as sessions of different groups."""
        restrictions = self.windows[pk].restrictions[index]
        services = ",".join(sorted(map(str, restrictions.services or ())))
        return self._writer(pk, restrictions, uid_suffix=f"|{services}").uid(start, end)


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
        url=f"{scope.root_url}/",
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
        "date": date_format(last, "DATE_FORMAT" if ends_at_midnight else "DATETIME_FORMAT")
    }
