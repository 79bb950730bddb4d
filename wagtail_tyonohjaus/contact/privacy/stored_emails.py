"""Removes invisible characters from e-mail addresses that were stored before the forms removed them."""

from typing import Any

from django.db.models import Model

from ...practice.form_fields.texts import clean_email, without_invisible

BATCH_SIZE = 1000
#: Models with the field of the address.
EMAIL_FIELDS = (
    ("ContactRequest", "email"),
    ("Session", "email"),
    ("Delivery", "address"),
    ("Office", "email"),
    ("Supervisor", "email"),
    ("PracticeSettings", "email"),
    ("BusyCalendar", "own_email"),
)
APP_LABEL = "wagtail_tyonohjaus"


def clean_stored_emails(apps: Any, schema_editor: Any = None) -> int:
    """For a data migration (``RunPython``): cleans all addresses, returns the number of changed rows.

    The searchable text of requests is cleaned as well, so that the plain address finds, exports and erases them.
    """
    count = sum(_clean(apps.get_model(APP_LABEL, name), field, clean_email) for name, field in EMAIL_FIELDS)
    _clean(apps.get_model(APP_LABEL, "ContactRequest"), "search_text", without_invisible)
    return count


def _clean(model: type[Model], field: str, clean: Any) -> int:
    rows = model._default_manager.order_by().exclude(**{field: ""}).values_list("pk", field)
    changed = [(pk, clean(value)) for pk, value in rows.iterator(BATCH_SIZE) if value != clean(value)]
    for pk, value in changed:
        model._default_manager.filter(pk=pk).update(**{field: value})
    return len(changed)
