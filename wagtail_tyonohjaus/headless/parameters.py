"""The parameters of a URL. What can't be read is an error of its parameter, never another value."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..appointments.slots.slot_picker import parse_day
from ..contact.form.fields import PreferredTime
from ..digits import parse_digits
from ..practice.fields import slug_lookup
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.time_zones import known_time_zone_name
from .problems import INVALID_PARAMETER, Problem

MAX_DIGITS = 9


class Parameters:
    """Reads one parameter after the other and collects the errors. ``known`` are all names; blank values are none."""

    def __init__(self, query: QueryDict, practice: PracticeSettings, known: Collection[str]) -> None:
        self.query, self.practice = query, practice
        self.errors: dict[str, str] = {}
        for name, values in query.lists():
            if name not in known:
                self.errors[name] = _("There is no such parameter.")
            elif len(values) > 1:
                self.errors[name] = _("Use this parameter once.")

    def check(self) -> None:
        """Raises ``Problem`` if there are errors."""
        if self.errors:
            errors = [{"parameter": name, "message": message} for name, message in self.errors.items()]
            raise Problem(INVALID_PARAMETER, " ".join(self.errors.values()), {"errors": errors})

    def reject(self, name: str) -> None:
        """Adds an error: the value does not fit the others."""
        self._invalid(name, None)

    def text(self, name: str) -> str:
        """The value as it is."""
        return self.query.get(name, "")

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """One of ``choices``, or blank."""
        text = self.text(name)
        return text if not text or text in choices else self._invalid(name, "")

    def number(self, name: str) -> int | None:
        """A whole number without a sign."""
        text = self.text(name)
        if not text:
            return None
        number = parse_digits(text, MAX_DIGITS)
        return self._invalid(name, None) if number is None else number

    def day(self, name: str) -> date | None:
        """An ISO date."""
        text = self.text(name)
        return (parse_day(text) or self._invalid(name, None)) if text else None

    def time_zone(self, name: str) -> str:
        """An IANA name, or blank."""
        text = self.text(name)
        return (known_time_zone_name(text) or self._invalid(name, "")) if text else ""

    def preferred_time(self, name: str) -> PreferredTime | None:
        """A slot as ``PreferredTime.value`` writes it."""
        try:
            return PreferredTime.parse(self.text(name)) if self.text(name) else None
        except ValueError:
            return self._invalid(name, None)

    def supervisor(self) -> Supervisor | None:
        """By UUID, of those who work at the practice."""
        text = self.text("supervisor")
        if not text:
            return None
        try:
            key = UUID(text)
        except ValueError:
            return self._invalid("supervisor", None)
        rows = Supervisor.objects.filter(site=self.practice.site_id, active=True, uuid=key)
        return rows.first() or self._missing("supervisor")

    def service(self) -> Service | None:
        """By its slug, or a former one."""
        return self._by_slug("service", Service)

    def office(self) -> Office | None:
        """By its slug, or a former one."""
        return self._by_slug("office", Office)

    def _by_slug(self, name: str, model: type[Any]) -> Any:
        slug = self.text(name)
        if not slug:
            return None
        if "\x00" in slug:
            return self._missing(name)
        rows = model.objects.filter(slug_lookup(slug), site=self.practice.site_id).prefetch_related("translations")
        return min(rows, key=lambda row: row.slug != slug, default=None) or self._missing(name)

    def _missing(self, name: str) -> Any:
        self.errors.setdefault(name, _("There is no such record."))
        return None

    def _invalid(self, name: str, result: Any) -> Any:
        self.errors.setdefault(name, _("This value is not valid."))
        return result
