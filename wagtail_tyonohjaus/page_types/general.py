"""A practice's front page and its pages of text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PracticePageMixin


class PictureMixin(models.Model):
    """Abstract: a picture at the top. Its description in the image library is the text for those who don't see it."""

    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )

    class Meta:
        abstract = True


@register_page_type(PageRole.HOME)
class PracticeHomePageMixin(PictureMixin, PracticePageMixin):
    """Abstract: the front page; what the practice is, in a sentence, how to reach it, and blocks."""

    practice_template = "wagtail_tyonohjaus/practice_home_page.html"

    headline = models.CharField(_("headline"), max_length=160, blank=True, help_text=_("Leave blank to use the page's title."))
    show_call = models.BooleanField(_("telephone and contact buttons"), default=True)

    content_panels = [
        *AbstractPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("image"), FieldPanel("show_call")],
            heading=_("Top of the page"),
        ),
        "body",
    ]
    practice_search_fields = [*PracticePageMixin.practice_search_fields, index.SearchField("headline")]
    api_fields = [*PracticePageMixin.api_fields, APIField("headline"), APIField("image")]

    class Meta:
        abstract = True


class StandardPageMixin(PictureMixin, PracticePageMixin):
    """Abstract: a page of blocks."""

    practice_template = "wagtail_tyonohjaus/standard_page.html"

    content_panels = [*AbstractPage.content_panels, "lead", "image", "body"]
    api_fields = [*PracticePageMixin.api_fields, APIField("image")]

    class Meta:
        abstract = True
