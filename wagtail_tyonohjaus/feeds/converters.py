"""What a feed's path chooses: language, service, way of meeting and office, in this order, each at most once.

``fi/service-tyonohjaus/mode-remote/office-turku/``. One choice has one path, so that caches see one address.
"""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.urls import register_converter

from ..practice.choices import DeliveryMode

PREFIXES = ("service", "mode", "office")


@dataclass(frozen=True, slots=True)
class Choice:
    """Slugs and codes as the path has them; blank means any, or the site's own language."""

    language: str = ""
    service: str = ""
    mode: str = ""
    office: str = ""

    @classmethod
    def from_path(cls, path: str) -> Self:
        """Raises ``ValueError`` for an unknown word, one given twice, or another order."""
        if not path:
            return cls()
        values: dict[str, str] = {}
        for segment in path.rstrip("/").split("/"):
            name, value = _word(segment)
            values[name] = value
        found = cls(**values)
        if found.path != path:
            raise ValueError(path)
        return found

    @property
    def path(self) -> str:
        parts = [
            f"{name}-{value}/"
            for name, value in zip(PREFIXES, (self.service, self.mode, self.office), strict=True)
            if value
        ]
        return "".join([f"{self.language}/" if self.language else "", *parts])


def _word(segment: str) -> tuple[str, str]:
    if segment in dict(settings.LANGUAGES):
        return "language", segment
    name, dash, value = segment.partition("-")
    if name not in PREFIXES or not value or (name == "mode" and value not in DeliveryMode.values):
        raise ValueError(segment)
    return name, value


class ChoiceConverter:
    regex = r"(?:[-\w]+/){0,4}"

    def to_python(self, value: str) -> Choice:
        return Choice.from_path(value)

    def to_url(self, value: Choice) -> str:
        return value.path


register_converter(ChoiceConverter, "tyonohjaus_choice")
