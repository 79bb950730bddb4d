"""Admin forms of the records."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm
from phonenumber_field.formfields import PhoneNumberField
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ...access_limits import is_limited, limited
from ..access.people import protected_fields, selectable_users
from ..access.policy import RecordAccessPolicy
from ..appearance.themes import theme_choices
from ..form_fields.choices import set_queryset
from ..form_fields.shared_choices import SharedRecords
from ..form_fields.texts import read_without_loss
from ..models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from ..phone_numbers import example_number, validate_complete
from ..site import default_site_pk
from ..users import AnyUser, display_name
from .edit_conflicts import EditConflictForm
from .record_forms.selections import load_selections, show_loaded
from .site_access import offer_practices, permitted_sites

#: To which practice a record belongs, and whether the person still works there.
MANAGER_FIELDS = ("site", "active")


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
        self.records = SharedRecords()
        self._remove_manager_fields()
        self._limit_sites()
        self.remove_people_fields(self._stored_site_id(), self._site_id())
        site_id = self._site_id()
        set_phone_region(self, self._phone_region(site_id))
        limit_to_site(self, site_id)
        limit_to_visible(self, self.for_user)
        self._limit_users(site_id)
        for formset in self.formsets.values():
            limit_rows(formset, site_id)
            extend_rows(formset, lambda row: limit_to_visible(row, self.for_user))
        self._share_records()
        if "site" in self.fields and site_id and self._is_only_site():
            del self.fields["site"]
        if self.instance.pk and self.is_bound:
            self.keep_stored_state()

    def _share_records(self) -> None:
        self.records.share_with(self)
        for formset in self.formsets.values():
            extend_rows(formset, self.records.share_with)
        show_loaded(self)
        if self.instance.pk:
            self.records.load_terms(self)
            load_selections(self, self.records)

    def _phone_region(self, site_id: int | None) -> str:
        # That of the record's own practice is loaded already.
        is_own = site_id is not None and site_id == self._stored_site_id()
        return self.instance.practice.phone_region if is_own else PracticeSettings.region_of(site_id)

    def _is_only_site(self) -> bool:
        offered = self.records.of(self.fields["site"].queryset)
        policy = policy_registry.get_by_type(type(self.instance))
        is_all = isinstance(policy, RecordAccessPolicy) and policy.can_manage_all(self.for_user)
        return len(offered) == 1 and (is_all or _is_single_site())

    def _remove_manager_fields(self) -> None:
        """Supervisors and coordinators change their records without what only the practice's managers decide."""
        policy = policy_registry.get_by_type(type(self.instance))
        if isinstance(policy, RecordAccessPolicy) and not (
            self.for_user is not None and policy.manages(self.for_user, self.instance)
        ):
            for name in MANAGER_FIELDS:
                self.fields.pop(name, None)

    def _limit_sites(self) -> None:
        if "site" not in self.fields or self.for_user is None:
            return
        action = "change" if self.instance.pk else "add"
        sites = permitted_sites(self.for_user, type(self.instance), action)
        offer_practices(self, "site", sites)
        self._keep_own_site()
        if self.instance.pk is None and not self.is_bound:
            default = default_site_pk()
            first = sites.filter(pk=default).first() or sites.first()
            self.initial["site"] = first.pk if first else None

    def _keep_own_site(self) -> None:
        """The only practice of somebody who manages one is loaded together with the record."""
        policy, site = policy_registry.get_by_type(type(self.instance)), self._stored_site_id()
        if not isinstance(policy, RecordAccessPolicy) or site is None:
            return
        is_all = policy.can_manage_all(self.for_user)
        if _is_single_site() if is_all else policy.managed_site_keys(self.for_user) == {site}:
            field: Any = self.fields["site"]
            self.records.put(field.queryset, [self.instance.site])

    def _limit_users(self, site_id: int | None) -> None:
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, get_user_model()):
                selected = queryset.filter(pk__in=_pks(self.initial.get(name)))
                users = selectable_users(self.for_user, queryset, site_id)
                set_queryset(self, name, self._without_taken(name, users) | selected)
                cast(forms.ModelChoiceField, field).label_from_instance = display_name  # type: ignore[assignment, method-assign]

    def _without_taken(self, name: str, users: QuerySet) -> QuerySet:
        """An account that can belong to one record only is not offered for a second one."""
        field = self.instance._meta.get_field(name)
        if not field.one_to_one:
            return users
        others = type(self.instance)._default_manager.exclude(**{name: None}).exclude(pk=self.instance.pk)
        return users.exclude(pk__in=others.order_by().values(name))

    def save(self, commit: bool = True) -> Any:
        for formset in self.formsets.values():
            if not formset.has_changed():
                # It would save all rows of the relation again.
                formset.save = _save_nothing
        return super().save(commit)

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
        return any(site.pk == site_id for site in self.records.of(self.fields["site"].queryset))

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
        if "theme" in self.fields:
            self.fields["theme"] = _theme_field(self.fields["theme"], self.instance.theme)

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        others = PracticeSettings.objects.exclude(pk=self.instance.pk)
        if slug and slug != self.instance.slug and others.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another practice has this URL slug. Enter a different one."), "unique")
        return slug


def _is_single_site() -> bool:
    # Wagtail keeps the roots of the sites in the cache. Nothing but the field for the practice depends on them here.
    return len(Site.get_site_root_paths()) == 1


def _theme_field(field: forms.Field, current: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[("", _("No theme")), *theme_choices(current)],
        widget=forms.RadioSelect,
        required=False,
        label=field.label,
        help_text=field.help_text,
    )


def _save_nothing(commit: bool = True) -> list[Any]:
    return []


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
    # Also what modelcluster returns for a relation in memory, which is no QuerySet.
    values = value if hasattr(value, "__iter__") else [value]
    return [getattr(record, "pk", record) for record in values if record is not None]


def limit_to_site(form: forms.BaseForm, site_id: int | None) -> None:
    """Limits the form's choices to records of the same practice; none if the practice is not known."""
    for name, field in form.fields.items():
        queryset = getattr(field, "queryset", None)
        if queryset is not None and issubclass(queryset.model, SiteRecord):
            set_queryset(form, name, queryset.filter(site_id=site_id))


def limit_to_visible(form: forms.BaseForm, user: AnyUser | None) -> None:
    """Leaves out the records that a limit of the project hides from the user, except those that are selected."""
    for name, field in form.fields.items():
        queryset = getattr(field, "queryset", None)
        if user is not None and queryset is not None and is_limited(queryset.model):
            selected = queryset.filter(pk__in=_pks(form.initial.get(name)))
            set_queryset(form, name, limited(queryset, user, ["view"]) | selected)


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
