"""Serializer fields for Wagtail's page API.

Those of crisis notices are null unless the notice is valid now.
"""

from typing import Any

from rest_framework.fields import CharField, DateTimeField, Field, IntegerField
from wagtail.api.rich_text import APIRichText


class NullUnlessValidMixin:
    """Null before the notice's ``valid_from`` and from its ``valid_until`` on."""

    def get_attribute(self, instance: Any) -> Any:
        return super().get_attribute(instance) if instance.is_valid() else None


class CurrentCharField(NullUnlessValidMixin, CharField):
    """Text, while the notice is valid."""


class CurrentDateTimeField(NullUnlessValidMixin, DateTimeField):
    """A date and time, while the notice is valid."""


# Wagtail's serializers for rich text and StreamFields can't be imported before the app registry is ready, so the
# next two do the same.
class CurrentRichTextField(NullUnlessValidMixin, CharField):
    """Rich text in the format that the API's settings select, while the notice is valid."""

    def to_representation(self, value: str) -> str:
        rich_text_format = self.context.get("_wagtail_rich_text_format") or APIRichText.resolve_format(None)
        return APIRichText.serialize(super().to_representation(value), format=rich_text_format)


class CurrentStreamField(NullUnlessValidMixin, Field):
    """A StreamField's value as its blocks represent it, while the notice is valid."""

    def to_representation(self, value: Any) -> Any:
        return value.stream_block.get_api_representation(value, self.context)


class RecordIdField(IntegerField):
    """The id of the record that the page presents, as ``APIField("service_id", serializer=RecordIdField("service"))``.

    Null without a record, if the record belongs to another practice or, for supervisors, if they have left.
    """

    def __init__(self, field: str) -> None:
        super().__init__(source=field)

    def get_attribute(self, instance: Any) -> int | None:
        record = getattr(instance, str(self.source))
        return record.pk if record and getattr(record, "active", True) else None


class CurrentRecordIdField(NullUnlessValidMixin, RecordIdField):
    """The record's id, while the notice is valid."""
