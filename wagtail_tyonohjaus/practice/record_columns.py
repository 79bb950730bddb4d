"""The columns of records in spreadsheets. Exports write them, and an import reads the same ones.

Photos, rich text, user accounts, coordinators, private feeds and hours are not among them: a spreadsheet can't show
them, or they give access to something.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Field, Model, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .fields import ChoiceListField, model_field
from .models import Office, Service, Supervisor

#: Between several values in one cell. A name that contains it is in a cell with one value per line.
SEPARATOR = ";"
#: The field that tells which record a row is about.
KEYS: dict[type[Model], str] = {Supervisor: "uuid", Office: "slug", Service: "slug"}
#: The names of fields, in the order of the columns.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Supervisor: (
        "name",
        "role",
        "email",
        "show_email",
        "phone",
        "show_phone",
        "accepts_new_clients",
        "active",
        "offices",
        "services",
        "formats",
        "delivery_modes",
        "languages",
        "approaches",
        "work_fields",
        "education",
        "memberships",
        "time_zone",
        "max_sessions_per_day",
        "max_sessions_per_week",
        "uuid",
    ),
    Office: ("slug", "city", "name", "address", "directions", "map_url", "phone", "email"),
    Service: (
        "slug",
        "name",
        "kind",
        "summary",
        "formats",
        "delivery_modes",
        "lengths",
        "interval",
        "price",
        "step",
        "buffer_before",
        "buffer_after",
        "capacity",
        "series_sessions",
        "minimum_notice_hours",
        "horizon_days",
    ),
}


def heading(model: type[Model], name: str) -> str:
    """The heading of a column in the active language."""
    return _("Identifier") if name == "uuid" else capfirst(str(model_field(model, name).verbose_name))


def export_values(records: Sequence[Any]) -> Iterator[list[Any]]:
    """The cells of each record, in the order of ``COLUMNS`` and in the active language; a constant number of queries.

    The records are of one model.
    """
    if not records:
        return
    fields = [model_field(type(records[0]), name) for name in COLUMNS[type(records[0])]]
    prefetch_related_objects(records, *(field.name for field in fields if field.many_to_many))
    for record in records:
        yield [cell_value(field, value_of(record, field)) for field in fields]


def value_of(record: Any, field: Field) -> Any:
    """The value of a field; a list of records for a relation."""
    value = getattr(record, field.name)
    return list(value.all()) if field.many_to_many else value


def cell_value(field: Field, value: Any) -> Any:
    """A value of a field as a cell shows it, in the active language."""
    if field.many_to_many:
        return join(sorted(str(record) for record in value))
    if isinstance(field, ChoiceListField):
        return join(field.labels(value))
    if hasattr(value, "as_e164"):
        return value.as_e164 if value.is_valid() else str(value.raw_input or value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return value if value is None or isinstance(value, bool | int) else str(value)


def join(texts: Iterable[str]) -> str:
    """Several values as one cell."""
    texts = list(texts)
    is_simple = not any(SEPARATOR in text for text in texts)
    return f"{SEPARATOR} ".join(texts) if is_simple else "\n".join(texts)
