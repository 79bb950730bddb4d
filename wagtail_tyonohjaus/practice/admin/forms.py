"""Admin forms of the records."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Site

from ..models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from ..phone_numbers import example_number


class RecordForm(WagtailAdminModelForm):
    """A form for a record. Telephone numbers are read in the national format of the practice's country.

    In a project with one site, the field for the practice is omitted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site_id = self._site_id()
        set_phone_region(self, PracticeSettings.region_of(site_id))
        limit_to_site(self, site_id)
        if "site" in self.fields and site_id and Site.objects.count() == 1:
            del self.fields["site"]

    def _site_id(self) -> int | None:
        # Users without the field can't submit another practice.
        is_submitted = self.is_bound and "site" in self.fields
        posted = self.data.get(self.add_prefix("site")) if is_submitted else None
        if posted and str(posted).isdecimal():
            return int(posted)
        return getattr(self.instance, "site_id", None)


class RecordCreationForm(RecordForm):
    """A short form in a chooser's “create” tab."""


class ServiceCreationForm(RecordCreationForm):
    class Meta:
        model = Service
        fields = ["site", "name", "kind", "lengths", "price"]


class OfficeCreationForm(RecordCreationForm):
    class Meta:
        model = Office
        fields = ["site", "city", "address", "phone", "email"]


class SupervisorCreationForm(RecordCreationForm):
    class Meta:
        model = Supervisor
        fields = ["site", "name", "role", "phone", "email"]


class PracticeSettingsForm(WagtailAdminModelForm):
    """The practice's settings. Its telephone number is read in the format of the country in the same form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    return validate


def limit_to_site(form: forms.BaseForm, site_id: int | None) -> None:
    """Limits the form's choices to records of the same practice."""
    for field in form.fields.values():
        queryset = getattr(field, "queryset", None)
        if site_id and queryset is not None and issubclass(queryset.model, SiteRecord):
            field.queryset = queryset.filter(site_id=site_id)
