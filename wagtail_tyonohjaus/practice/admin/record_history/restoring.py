"""The form of a record with the values from before a change. Nothing is stored until somebody saves the form.

So what is restored passes the same checks and rights as anything else that is entered.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ....digits import parse_digits
from ...formatting import format_moment
from ...history.changes import RecordChanges, RowChange, Value, Values
from ..zones import zone_of
from .entries import RESTORE, find_entry
from .values import UnreadableError, field_label, find_field, read_value


class RestoringMixin(FormView if TYPE_CHECKING else object):  # type: ignore[misc]
    """Fills the form with the values from before an entry, and says what it could not restore."""

    request: HttpRequest
    object: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        entry = self._restored_entry
        if entry is not None:
            self._announce(entry)
        return response

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        entry = self._restored_entry
        if entry is not None and not form.is_bound:
            changes = RecordChanges.of_data(entry.data)
            self._problems = list(prefill(form, changes)) if changes else [_("The entry can't be read any more.")]
        return form

    @cached_property
    def _restored_entry(self) -> Any | None:
        text = self.request.GET.get(RESTORE)
        if text is None or self.request.method != "GET":
            return None
        number = parse_digits(text)
        if number is None:
            raise Http404
        return find_entry(self.object, number)

    def _announce(self, entry: Any) -> None:
        moment = format_moment(entry.timestamp, zone_of(self.object))
        text = _("The form shows the values from before the change of %(moment)s. Check them and save the form.")
        messages.info(self.request, text % {"moment": moment})
        if self._problems:
            problems = " ".join(dict.fromkeys(self._problems))
            messages.warning(self.request, _("Not restored: %(problems)s") % {"problems": problems})


def prefill(form: Any, changes: RecordChanges) -> Iterator[str]:
    """Fills the form with the values before the changes; yields what can't be restored and why."""
    offered = _Offered()
    model = type(form.instance)
    for name, (old, _new) in changes.fields.items():
        yield from _set(form, form.initial, name, old, offered)
    for relation, rows in changes.rows.items():
        formset = form.formsets.get(relation)
        if formset is None:
            yield _("“%(label)s” can't be changed here.") % {"label": field_label(model, relation)}
        else:
            yield from _prefill_rows(formset, rows, offered, field_label(model, relation))
    yield from (
        _("“%(label)s”: the history keeps no values.") % {"label": field_label(model, n)} for n in changes.hidden
    )


def _prefill_rows(formset: Any, changes: Iterable[RowChange], offered: "_Offered", label: str) -> Iterator[str]:
    stored = {row.instance.pk: row for row in formset.initial_forms}
    new: list[dict[str, Any]] = []
    for change in changes:
        row = stored.get(change.pk)
        if change.old is None:
            if row is not None:
                row.initial["DELETE"] = "1"
                row.is_prefilled = True
        elif row is not None:
            row.is_prefilled = True
            yield from _set_all(row, row.initial, change.old, offered)
        elif change.new is None:
            initial: dict[str, Any] = {}
            new.append(initial)
            yield from _set_all(formset.empty_form, initial, change.old, offered)
        else:
            yield _("“%(label)s”: a row that was changed has been removed since.") % {"label": label}
    if new:
        _add_rows(formset, new)


def _add_rows(formset: BaseFormSet, initials: list[dict[str, Any]]) -> None:
    """Adds unsaved rows at the end; those that are built already are kept."""
    kept = list(formset.forms)
    formset.extra += len(initials)
    for initial in initials:
        row = formset._construct_form(len(kept), initial=initial)  # type: ignore[attr-defined]
        kept.append(row)
    vars(formset)["forms"] = kept
    vars(formset).pop("management_form", None)


def _set_all(form: Any, initial: dict[str, Any], values: Values, offered: "_Offered") -> Iterator[str]:
    for name, value in values.items():
        yield from _set(form, initial, name, value, offered)


def _set(form: Any, initial: dict[str, Any], name: str, value: Value, offered: "_Offered") -> Iterator[str]:
    """Sets one value, or yields why that is not possible."""
    label = field_label(type(form.instance), name)
    try:
        read = read_value(find_field(type(form.instance), name), value)
    except UnreadableError:
        yield _("“%(label)s”: the former value can't be read any more.") % {"label": label}
        return
    if name not in form.fields:
        yield _("“%(label)s” can't be changed here.") % {"label": label}
        return
    field = form.fields[name]
    if isinstance(field, ModelChoiceField):
        several = isinstance(read, list)
        keys = read if several else [read] if read is not None else []
        existing = [key for key in keys if key in offered.of(form, name)] if keys else []
        if len(existing) < len(keys):
            yield _("“%(label)s”: something that was selected has been deleted or is not offered any more.") % {
                "label": label
            }
            if not several:
                return
        initial[name] = existing if several else read
    else:
        initial[name] = read


class _Offered:
    """The primary keys that the fields of a form offer; loaded once for all rows of a relation."""

    def __init__(self) -> None:
        self._keys: dict[tuple[type, str], frozenset[Any]] = {}

    def of(self, form: BaseForm, name: str) -> frozenset[Any]:
        place = (type(form), name)
        if place not in self._keys:
            queryset = form.fields[name].queryset  # type: ignore[attr-defined]
            self._keys[place] = frozenset(queryset.order_by().values_list("pk", flat=True))
        return self._keys[place]
