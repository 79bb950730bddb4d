"""Admin forms of the records."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm
from phonenumber_field.formfields import PhoneNumberField
from wagtail.models import Site

from ..form_fields.choices import set_queryset
from ..form_fields.texts import read_without_loss
from ..models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from ..people import protected_fields, selectable_users
from ..phone_numbers import example_number, validate_complete
from ..site import default_site_pk
from .edit_conflicts import EditConflictForm
from .site_access import permitted_sites


class PeopleFieldsMixin(EditConflictForm):
    """Leaves out the fields that need the right over people, if the user does not have it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read_typed_values(self)

    def remove_people_fields(self, *sites: int | None) -> None:
        """``sites`` are primary keys: the practice of the stored record and the one that it is to belong to."""
        known_sites = {site for site in sites if site is not None}
        for name in protected_fields(self.for_user, self.instance, known_sites):
            self.fields.pop(name, None)


class TermForm(EditConflictForm):
    """The name of an approach or field in each language; see ``read_typed_values``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read_typed_values(self)


class RecordForm(PeopleFieldsMixin):
    """A form for a record. Telephone numbers are read in the national format of the practice's country.

    It offers records of the same practice only, also in new rows, and the practices that the user manages. In a project
    with one site, the field for the practice is omitted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_sites()
        self.remove_people_fields(self._stored_site_id(), self._site_id())
        site_id = self._site_id()
        set_phone_region(self, PracticeSettings.region_of(site_id))
        limit_to_site(self, site_id)
        self._limit_users(site_id)
        for formset in self.formsets.values():
            limit_rows(formset, site_id)
        if "site" in self.fields and site_id and Site.objects.count() == 1:
            del self.fields["site"]

    def _limit_sites(self) -> None:
        if "site" not in self.fields or self.for_user is None:
            return
        action = "change" if self.instance.pk else "add"
        sites = permitted_sites(self.for_user, type(self.instance), action)
        set_queryset(self, "site", sites)
        if self.instance.pk is None and not self.is_bound:
            default = default_site_pk()
            first = sites.filter(pk=default).first() or sites.first()
            self.initial["site"] = first.pk if first else None

    def _limit_users(self, site_id: int | None) -> None:
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, get_user_model()):
                selected = queryset.filter(pk__in=_pks(self.initial.get(name)))
                set_queryset(self, name, selectable_users(self.for_user, queryset, site_id) | selected)

    def _stored_site_id(self) -> int | None:
        return self.instance.site_id if self.instance.pk else None

    def _get_validation_exclusions(self) -> set[str]:
        # The practice is known even if its field is omitted: check that values are unique in it.
        excluded = super()._get_validation_exclusions()
        return excluded if "site" in self.fields else excluded - {"site"}

    def clean_slug(self) -> str:
        slug, model = self.cleaned_data["slug"], type(self.instance)
        others = model._default_manager.filter(site_id=self._site_id(), slug=slug).exclude(pk=self.instance.pk)
        if slug and others.exists():
            raise forms.ValidationError(
                _("Another record of this practice has this URL slug. Enter a different one."), "unique"
            )
        return slug

    def _site_id(self) -> int | None:
        """The practice that the record is to belong to; None if that is not known yet."""
        # Users without the field can't submit another practice.
        if "site" not in self.fields:
            return getattr(self.instance, "site_id", None)
        if self.is_bound and self.add_prefix("site") in self.data:
            posted = str(self.data[self.add_prefix("site")])
            return int(posted) if posted.isdecimal() and self._is_permitted(int(posted)) else None
        return self._stored_site_id() or self._only_site_id()

    def _is_permitted(self, site_id: int) -> bool:
        return self.fields["site"].queryset.filter(pk=site_id).exists()

    def _only_site_id(self) -> int | None:
        sites = list(self.fields["site"].queryset.values_list("pk", flat=True)[:2])
        return sites[0] if len(sites) == 1 else None


class RecordCreationForm(RecordForm):
    """A short form in a chooser's “create” tab."""


class ServiceCreationForm(RecordCreationForm):
    """What a new service needs before its times can be requested; the rest has defaults."""

    class Meta:
        model = Service
        fields = ["site", "name", "kind", "lengths", "price"]


class OfficeCreationForm(RecordCreationForm):
    """The contact details of a new office."""

    class Meta:
        model = Office
        fields = ["site", "city", "address", "phone", "email"]


class SupervisorCreationForm(RecordCreationForm):
    """The name and contact details of a new supervisor, who has neither hours nor services yet."""

    class Meta:
        model = Supervisor
        fields = ["site", "name", "role", "phone", "email"]


class PracticeSettingsForm(PeopleFieldsMixin):
    """The practice's settings. Its telephone number is read in the format of the country in the same form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remove_people_fields(self.instance.site_id)
        posted = self.data.get("phone_region", "") if self.is_bound else ""
        set_phone_region(self, (posted or self.instance.phone_region).upper())


def set_phone_region(form: forms.BaseForm, region: str) -> None:
    """Makes the form read telephone numbers in the national format of ``region``, with an example in the errors."""
    message = format_lazy(
        _("This is not a telephone number. Enter it like {example}, or with the country code: +358 …"),
        example=example_number(region),
    )
    for field in form.fields.values():
        if isinstance(field, PhoneNumberField):
            field.region = region
            field.widget.region = region
            field.error_messages["invalid"] = message
            field.validators = [
                validator
                for validator in field.validators
                if getattr(validator, "__name__", "") != "validate_international_phonenumber"
            ]
            field.validators.insert(0, _phone_validator(message))


def _phone_validator(message: Any) -> Any:
    def validate(value: Any) -> None:
        if value and not value.is_valid():
            raise forms.ValidationError(message, "invalid")
        validate_complete(value)

    return validate


def _pks(value: Any) -> list[Any]:
    """The primary keys in the initial value of a field for one record or several."""
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    return [getattr(record, "pk", record) for record in values if record is not None]


def limit_to_site(form: forms.BaseForm, site_id: int | None) -> None:
    """Limits the form's choices to records of the same practice; none if the practice is not known."""
    for name, field in form.fields.items():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and issubclass(queryset.model, SiteRecord):
            set_queryset(form, name, queryset.filter(site_id=site_id))


def read_typed_values(form: ClusterForm) -> None:
    """Nothing that is typed in the form or its rows is cut or dropped; see ``read_without_loss``."""
    read_without_loss(form.fields.values())
    for formset in form.formsets.values():
        extend_rows(formset, lambda row: read_without_loss(row.fields.values()))


def limit_rows(formset: forms.BaseFormSet, site_id: int | None) -> None:
    """Limits the choices of all rows, also of the empty one of which the editor makes new rows."""
    extend_rows(formset, lambda row: limit_to_site(row, site_id))


def extend_rows(formset: forms.BaseFormSet, extend: Callable[[forms.BaseForm], None]) -> None:
    """Calls ``extend`` with the form of each row, also with the empty one of which the editor makes new rows."""
    add_fields = formset.add_fields

    def add_extended_fields(form: forms.BaseForm, index: int | None) -> None:
        add_fields(form, index)
        extend(form)

    formset.add_fields = add_extended_fields  # type: ignore[method-assign]  # modelcluster makes the class
