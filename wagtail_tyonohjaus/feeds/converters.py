"""The part of a feed's path that filters it: language, service, delivery mode and office.

For example ``fi/service-tyonohjaus/mode-remote/office-turku/``. All parts are optional, but their order is fixed, so
that each filter has exactly one URL and caches keep one copy.
"""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.urls import register_converter

from ..practice.choices import DeliveryMode

PREFIXES = ("service", "mode", "office")


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Codes and slugs as in the path. Blank means any, or the site's default language."""

    language: str = ""
    service: str = ""
    mode: str = ""
    office: str = ""

    @classmethod
    def from_path(cls, path: str) -> Self:
        """Raises ``ValueError`` for unknown or repeated segments, and for another order."""
        if not path:
            return cls()
        values = dict(_parse_segment(segment) for segment in path.rstrip("/").split("/"))
        feed_filter = cls(**values)
        if feed_filter.path != path:
            raise ValueError(path)
        return feed_filter

    @property
    def path(self) -> str:
        """The only path that ``from_path`` reads as this filter."""
        values = zip(PREFIXES, (self.service, self.mode, self.office), strict=True)
        segments = [f"{name}-{value}/" for name, value in values if value]
        return "".join([f"{self.language}/" if self.language else "", *segments])


def _parse_segment(segment: str) -> tuple[str, str]:
    # The default language may be a variant that is not among the languages, such as "en-us".
    if segment == settings.LANGUAGE_CODE or segment in dict(settings.LANGUAGES):
        return "language", segment
    name, _dash, value = segment.partition("-")
    if name not in PREFIXES or not value or (name == "mode" and value not in DeliveryMode.values):
        raise ValueError(segment)
    return name, value


class FeedFilterConverter:
    """Converts the optional path segments of a feed to a ``FeedFilter`` and back."""

    regex = r"(?:[-\w]+/){0,4}"

    def to_python(self, value: str) -> FeedFilter:
        return FeedFilter.from_path(value)

    def to_url(self, value: FeedFilter) -> str:
        return value.path


register_converter(FeedFilterConverter, "tyonohjaus_feed_filter")
