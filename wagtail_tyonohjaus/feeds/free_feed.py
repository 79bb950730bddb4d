"""free.ics: what of a supervisor's, practice's, office's or service's time is free, one event a window."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..availability.free import LONGEST_HORIZON, Window, Wish, moment
from ..availability.schedule import Terms
from ..availability.zone_offsets import DAY
from ..ical.writer import FeedEvent, FeedMeta, window_uid, write_event, write_foot, write_head
from . import labels, window_cache
from .converters import Choice
from .feed_scope import NOBODY, Subject
from .labels import Labels

#: No size is promised by any client; evidence says that all take this much.
MAX_EVENTS = 999
MAX_BYTES = 990_000


def wish_of(subject: Subject, choice: Choice) -> Wish:
    """What the feed's path asks for; an office's or service's own feed asks for it."""
    office = subject.pk if subject.kind == "office" else subject.office
    service = subject.pk if subject.kind == "service" else subject.service
    return Wish(service=service, mode=choice.mode, office=office)


def build(subject: Subject, choice: Choice, language: str, as_of: int, source: str) -> bytes:
    """The feed's bytes. A supervisor's own is whole; a union ends with the last whole day that fits."""
    with translation.override(language):
        found = window_cache.load(subject.people, wish_of(subject, choice), as_of)
        names = labels.load(subject.site_id, [pk for pk, _revision in subject.people], language)
        zone = ZoneInfo(subject.tz)
        written = Body(subject, choice, language, as_of, names)
        windows = window_cache.merged(found, None if subject.kind == "supervisor" else MAX_EVENTS + 1)
        until = written.fill(windows, zone, whole=subject.kind == "supervisor")
        head = write_head(_meta(subject, names, language, as_of, source, until))
        return b"".join([head.encode(), *written.parts, write_foot().encode()])


class Body:
    """The events of a feed, encoded as they come."""

    def __init__(self, subject: Subject, choice: Choice, language: str, as_of: int, names: Labels) -> None:
        self.names, self.stamp = names, subject.stamp or as_of
        self.language = language
        asked = Choice(language=choice.language or language, service=choice.service)
        self.ask = f"{subject.root_url}{ask_path(NOBODY, asked)}"
        self.parts: list[bytes] = []
        self.known: dict[tuple[int, Terms], FeedEvent] = {}
        self.seen: set[str] = set()

    def fill(self, windows: Iterable[tuple[int, Window]], zone: ZoneInfo, whole: bool = False) -> int | None:
        """Whole days as long as they fit, or everything. Returns where the feed ends (UTC epoch seconds), None where
        all is in it. A first day that is too much alone ends in its midst."""
        total, day_began, today = 0, 0, None
        for pk, window in windows:
            day = datetime.fromtimestamp(window.start, zone).date()
            if day != today:
                today, day_began = day, len(self.parts)
            part = self.one(pk, window)
            total += len(part)
            if not whole and (len(self.parts) == MAX_EVENTS or total > MAX_BYTES):
                return self._cut(day_began, window.start, datetime(day.year, day.month, day.day, tzinfo=zone))
            self.parts.append(part)
        return None

    def _cut(self, day_began: int, start: int, midnight: datetime) -> int:
        if not day_began:
            return start
        del self.parts[day_began:]
        return int(midnight.timestamp())

    def one(self, pk: int, window: Window) -> bytes:
        start, end, terms = window.start, window.end, window.terms
        event = self.known.get((pk, terms))
        if event is None:
            event = self.known[pk, terms] = self._pattern(pk, terms)
        uid = self._uid(pk, window)
        return write_event(event, self.language, uid, start, end, f"{event.url}{start}/").encode()

    def _pattern(self, pk: int, terms: Terms) -> FeedEvent:
        return FeedEvent(
            uid="",
            start=0,
            end=0,
            stamp=self.stamp,
            summary=_("Free: %(name)s") % {"name": self.names.names[pk]},
            location=self.names.place(terms),
            categories=self.names.categories(terms),
            url=self.ask.replace(str(NOBODY), str(self.names.uuids[pk])),
        )

    def _uid(self, pk: int, window: Window) -> str:
        place = f"{window.place}|{','.join(sorted(window.modes or ()))}"
        uid = window_uid(self.names.uuids[pk], place, window.start, window.end)
        if uid in self.seen:
            services = ",".join(map(str, sorted(map(str, window.services or ()))))
            uid = window_uid(self.names.uuids[pk], f"{place}|{services}", window.start, window.end)
        self.seen.add(uid)
        return uid


def ask_path(supervisor: object, choice: Choice) -> str:
    """The start of the addresses that lead to the form with a time filled in; the time itself follows."""
    path = reverse("wagtail_tyonohjaus:calendar_ask", kwargs={"supervisor": supervisor, "choice": choice, "start": 0})
    return path.removesuffix("0/")


def _meta(subject: Subject, names: Labels, language: str, as_of: int, source: str, until: int | None) -> FeedMeta:
    return FeedMeta(
        name=title(subject, names),
        description=description(subject, until),
        stamp=subject.stamp or as_of,
        tz=subject.tz,
        years=(moment(as_of - DAY).year, moment(as_of + LONGEST_HORIZON).year),
        url=f"{subject.root_url}/",
        source=source,
        language=language,
    )


def title(subject: Subject, names: Labels) -> str:
    """What calendar apps list the feed as, in the active language."""
    owner = {
        "supervisor": lambda: names.names.get(subject.pk, ""),
        "office": lambda: names.places.get(subject.pk, ""),
        "service": lambda: names.services.get(subject.pk, ""),
        "practice": lambda: "",
    }[subject.kind]()
    shown = " – ".join(dict.fromkeys(part for part in (owner, subject.practice) if part))
    return _("Free times: %(name)s") % {"name": shown} if shown else _("Free times")


def description(subject: Subject, until: int | None) -> str:
    """What the feed holds, and where it ends when not everything fits."""
    if until is None:
        return _("Times that can be asked for. Each one links to the form.")
    end = datetime.fromtimestamp(until, ZoneInfo(subject.tz))
    format = "DATE_FORMAT" if not (end.hour or end.minute) else "DATETIME_FORMAT"
    last = end if format == "DATETIME_FORMAT" else datetime.fromtimestamp(until - 1, ZoneInfo(subject.tz))
    return _(
        "Times that can be asked for, until %(date)s. Each one links to the form; later ones are on the website."
    ) % {"date": date_format(last, format)}
