"""Fields of Wagtail's page API that say nothing while their page is not valid."""

from typing import Any

from rest_framework.fields import CharField, DateTimeField, Field
from wagtail.api.rich_text import APIRichText


class InTime:
    """Mixin of serializer fields: null for a page that is shown for a time only, before that time and after it."""

    def get_attribute(self, instance: Any) -> Any:
        return super().get_attribute(instance) if instance.is_valid() else None


class TextInTime(InTime, CharField):
    pass


class MomentInTime(InTime, DateTimeField):
    pass


# Wagtail's own serializers of the next two can be imported only once all models are.
class RichTextInTime(InTime, CharField):
    def to_representation(self, value: str) -> str:
        asked = self.context.get("_wagtail_rich_text_format") or APIRichText.resolve_format(None)
        return APIRichText.serialize(super().to_representation(value), format=asked)


class StreamInTime(InTime, Field):
    def to_representation(self, value: Any) -> Any:
        return value.stream_block.get_api_representation(value, self.context)
