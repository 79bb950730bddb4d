"""Base classes and rich text features shared by the blocks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.blocks import FieldBlock, StructBlock

from wagtail_tyonohjaus.practice.phone_numbers import validate_complete, validate_not_premium_rate
from wagtail_tyonohjaus.practice.site import current_practice, current_site

from .record_choosers import missing_choices
from .typed_values import CharBlock

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "link", "document-link", "ul", "ol", "blockquote"]
SHORT_RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]


class PracticeBlock(StructBlock):
    """A section of a page with an optional heading. Subclass it for blocks that show a practice's records.

    Besides ``self`` and ``value``, the template gets ``site`` (``wagtail.models.Site``) and ``practice``
    (``PracticeSettings``) of the page, else of the request; both are None if there is neither.

    A block that is limited to records (``RecordChooserBlock``) shows nothing once they are deleted, except a hint in
    previews. ``Meta.hide_if_deleted = False`` is for blocks that still have something to show.
    """

    heading = CharBlock(required=False, label=_("Heading"), max_length=160)

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        missing = missing_choices(self, value) if self.meta.hide_if_deleted else []
        return _missing_hint(missing, context or {}) if missing else super().render(value, context=context)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["site"] = current_site(context)
        context["practice"] = current_practice(context)
        context.update(self.get_records(value, context))
        return context

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        """Return further template context. Override it to select other records."""
        return {}

    class Meta:
        group = _("Text")
        icon = "doc-full"
        preview_template = "wagtail_tyonohjaus/block_preview.html"
        hide_if_deleted = True


def _missing_hint(labels: list[str], context: Mapping[str, Any]) -> str:
    """For editors, in previews; visitors see nothing."""
    if not getattr(context.get("request"), "is_preview", False):
        return ""
    text = gettext("Visitors don't see this block, because what it was limited to has been deleted (%(fields)s).")
    return format_html('<p class="tyo-editor-hint">{}</p>', text % {"fields": ", ".join(labels)})


class PhoneNumberBlock(FieldBlock):
    """A telephone number, stored as E.164. Premium-rate numbers are rejected.

    ``region`` (ISO 3166 alpha-2) is the country of numbers without a country code; by default
    ``PHONENUMBER_DEFAULT_REGION``.
    """

    def __init__(self, required: bool = True, help_text: Any = None, region: str | None = None, **kwargs: Any):
        self.field_options = {"required": required, "help_text": help_text, "region": region}
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        return PhoneNumberField(validators=[validate_complete, validate_not_premium_rate], **self.field_options)

    def get_prep_value(self, value: Any) -> str:
        return getattr(value, "as_e164", None) or str(value or "")

    def to_python(self, value: Any) -> Any:
        return self.field.to_python(value) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    class Meta:
        icon = "mobile-alt"


# Migrations refer to this path, which stays the same if the module moves.
DECONSTRUCT_ALIASES = {
    PhoneNumberBlock: "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
}
