"""What a practice offers in a contact form: its records and, of the vocabularies, what its services have."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from ...practice.choices import DeliveryMode, Format
from ...practice.models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from .config import FormConfig

RECORDS: dict[str, type[SiteRecord]] = {"service": Service, "office": Office, "supervisor": Supervisor}
#: More names are no help: the visitor enters one, or selects an office.
MAX_LISTED_SUPERVISORS = 20
#: Vocabularies of which services have a part, and the services' field.
SERVICE_CODES = {"format": ("formats", Format), "delivery_mode": ("delivery_modes", DeliveryMode)}


@dataclass(frozen=True)
class Offers:
    """The rows are loaded once for a form."""

    practice: PracticeSettings
    config: FormConfig

    def rows(self, name: str) -> QuerySet[Any]:
        """The records that may be chosen; ``name`` is a key of ``RECORDS``."""
        rows: QuerySet[Any] = RECORDS[name]._default_manager.filter(site_id=self.practice.site_id)
        if name == "supervisor":
            rows = rows.filter(active=True)
        else:
            rows = rows.prefetch_related("translations")
        allowed = getattr(self.config, f"{name}s")
        return rows.filter(pk__in=allowed) if allowed else rows

    def listed(self, name: str) -> Sequence[Any]:
        """The records to select from; none of the supervisors if there are too many."""
        if name == "supervisor":
            return () if self.has_many_supervisors else self._supervisors
        return self._services if name == "service" else self._offices

    def has(self, name: str) -> bool:
        """Whether there are any."""
        return bool(self.listed(name)) or (name == "supervisor" and self.has_many_supervisors)

    @property
    def has_many_supervisors(self) -> bool:
        """Whether there are too many to list."""
        return len(self._supervisors) > MAX_LISTED_SUPERVISORS

    def codes(self, name: str) -> list[str]:
        """The codes of a vocabulary that some service has; ``name`` is a key of ``SERVICE_CODES``.

        A service that has none is not restricted.
        """
        field, vocabulary = SERVICE_CODES[name]
        by_service = [getattr(service, field) for service in self._services]
        if not all(by_service):
            return list(vocabulary.values)
        offered = {code for codes in by_service for code in codes}
        return [code for code in vocabulary.values if code in offered or not by_service]

    @property
    def kinds(self) -> set[str]:
        """The kinds of the services."""
        return {service.kind for service in self._services}

    @cached_property
    def _services(self) -> list[Service]:
        return list(self.rows("service"))

    @cached_property
    def _offices(self) -> list[Office]:
        return list(self.rows("office"))

    @cached_property
    def _supervisors(self) -> list[Supervisor]:
        return list(self.rows("supervisor")[: MAX_LISTED_SUPERVISORS + 1])
