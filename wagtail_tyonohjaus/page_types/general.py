"""The front page and pages of text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PracticePageMixin


class HeaderImageMixin(models.Model):
    """Abstract: an image at the top of the page. Its description in the image library is the text alternative."""

    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image"),
    )

    class Meta:
        abstract = True


@register_page_type(PageRole.HOME)
class PracticeHomePageMixin(HeaderImageMixin, PracticePageMixin):
    """Abstract: the front page, with a headline and contact buttons."""

    practice_template = "wagtail_tyonohjaus/practice_home_page.html"

    headline = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("Leave blank to use the page's title.")
    )
    show_contact_buttons = models.BooleanField(_("show telephone and contact buttons"), default=True)

    content_panels = [
        *AbstractPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("introduction"),
                FieldPanel("image"),
                FieldPanel("show_contact_buttons"),
            ],
            heading=_("Top of the page"),
        ),
        "body",
    ]
    practice_search_fields = [*PracticePageMixin.practice_search_fields, index.SearchField("headline")]
    api_fields = [*PracticePageMixin.api_fields, APIField("headline"), APIField("image")]

    class Meta:
        abstract = True


class StandardPageMixin(HeaderImageMixin, PracticePageMixin):
    """Abstract: a page of blocks."""

    practice_template = "wagtail_tyonohjaus/standard_page.html"

    content_panels = [*AbstractPage.content_panels, "introduction", "image", "body"]
    api_fields = [*PracticePageMixin.api_fields, APIField("image")]

    class Meta:
        abstract = True
