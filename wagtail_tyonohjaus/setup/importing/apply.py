"""Writes a plan as a whole, as the records' forms do: with signals and an entry in each record's history."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from ...practice.history.changes import RecordChanges, Value, history_fields, values_of
from ...practice.models import PracticeSettings
from ...practice.revisions import touching_once
from ...practice.users import AnyUser
from ..start import lock
from .files import Table
from .plan import Plan, PlannedRow, make_plan
from .records import StoredRecords

#: How often an import tells how much it has written, at most.
STEPS = 20


class OutdatedError(Exception):
    """Something has changed since the preview; ``reason`` says what to do, to the user. Nothing was written."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True)
class Progress:
    """How many of a plan's changes have been written, though not yet kept."""

    plan: Plan
    written: int

    @property
    def total(self) -> int:
        """How many changes there are."""
        return len(self.plan.to_write)


def apply(model: type[Model], site: Site, user: AnyUser, table: Table, fingerprint: str) -> Plan:
    """Writes what the preview with the fingerprint has shown, all or nothing. Raises ``OutdatedError``."""
    *_earlier, last = apply_in_steps(model, site, user, table, fingerprint)
    return last.plan


def apply_in_steps(model: type[Model], site: Site, user: AnyUser, table: Table, fingerprint: str) -> Iterator[Progress]:
    """The same, and tells from time to time how much has been written.

    All is kept when the iteration has ended, and nothing if it is left earlier.
    """
    PracticeSettings.for_site(site)
    try:
        with transaction.atomic():
            lock(site)
            # So that forms which save one of the records wait, or have been stored before the comparison.
            list(model._default_manager.select_for_update().filter(site=site).order_by("pk").values_list("pk"))
            plan = make_plan(model, site, user, table)
            if not plan.is_right or plan.is_too_long or plan.stored is None or plan.fingerprint != fingerprint:
                raise OutdatedError(_("Something has changed since the preview. Nothing was imported. Check it again."))
            yield from _write_all(plan, plan.stored, user)
    except IntegrityError as error:
        reason = _("Somebody has changed the same records at the same time. Nothing was imported. Check it again.")
        raise OutdatedError(reason) from error


def _write_all(plan: Plan, stored: StoredRecords, user: AnyUser) -> Iterator[Progress]:
    rows = plan.to_write
    size = max(1, -(-len(rows) // STEPS))
    yield Progress(plan, 0)
    with touching_once():
        for number, row in enumerate(rows, start=1):
            _write(stored, row, user)
            if number % size == 0 and number < len(rows):
                yield Progress(plan, number)
    yield Progress(plan, len(rows))


def _write(stored: StoredRecords, row: PlannedRow, user: AnyUser) -> None:
    is_new = row.record is None
    record: Any = stored.model(site=stored.site) if is_new else row.record
    old = {} if is_new else _kept(stored, row, record)
    for change in row.changes:
        setattr(record, change.name, stored.objects(change.name, change.value))
    # What an import changes refers to nothing that Wagtail lists as a usage; a new record refers to its site.
    with nullcontext() if is_new else disable_reference_index_auto_update():
        record.save()
    action, data = ("wagtail.create", {}) if is_new else ("wagtail.edit", _history_data(stored, row, record, old))
    log(instance=record, action=action, user=user, content_changed=True, data=data)


def _kept(stored: StoredRecords, row: PlannedRow, record: Any) -> dict[str, Value]:
    """The values that the record's history keeps of what is about to change."""
    names = [change.name for change in row.changes if change.name not in stored.links]
    links = {change.name for change in row.changes if change.name in stored.links} & history_fields(stored.model)
    return {**values_of(record, names), **{name: sorted(stored.value(record, name)) for name in links}}


def _history_data(stored: StoredRecords, row: PlannedRow, record: Any, old: dict[str, Value]) -> dict[str, Any]:
    new = values_of(record, [name for name in old if name not in stored.links])
    new |= {change.name: sorted(change.value) for change in row.changes if change.name in stored.links}
    hidden = [change.name for change in row.changes if change.name not in old]
    return RecordChanges({name: (value, new[name]) for name, value in old.items()}, hidden=hidden).as_data()
