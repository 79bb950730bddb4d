"""The contact page."""

from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import AbstractPage

from wagtail_tyonohjaus.blocks import ContactFormFieldsBlock
from wagtail_tyonohjaus.contact.form.standard_fields import FIELD_LABELS, STANDARD_FIELDS, Requirement
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PracticePageMixin


def _standard_fields_text() -> str:
    """Which standard fields are required, optional and left out by default."""
    labels = {
        ask: " · ".join(str(FIELD_LABELS[name]) for name, default in STANDARD_FIELDS.items() if default == ask)
        for ask in Requirement
    }
    return gettext("Required by default: %(required)s | Optional: %(optional)s | Left out: %(off)s") % {
        "required": labels[Requirement.REQUIRED],
        "optional": labels[Requirement.OPTIONAL],
        "off": labels[Requirement.OFF],
    }


standard_fields_text = lazy(_standard_fields_text, str)


@register_page_type(PageRole.CONTACT, form_field="show_form")
class ContactPageMixin(PracticePageMixin):
    """Abstract: contact details, offices and the contact form.

    The form posts to a view of its own (``wagtail_tyonohjaus:contact_submit``), so the page rejects POST requests.
    """

    practice_template = "wagtail_tyonohjaus/contact_page.html"
    practice_tabs = [(_("Form"), "form_panels")]

    form_heading = models.CharField(_("form heading"), max_length=160, blank=True)
    form_introduction = models.TextField(_("text above the form"), blank=True)
    form_fields = StreamField(
        ContactFormFieldsBlock(required=False),
        verbose_name=_("changes to the standard fields"),
        blank=True,
        help_text=_("Make standard fields required, rename or remove them, and add custom fields."),
    )
    show_form = models.BooleanField(_("show the contact form"), default=True)
    show_offices = models.BooleanField(_("show the offices"), default=True)

    content_panels = [*AbstractPage.content_panels, "introduction", "show_offices", "body"]
    form_panels = [
        MultiFieldPanel(
            [FieldPanel("show_form"), FieldPanel("form_heading"), FieldPanel("form_introduction")],
            heading=_("Contact form"),
        ),
        FieldPanel("form_fields", help_text=standard_fields_text()),
    ]

    api_fields = [
        *PracticePageMixin.api_fields,
        *(APIField(name) for name in ("form_heading", "form_introduction", "show_form", "show_offices")),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["offices"] = listings.offices(context["site"], None, request) if self.show_offices else []
        return context
