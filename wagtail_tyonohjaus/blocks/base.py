"""Base classes and rich text features shared by the blocks."""

import logging
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.blocks import FieldBlock, StructBlock

from wagtail_tyonohjaus.practice.phone_numbers import validate_complete, validate_not_premium_rate
from wagtail_tyonohjaus.practice.site import current_practice, current_site

from .current_page import with_current_page
from .record_choosers import missing_choices
from .stylesheets import block_stylesheets
from .typed_values import CharBlock

logger = logging.getLogger(__name__)

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "link", "document-link", "ul", "ol", "blockquote"]
SHORT_RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]


class PracticeBlock(StructBlock):
    """A section of a page with an optional heading. Subclass it for blocks that show a practice's records.

    Besides ``self`` and ``value``, the template gets ``page`` and ``request``, and of the page, else of the request,
    ``site`` (``wagtail.models.Site``) and ``practice`` (``PracticeSettings``). Both are those of the project's only
    site if there is neither page nor request, as in a template that Wagtail doesn't serve.

    A block that is limited to records (``RecordChooserBlock``) shows nothing once they are deleted, except a hint in
    previews. ``Meta.hide_if_deleted = False`` is for blocks that still have something to show.

    A block whose site is unknown shows nothing, because it must not show another site's practice.
    ``Meta.needs_site = False`` is for blocks like ``WrittenBlock``.
    """

    heading = CharBlock(required=False, label=_("Heading"), max_length=160)
    is_section = True
    """The block's template limits its width; ``PageBodyBlock`` does it for other blocks."""

    def render(self, value: Any, context: dict[str, Any] | None = None) -> str:
        context = with_current_page(context)
        missing = missing_choices(self, value) if self.meta.hide_if_deleted else []
        if missing:
            return _missing_hint(missing, context)
        if self.meta.needs_site and current_site(context) is None:
            return _unknown_site_hint(self)
        stylesheets = block_stylesheets(context.get("request"))
        return format_html("{}{}", stylesheets, super().render(value, context=context))

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
        needs_site = True


class WrittenBlock(PracticeBlock):
    """A section that shows only what the editor has written, on whichever site."""

    class Meta:
        needs_site = False


def _unknown_site_hint(block: PracticeBlock) -> str:
    """For developers, in the log and with ``DEBUG``; visitors see nothing."""
    logger.warning(
        "%s was rendered without a page or request, so its site is unknown and it shows nothing. Render it by"
        " {%% include_block %%} in a template whose context has page or request.",
        type(block).__name__,
    )
    if not settings.DEBUG:
        return ""
    text = "{} shows nothing: it is rendered without a page or request, and there is more than one site."
    return format_html('<p class="tyo-editor-hint">{}</p>', text.format(type(block).__name__))


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
