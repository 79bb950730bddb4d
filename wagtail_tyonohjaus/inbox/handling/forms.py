"""The forms that pass a request on and correct it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...access_limits import limited
from ...contact.form.standard_fields import FIELD_LABELS
from ...contact.handling.changes import CODE_FIELDS, RECORD_FIELDS
from ...contact.handling.corrections import can_be_routed
from ...contact.handling.passing_on import Target, key_of, name_of
from ...contact.models import ContactRequest
from ...contact.policy import policy
from ...practice.choices import DeliveryMode, Language
from ...practice.display.format_labels import format_choices, format_label
from ...practice.form_fields.choices import set_choices, set_queryset
from ...practice.form_fields.texts import TextField
from ...practice.models import Office, Service, Supervisor
from ...practice.users import Account, display_name
from ..forms import RequestForm

CORRECTED_FIELDS = tuple(name for name in (*RECORD_FIELDS, *CODE_FIELDS) if name != "supervisor")
REASON_WIDGET = {"rows": 3, "cols": 40}


class HandlingForm(RequestForm):
    """Base class: a form on a page of its own, for one user."""

    def __init__(self, *args: Any, request: ContactRequest, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.user = user

    @property
    def access_key(self) -> str:
        """The entry that decides whether the user still sees the request; only of a form without errors."""
        raise NotImplementedError


class PassOnForm(HandlingForm):
    """To whom, and why."""

    to = forms.ChoiceField(label=_("Pass on to"))
    reason = TextField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs=REASON_WIDGET),
        help_text=_("Kept in the history, where only staff can see it. Do not include health details."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = targets(self.contact_request, self.user)
        self.targets = {key_of(target): target for _label, rows in groups for target in rows}
        set_choices(self, "to", target_choices(groups))

    def clean_to(self) -> Target:
        return self.targets[self.cleaned_data["to"]]

    @property
    def access_key(self) -> str:
        return key_of(self.cleaned_data["to"])


class CorrectionForm(HandlingForm):
    """What staff works with. A record that has been deleted meanwhile is left as it is."""

    service: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, empty_label=_("Not chosen"))
    office: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, required=False, empty_label=_("Not chosen"))
    format = forms.ChoiceField(required=False)
    delivery_mode = forms.ChoiceField(required=False)
    language = forms.ChoiceField(required=False)
    reason = TextField(
        label=_("Reason (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=REASON_WIDGET),
        help_text=_("Kept in the history, where only staff can see it. Do not include health details."),
    )
    route_again = forms.BooleanField(
        label=_("Route again"),
        required=False,
        help_text=_(
            "The rules decide again who gets the request, and they are notified. The response time starts again."
        ),
    )

    def __init__(
        self, *args: Any, request: ContactRequest, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        stored = {name: getattr(request, f"{name}_id" if name in RECORD_FIELDS else name) for name in CORRECTED_FIELDS}
        super().__init__(*args, request=request, initial={**stored, **(initial or {})}, **kwargs)
        for name in CORRECTED_FIELDS:
            self.fields[name].label = FIELD_LABELS[name]
        for name, model in (("service", Service), ("office", Office)):
            set_queryset(self, name, _records(model, request, self.user))
        kind = request.service.kind if request.service else request.kind
        choices: dict[str, Any] = {
            "format": format_choices(kinds=kind),
            "delivery_mode": DeliveryMode.choices,
            "language": Language.choices,
        }
        for name, options in choices.items():
            set_choices(self, name, [("", _("Not chosen")), *options])
        if not can_be_routed(request):
            del self.fields["route_again"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        service, code = cleaned.get("service"), cleaned.get("format")
        if service and code and service.formats and code not in service.formats:
            text = _("“%(service)s” is not offered in the format “%(format)s”. Choose another one.")
            values = {"service": service.name, "format": format_label(code, service.kind)}
            self.add_error("format", ValidationError(text, "not_offered", values))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The records and codes of the fields that were changed; only of a form without errors."""
        return {name: self.cleaned_data[name] for name in CORRECTED_FIELDS if name in self.changed_data}

    @property
    def access_key(self) -> str:
        office = self.cleaned_data["office"]
        return f"{office.pk if office else ''}:{self.cleaned_data['service']}:{self.cleaned_data.get('route_again')}"


def targets(request: ContactRequest, user: Account) -> list[tuple[Any, list[Target]]]:
    """Offices, supervisors and other staff of the request's practice, with a label for each group.

    The user is not among them, and who is a supervisor is only there. Four queries.
    """
    offices = list(_records(Office, request, user))
    supervisors = list(_records(Supervisor, request, user).filter(active=True).exclude(user=user.pk))
    accounts = policy().assignable_users(request.site).exclude(pk=user.pk)
    accounts = accounts.exclude(pk__in=[each.user_id for each in supervisors if each.user_id])
    staff = sorted(accounts, key=lambda each: (display_name(each).casefold(), each.pk))
    groups: list[tuple[Any, list[Target]]] = [(_("Offices"), offices), (_("Supervisors"), supervisors)]
    return [(label, rows) for label, rows in [*groups, (_("Other staff"), staff)] if rows]


def target_choices(groups: Iterable[tuple[Any, list[Target]]]) -> list[tuple[Any, Any]]:
    """The choices of a select element, in groups."""
    return [("", _("Choose")), *((label, [(key_of(row), name_of(row)) for row in rows]) for label, rows in groups)]


def _records(model: Any, request: ContactRequest, user: Account) -> Any:
    rows = model.objects.filter(site=request.site_id).order_by(*model._meta.ordering, "pk")
    return limited(rows, user, ["view"])
