"""Model fields that several parts use."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .form_fields import dates, texts
from .validators import email_lines

if TYPE_CHECKING:  # Django's fields only take parameters in the type stubs.
    _ListField = models.CharField[list[str], list[str]]
else:
    _ListField = models.CharField


class Vocabulary:
    """Codes and their labels, like a class of choices, of which the project may register some."""

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Pairs of a code and a label."""
        raise NotImplementedError

    @property
    def values(self) -> list[str]:
        """The codes."""
        return [code for code, _label in self.choices]


class ChoiceListField(_ListField):
    """Several codes of one vocabulary, as a list of strings in the vocabulary's order, unknown codes last.

    Stored as ``",individual,group,"``, so that ``<field>__contains=",group,"`` works on every database; see
    ``code_lookup``. The vocabulary is not part of the migration, so it can be extended without one.
    """

    default_error_messages = {"invalid_choice": _("“%(value)s” is not one of the choices.")}

    def __init__(self, *args: Any, vocabulary: type[models.Choices] | Vocabulary | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [code for code in value.split(",") if code]
        return [str(code) for code in value or ()]

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        codes = self._ordered(self.to_python(value))
        return f",{','.join(codes)}," if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: list[str], model_instance: models.Model | None) -> None:
        allowed = set(self.vocabulary.values) if self.vocabulary else set(value)
        for code in value:
            if code not in allowed:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": code})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], "blank")

    def run_validators(self, value: list[str]) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            **{
                "choices": self.vocabulary.choices if self.vocabulary else (),
                "widget": forms.CheckboxSelectMultiple,
                "required": not self.blank,
                "label": capfirst(self.verbose_name),
                "help_text": self.help_text,
                **{key: value for key, value in kwargs.items() if key in ("widget", "label", "help_text", "required")},
            }
        )

    def labels(self, codes: Iterable[Any]) -> list[str]:
        """The labels of the codes; a code that is not in the vocabulary stands for itself."""
        # Translating the labels of a whole vocabulary for each record of a list takes long.
        labels = {str(code): label for code, label in self.vocabulary.choices} if self.vocabulary else {}
        return [str(labels.get(str(code), code)) for code in codes]

    def _ordered(self, codes: list[str]) -> list[str]:
        if self.vocabulary is None:
            return codes
        known = [code for code in self.vocabulary.values if code in codes]
        return known + [code for code in codes if code not in known]

    def get_searchable_content(self, value: list[str]) -> list[str]:
        return value


class DjangoFieldMixin:
    """A field that is Django's own in migrations, so that no migration depends on it."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        base = next(each for each in type(self).__mro__ if each.__module__.startswith("django."))
        return name, f"django.db.models.{base.__name__}", args, kwargs


class CleanEmailField(DjangoFieldMixin, models.EmailField):
    """An e-mail address. What nobody can see is removed when it is entered or saved."""

    def to_python(self, value: Any) -> Any:
        return _clean_email(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return _clean_email(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = _clean_email(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": texts.EmailField, **kwargs})


class EmailLinesField(DjangoFieldMixin, models.TextField):
    """E-mail addresses, one per line. What nobody can see is removed when they are entered or saved."""

    def to_python(self, value: Any) -> Any:
        return _clean_lines(super().to_python(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = _clean_lines(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"widget": AdminAutoHeightTextInput, **kwargs})


class FlexibleEntryMixin(DjangoFieldMixin):
    """A field whose forms accept dates and times in several notations."""

    form_field: type[forms.Field]

    def formfield(self, **kwargs: Any) -> forms.Field:
        # Wagtail passes its own widget, which replaces what it can't read by today.
        own = {"form_class": self.form_field, "widget": self.form_field.widget}
        return super().formfield(**{**kwargs, **own})


class FlexibleDateField(FlexibleEntryMixin, models.DateField):
    """A date, entered as ``form_fields.date_parsing.parse_date`` describes."""

    form_field = dates.DateField


class FlexibleTimeField(FlexibleEntryMixin, models.TimeField):
    """A time of day, entered as ``form_fields.date_parsing.parse_time`` describes."""

    form_field = dates.TimeField


class FlexibleDateTimeField(FlexibleEntryMixin, models.DateTimeField):
    """A date and time, entered in the time zone that the form sets on its field."""

    form_field = dates.DateTimeField


class FormerSlugsField(ChoiceListField):
    """Earlier values of the row's ``slug``, the latest last, so that URLs with them keep working."""

    MAX_SLUGS = 15

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"max_length": 1000, "blank": True, "editable": False, "db_default": ""}
        super().__init__(*args, **{**defaults, **kwargs})

    def pre_save(self, model_instance: Any, add: bool) -> list[str]:
        rows = type(model_instance)._base_manager.filter(pk=model_instance.pk).values_list(self.attname, "slug")
        former, slug = (None if add else rows.first()) or (getattr(model_instance, self.attname), "")
        slugs = [each for each in former if each != slug] + [slug]
        slugs = [each for each in slugs if each and each != model_instance.slug][-self.MAX_SLUGS :]
        setattr(model_instance, self.attname, slugs)
        return slugs


class SetOnCreateMixin:
    """A field that ``save`` sets only when the row is created.

    Otherwise saving a record that was loaded before another change would revert that change's value.
    """

    attname: str

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return getattr(model_instance, self.attname) if add else models.F(self.attname)


class RevisionField(SetOnCreateMixin, models.PositiveBigIntegerField):
    """A counter that only ``QuerySet.update`` increments."""


class ChangedAtField(SetOnCreateMixin, models.DateTimeField):
    """When the counter was last incremented."""


def _clean_email(value: Any) -> Any:
    return texts.clean_email(value) if isinstance(value, str) else value


def model_field(model: type[models.Model], name: str) -> models.Field:
    """A field that the model itself has: ``_meta.get_field`` may also return a reverse relation."""
    return cast(models.Field, model._meta.get_field(name))


def choice_list_field(model: type[models.Model], name: str) -> ChoiceListField:
    """A ``ChoiceListField`` of the model."""
    return cast(ChoiceListField, model._meta.get_field(name))


def _clean_lines(value: Any) -> Any:
    return "\n".join(email_lines(value)) if isinstance(value, str) else value


def code_lookup(code: str) -> str:
    """The value for a ``__contains`` lookup that matches a code in a ``ChoiceListField``."""
    return f",{code},"


def slug_lookup(slug: str) -> models.Q:
    """The condition for rows that have, or had, this slug. See ``FormerSlugsField``."""
    return models.Q(slug=slug) | models.Q(former_slugs__contains=code_lookup(slug))


def unique_slug(rows: models.QuerySet, text: str) -> str:
    """A slug for ``text`` that none of the rows has or had."""
    base = slugify(text)[:50] or str(rows.model._meta.model_name)
    slugs = rows.order_by().values_list("slug", "former_slugs")
    used = {slug for current, former in slugs for slug in (current, *former)}
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if slug not in used)
