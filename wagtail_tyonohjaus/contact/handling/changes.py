"""What staff changes of a request for handling it. The visitor's own answers stay in the history.

An event's ``data["changes"]`` maps a field to its old and new value: a code, or the primary key of a record together
with its name, since the record may be deleted.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ...practice.choices import DeliveryMode, Language
from ...practice.display.format_labels import format_label
from ...practice.models import Office, Service, Supervisor
from ..choices import EventKind
from ..form.standard_fields import FIELD_LABELS
from ..models import ContactRequest, RequestEvent

RECORD_FIELDS: dict[str, type[Model]] = {"service": Service, "office": Office, "supervisor": Supervisor}
CODE_FIELDS = ("format", "delivery_mode", "language")
FIELDS = (*RECORD_FIELDS, *CODE_FIELDS)
CHANGING_KINDS = (EventKind.PASSED_ON, EventKind.CORRECTED)

#: ``{field: {"old": …, "new": …}}``, for records with ``old_name`` and ``new_name``.
Changes = dict[str, dict[str, Any]]


def state_token(request: ContactRequest) -> str:
    """What a form carries, so that a change by somebody else in between is noticed: codes and primary keys only."""
    records = (getattr(request, f"{name}_id") for name in RECORD_FIELDS)
    codes = (getattr(request, name) for name in CODE_FIELDS)
    held = "held" if request.held_for_review else ""
    return ".".join(str(value or "") for value in (request.status, held, request.assignee_id, *records, *codes))


def check_state(request: ContactRequest, seen: str | None) -> None:
    """Raises ``ValidationError`` if the request is not as the form has shown it; None checks nothing."""
    if seen is not None and seen != state_token(request):
        raise stale_error()


def stale_error() -> ValidationError:
    """Somebody else was faster."""
    text = _("Somebody else has just changed this request. Nothing of yours has been saved. Check it and try again.")
    return ValidationError(text, "stale")


def differences(request: ContactRequest, values: Mapping[str, Any]) -> Changes:
    """What would change. ``values`` maps some of ``FIELDS`` to records or None, and to codes."""
    changes: Changes = {}
    for name, value in values.items():
        if name in CODE_FIELDS:
            old, new = getattr(request, name), value or ""
            names = {}
        else:
            old, new = getattr(request, f"{name}_id"), value.pk if value else None
            names = {"old_name": getattr(request, f"{name}_name"), "new_name": _record_name(name, value)}
        if old != new:
            changes[name] = {"old": old, "new": new, **names}
    return changes


def columns(changes: Changes, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the request's row that the changes set."""
    row: dict[str, Any] = {}
    for name, change in changes.items():
        row[name] = values[name] if name in RECORD_FIELDS else change["new"]
        if name in RECORD_FIELDS:
            row[f"{name}_name"] = change["new_name"]
    if "service" in changes and values["service"] is not None:
        row["kind"] = values["service"].kind
    return row


def store(request: ContactRequest, row: Mapping[str, Any]) -> None:
    """Sets fields of the request's row, which is locked from then on. Call it first in a transaction.

    Raises ``ValidationError`` if the row is not as it was loaded.
    """
    loaded = {"status", "held_for_review", "anonymised_at", "assignee_id", *CODE_FIELDS}
    loaded |= {f"{name}_id" for name in RECORD_FIELDS}
    unchanged = ContactRequest.objects.filter(pk=request.pk, **{name: getattr(request, name) for name in loaded})
    # Without any change the row is locked all the same: an empty update reaches no row.
    if not unchanged.update(**(row or {"status": request.status})):
        raise stale_error()
    for name, value in row.items():
        setattr(request, name, value)
    # The worker may have stored a step since the request was loaded.
    request.refresh_from_db(fields=["escalation", "escalation_step", "escalation_planned_at"])


def change_texts(changes: Changes) -> list[str]:
    """“Office: Helsinki → Tampere” for each field, in the active language."""
    return [
        _("%(field)s: %(old)s → %(new)s")
        % {
            "field": FIELD_LABELS[name],
            "old": _value_text(name, change, "old"),
            "new": _value_text(name, change, "new"),
        }
        for name, change in changes.items()
        if name in FIELDS
    ]


def visitor_answers(request: ContactRequest, events: Iterable[RequestEvent]) -> list[tuple[str, str]]:
    """(label, answer) of what the visitor has answered differently from the values that staff works with now.

    ``events`` is the request's history, the oldest event first.
    """
    first = submitted(events)
    now = {name: getattr(request, f"{name}_id" if name in RECORD_FIELDS else name) for name in first}
    return [
        (str(FIELD_LABELS[name]), _value_text(name, change, "old"))
        for name, change in first.items()
        if change["old"] != now[name]
    ]


def as_submitted(request: ContactRequest) -> ContactRequest:
    """The request with the visitor's own answers; an unsaved copy if staff has changed them. Records may be gone."""
    first = submitted(request.events.filter(kind__in=CHANGING_KINDS))
    if not first:
        return request
    answered = copy(request)
    for name, change in first.items():
        if name in CODE_FIELDS:
            setattr(answered, name, change["old"])
        else:
            setattr(answered, name, RECORD_FIELDS[name]._default_manager.filter(pk=change["old"]).first())
    return answered


def submitted(events: Iterable[RequestEvent]) -> Changes:
    """The first change of each field, whose ``old`` is what the visitor has submitted."""
    first: Changes = {}
    for event in events:
        if event.kind in CHANGING_KINDS:
            for name, change in event.data.get("changes", {}).items():
                first.setdefault(name, change)
    return first


def _record_name(name: str, record: Any) -> str:
    if record is None:
        return ""
    return str(record) if name == "office" else record.name


def _value_text(name: str, change: Mapping[str, Any], side: str) -> str:
    if name in RECORD_FIELDS:
        return change.get(f"{side}_name") or str(_("Not chosen"))
    code = change.get(side) or ""
    if not code:
        return str(_("Not chosen"))
    if name == "format":
        return format_label(code)  # the kind of the service may have changed, too
    choices: dict[Any, Any] = dict(DeliveryMode.choices if name == "delivery_mode" else Language.choices)
    return str(choices.get(code, code))
