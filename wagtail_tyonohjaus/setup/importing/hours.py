"""Whether the lengths of services fit in the hours, as the forms of the records check it."""

from collections.abc import Iterator, Sequence
from typing import Any

from ...availability.admin.forms import hours_spans, stored_hours_spans
from ...availability.hours_validation import length_error, longest_minutes
from ...practice.choices import Kind
from ...practice.models import Service, Supervisor
from ...practice.validators import minutes_list
from .records import StoredRecords


def length_problems(stored: StoredRecords, rows: Sequence[Any]) -> Iterator[tuple[Any, str, str]]:
    """Each row, the field and the text for a service with a length that is longer than all hours for it."""
    if stored.model is Supervisor:
        yield from _of_supervisors(stored, [row for row in rows if _changed(row, "services")])
    elif stored.model is Service:
        for row in rows:
            if _changed(row, "lengths") or _changed(row, "kind"):
                yield from _of_service(row)


def _changed(row: Any, name: str) -> bool:
    return any(change.name == name for change in row.changes)


def _of_supervisors(stored: StoredRecords, rows: Sequence[Any]) -> Iterator[tuple[Any, str, str]]:
    keys = [row.record.pk for row in rows]
    with_hours = Supervisor.objects.filter(pk__in=keys).order_by("pk")
    loaded = with_hours.prefetch_related("weekly_hours__services", "hours_exceptions__services")
    hours = {supervisor.pk: supervisor for supervisor in loaded} if keys else {}
    for row in rows:
        supervisor = hours[row.record.pk]
        own = [*supervisor.weekly_hours.all(), *supervisor.hours_exceptions.all()]
        spans = [
            span for number, each in enumerate(own) for span in hours_spans(None, number, each, each.services.all())
        ]
        value = next(change.value for change in row.changes if change.name == "services")
        for service in stored.objects("services", value) if spans else ():
            longest = longest_minutes(spans, service.pk, service.kind == Kind.CRISIS)
            if too_long := [minutes for minutes in service.length_minutes if minutes > longest]:
                yield row, "services", " ".join(length_error(service.name, too_long[0], longest).messages)


def _of_service(row: Any) -> Iterator[tuple[Any, str, str]]:
    new = {change.name: change.value for change in row.changes}
    spans = list(stored_hours_spans(row.record))
    kind, lengths = new.get("kind", row.record.kind), new.get("lengths", row.record.lengths)
    longest = longest_minutes(spans, row.record.pk, kind == Kind.CRISIS)
    too_long = [minutes for minutes in minutes_list(lengths) if minutes > longest]
    if spans and too_long:
        yield row, "lengths", " ".join(length_error(row.record.name, too_long[0], longest).messages)
