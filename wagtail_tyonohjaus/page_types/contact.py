"""The contact page."""

from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import AbstractPage

from wagtail_tyonohjaus.blocks import ContactFormFieldsBlock
from wagtail_tyonohjaus.contact.form_config import QUESTION_LABELS, QUESTIONS, Ask
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PracticePageMixin


def _usual_text() -> str:
    """What the form asks where the editor says nothing."""
    asked = {
        ask: " · ".join(str(QUESTION_LABELS[name]) for name, usual in QUESTIONS.items() if usual == ask) for ask in Ask
    }
    return gettext("Usually required: %(required)s | asked: %(optional)s | not asked: %(off)s") % {
        "required": asked[Ask.REQUIRED],
        "optional": asked[Ask.OPTIONAL],
        "off": asked[Ask.OFF],
    }


usual_text = lazy(_usual_text, str)


@register_page_type(PageRole.CONTACT, form_field="show_form")
class ContactPageMixin(PracticePageMixin):
    """Abstract: how to reach the practice, and its form.

    The form posts to an address of its own (``contact.urls``), so this page answers no POST.
    """

    practice_template = "wagtail_tyonohjaus/contact_page.html"
    practice_tabs = [(_("Form"), "form_panels")]

    form_heading = models.CharField(_("heading of the form"), max_length=160, blank=True)
    form_fields = StreamField(
        ContactFormFieldsBlock(required=False),
        verbose_name=_("fields that differ from the usual"),
        blank=True,
        help_text=_("The form asks the usual things; say here what is asked otherwise, and add questions of your own."),
    )
    form_help = models.TextField(_("text above the form"), blank=True)
    show_form = models.BooleanField(_("show the contact form"), default=True)
    show_offices = models.BooleanField(_("show the offices"), default=True)

    content_panels = [*AbstractPage.content_panels, "lead", "show_offices", "body"]
    form_panels = [
        MultiFieldPanel(
            [FieldPanel("show_form"), FieldPanel("form_heading"), FieldPanel("form_help")], heading=_("The form")
        ),
        FieldPanel("form_fields", help_text=usual_text()),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["offices"] = listings.offices(context["site"], None, request) if self.show_offices else []
        return context
