"""Blocks that let visitors get in touch."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    PageChooserBlock,
    StreamBlock,
    StreamBlockValidationError,
    StructBlock,
    StructBlockValidationError,
)

from wagtail_tyonohjaus.contact.form.config import CustomFieldType, FormConfig, configurable_fields
from wagtail_tyonohjaus.contact.form.field_types import field_types
from wagtail_tyonohjaus.contact.form.standard_fields import FIELD_LABELS, Requirement
from wagtail_tyonohjaus.practice.page_links import PageRole, first_page, page_url

from .base import PhoneNumberBlock, PracticeBlock
from .record_choosers import RecordChooserBlock
from .registered_choices import RegisteredChoiceBlock
from .typed_values import CharBlock, TextBlock


class ContactMeta:
    """Options of all blocks for contact: their group in the editor's menu."""

    group = _("Contact")


class StandardFieldBlock(StructBlock):
    """Changes one of the form's standard fields: whether it is required, its label and its help text."""

    field = RegisteredChoiceBlock(
        label=_("Field"),
        choices=list(FIELD_LABELS.items()),
        registered=lambda: configurable_fields().items(),
    )
    requirement = ChoiceBlock(
        label=_("Requirement"),
        choices=Requirement.choices,
        default="optional",
    )
    label = CharBlock(
        required=False, label=_("Label"), help_text=_("Leave blank to use the standard label."), max_length=120
    )
    help_text = CharBlock(required=False, label=_("Help text"), max_length=255)

    class Meta:
        label = _("Standard field")
        icon = "form"


class CustomFieldBlock(StructBlock):
    """A field added by the editor. Answers are stored under the block's id, so the label may change."""

    label = CharBlock(label=_("Label"), max_length=120)
    field_type = RegisteredChoiceBlock(
        label=_("Type of answer"),
        choices=CustomFieldType.choices,
        registered=lambda: [(field_type.name, field_type.label) for field_type in field_types()],
        default="text",
    )
    choices = TextBlock(required=False, label=_("Choices"), help_text=_("One per line."), rows=3)
    required = BooleanBlock(required=False, label=_("Required"))
    help_text = CharBlock(required=False, label=_("Help text"), max_length=255)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        with_choices = {field_type.name for field_type in field_types() if field_type.needs_choices}
        if cleaned["field_type"] in with_choices and not cleaned["choices"].strip():
            raise StructBlockValidationError({"choices": ValidationError(_("Enter the choices, one per line."))})
        return cleaned

    class Meta:
        label = _("Custom field")
        icon = "help"


class ContactFormFieldsBlock(StreamBlock):
    """Changes to the standard fields of a contact form, and custom fields."""

    standard = StandardFieldBlock()
    custom = CustomFieldBlock()

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        if duplicates := _duplicate_positions(cleaned):
            error = ValidationError(_("This field is already listed above. Remove one of them."))
            raise StreamBlockValidationError(dict.fromkeys(duplicates, error))
        config = FormConfig.from_stream(cleaned)
        if not (config.includes("phone") or config.includes("email")):
            error = ValidationError(_("Include a telephone or e-mail field, so that you can reply."))
            raise StreamBlockValidationError(non_block_errors=[error])
        return cleaned

    class Meta:
        label = _("Fields")
        required = False


def _duplicate_positions(stream: Any) -> list[int]:
    """Positions of standard fields that an earlier block already changes."""
    fields = [block.value["field"] if block.block_type == "standard" else None for block in stream]
    return [position for position, field in enumerate(fields) if field and field in fields[:position]]


class CallToActionBlock(PracticeBlock):
    """Buttons that call, open the contact page or open a page with free times.

    Without values of its own it uses the practice's telephone number and the site's first contact page.
    """

    text = TextBlock(required=False, label=_("Text"), rows=2)
    show_phone = BooleanBlock(required=False, default=True, label=_("Telephone button"))
    phone = PhoneNumberBlock(
        required=False, label=_("Telephone number"), help_text=_("Leave blank to use the practice's number.")
    )
    show_contact = BooleanBlock(required=False, default=True, label=_("Contact button"))
    contact_page = PageChooserBlock(
        required=False, label=_("Contact page"), help_text=_("Leave blank to use the site's contact page.")
    )
    free_times_page = PageChooserBlock(required=False, label=_("Page with free times"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "contact_url": self._contact_url(value, context) if value.get("show_contact") else "",
            "free_times_url": page_url(value.get("free_times_page"), context.get("request")),
        }

    def _contact_url(self, value: Any, context: dict[str, Any]) -> str:
        request = context.get("request")
        return page_url(value.get("contact_page"), request) or page_url(
            first_page(PageRole.CONTACT, context["site"], request), request
        )

    class Meta(ContactMeta):
        label = _("Call to action")
        icon = "mobile-alt"
        template = "wagtail_tyonohjaus/blocks/call_to_action.html"
        description = _("Buttons to call, to write or to choose a time.")
        preview_value = {
            "heading": _("Let’s talk"),
            "text": _("Call or leave a message."),
            "show_phone": True,
            "show_contact": True,
        }


class ContactFormBlock(PracticeBlock):
    """The contact form, which may be limited to a supervisor, service or office."""

    text = TextBlock(required=False, label=_("Text"), rows=2)
    supervisor = RecordChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    office = RecordChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    fields = ContactFormFieldsBlock(required=False, label=_("Changes to the standard fields"))

    class Meta(ContactMeta):
        label = _("Contact form")
        icon = "form"
        template = "wagtail_tyonohjaus/blocks/contact_form.html"
        description = _("A form for contact requests.")
        preview_value = {"heading": _("Ask us to contact you"), "text": ""}
