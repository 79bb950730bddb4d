"""Blocks with which a visitor gets in touch."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    PageChooserBlock,
    StreamBlock,
    StreamBlockValidationError,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
)
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_tyonohjaus.contact.form_config import QUESTION_LABELS, Ask, FormConfig, OwnKind
from wagtail_tyonohjaus.practice.page_links import address, first_page

from .base import PhoneNumberBlock, PracticeBlock


class ContactMeta:
    group = _("Contact")


class AskedFieldBlock(StructBlock):
    """How the form asks one of the things it knows."""

    field = ChoiceBlock(
        label=_("What"),
        choices=list(QUESTION_LABELS.items()),
    )
    asked = ChoiceBlock(
        label=_("How"),
        choices=Ask.choices,
        default="optional",
    )
    label = CharBlock(required=False, label=_("Label"), help_text=_("Blank: the usual one."), max_length=120)
    help_text = CharBlock(required=False, label=_("Help"), max_length=255)

    class Meta:
        label = _("Field of the form")
        icon = "form"


class OwnFieldBlock(StructBlock):
    """A question of the practice's own. The block's id is the answer's stable key."""

    label = CharBlock(label=_("Question"), max_length=120)
    kind = ChoiceBlock(
        label=_("Answer"),
        choices=OwnKind.choices,
        default="text",
    )
    choices = TextBlock(required=False, label=_("Choices"), help_text=_("One on a line."), rows=3)
    required = BooleanBlock(required=False, label=_("Required"))
    help_text = CharBlock(required=False, label=_("Help"), max_length=255)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["kind"] == OwnKind.CHOICE and not cleaned["choices"].strip():
            raise StructBlockValidationError({"choices": ValidationError(_("Give the choices, one on a line."))})
        return cleaned

    class Meta:
        label = _("Question of your own")
        icon = "help"


class ContactFieldsBlock(StreamBlock):
    """What a contact form asks, where it differs from the usual."""

    asked = AskedFieldBlock()
    own = OwnFieldBlock()

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        if twice := _named_twice(cleaned):
            wrong = ValidationError(_("This field is above already."))
            raise StreamBlockValidationError(dict.fromkeys(twice, wrong))
        config = FormConfig.from_stream(cleaned)
        if not (config.asked("phone") or config.asked("email")):
            wrong = ValidationError(_("Ask for a telephone number or an e-mail address, or nobody can be answered."))
            raise StreamBlockValidationError(non_block_errors=[wrong])
        return cleaned

    class Meta:
        label = _("Fields")
        required = False


def _named_twice(stream: Any) -> list[int]:
    """The positions of fields that an earlier block is about already."""
    named = [block.value["field"] if block.block_type == "asked" else None for block in stream]
    return [number for number, name in enumerate(named) if name and name in named[:number]]


class CallToActionBlock(PracticeBlock):
    """An invitation to call, to write or to choose a time; the practice's own number and contact page by default."""

    text = TextBlock(required=False, label=_("Text"), rows=2)
    call = BooleanBlock(required=False, default=True, label=_("Call"))
    phone = PhoneNumberBlock(required=False, label=_("Number"), help_text=_("Blank: the practice's."))
    write = BooleanBlock(required=False, default=True, label=_("Write"))
    contact_page = PageChooserBlock(required=False, label=_("Contact page"), help_text=_("Blank: the site's first."))
    times_page = PageChooserBlock(required=False, label=_("Page on which to choose a time"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        request = context.get("request")
        contact = address(value.get("contact_page"), request) if value.get("write") else ""
        if value.get("write") and not contact:
            contact = address(first_page("contact", context["site"], request), request)
        return {"contact_url": contact, "times_url": address(value.get("times_page"), request)}

    class Meta(ContactMeta):
        label = _("Call to action")
        icon = "mobile-alt"
        template = "wagtail_tyonohjaus/blocks/call_to_action.html"
        description = _("Invites to call, to write or to choose a time.")
        preview_value = {"heading": _("Let’s talk"), "text": _("Call or leave a message."), "call": True, "write": True}


class ContactFormBlock(PracticeBlock):
    text = TextBlock(required=False, label=_("Text"), rows=2)
    supervisor = SnippetChooserBlock("wagtail_tyonohjaus.Supervisor", required=False, label=_("Supervisor"))
    service = SnippetChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    office = SnippetChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("Office"))
    fields = ContactFieldsBlock(required=False, label=_("Fields that differ from the usual"))

    class Meta(ContactMeta):
        label = _("Contact form")
        icon = "form"
        template = "wagtail_tyonohjaus/blocks/contact_form.html"
        description = _("The form with which a visitor asks to be contacted.")
        preview_value = {"heading": _("Ask us to contact you"), "text": ""}
