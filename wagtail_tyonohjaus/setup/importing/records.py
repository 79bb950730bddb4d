"""What is stored, and what a user may change of it: loaded once for a file, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Field, Model
from django.forms.models import fields_for_model
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ...access_limits import limited
from ...practice.access.people import protected_fields
from ...practice.admin.forms import set_phone_region
from ...practice.fields import model_field
from ...practice.form_fields.texts import read_without_loss
from ...practice.models import PracticeSettings
from ...practice.users import AnyUser
from .readers import Reader, reader_for
from .related import RelatedReader, choosable


class StoredRecords:
    """The records of a practice, the readers of the columns, and the fields that the user may not change.

    ``changeable`` are the primary keys of the records that the user may change; ``links`` the primary keys of related
    records by field and record.
    """

    def __init__(self, model: type[Model], site: Site, user: AnyUser, names: Iterable[str]) -> None:
        self.model, self.site = model, site
        fields = [model_field(model, name) for name in names]
        self.fields: Mapping[str, Field] = {field.name: field for field in fields}
        rows = model._default_manager.filter(site=site).order_by("pk")
        self.records: list[Any] = list(rows)
        permitted = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change"])
        permitted = limited(permitted.filter(site=site), user, ["change"])
        self.changeable = frozenset(permitted.order_by().values_list("pk", flat=True))
        self.protected = protected_fields(user, model(site=site), {site.pk})
        self.links = {field.name: self._links(field) for field in fields if field.many_to_many}
        self.related = {name: self._related(name, user) for name in self.links}
        self.readers = self._readers([field for field in fields if not field.many_to_many])

    def _links(self, field: Any) -> dict[int, frozenset[int]]:
        owner, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        rows = field.remote_field.through._default_manager.filter(**{f"{field.m2m_field_name()}__site": self.site})
        links: dict[int, set[int]] = {}
        for record, related in rows.order_by().values_list(owner, target):
            links.setdefault(record, set()).add(related)
        return {record: frozenset(related) for record, related in links.items()}

    def _related(self, name: str, user: AnyUser) -> RelatedReader:
        field: Any = self.fields[name]
        offered = set(choosable(field.related_model, self.site, user).values_list("pk", flat=True))
        linked = {pk for pks in self.links[name].values() for pk in pks}
        rows = field.related_model._default_manager.filter(pk__in=offered | linked).order_by("pk")
        return RelatedReader(rows.prefetch_related("translations"), frozenset(offered))

    def _readers(self, fields: list[Field]) -> dict[str, Reader]:
        region = PracticeSettings.region_of(self.site.pk)
        form = forms.Form()
        names = [field.name for field in fields if field.editable]
        form.fields = fields_for_model(self.model, names, formfield_callback=formfield_for_dbfield)
        read_without_loss(form.fields.values())
        set_phone_region(form, region)
        return {field.name: reader_for(field, form.fields[field.name], region) for field in fields if field.editable}

    def value(self, record: Any | None, name: str) -> Any:
        """The stored value of a field; of a relation, the primary keys."""
        if name in self.links:
            return self.links[name].get(record.pk, frozenset()) if record is not None else frozenset()
        return getattr(record, name) if record is not None else None

    def objects(self, name: str, value: Any) -> Any:
        """A value as the record has it: the related records in place of their primary keys."""
        return self.related[name].records(value) if name in self.related else value
