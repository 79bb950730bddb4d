"""What the page types have in common."""

from http import HTTPMethod
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.blocks import PageBodyBlock
from wagtail_tyonohjaus.practice.site import current_practice, site_of

PROSE = ["h3", "h4", "bold", "italic", "link", "document-link", "ul", "ol", "blockquote"]


class PracticePageMixin(models.Model):
    """Abstract: a lead, a body of blocks and the template of ours that is used where the site has none of its own.

    Wagtail drops a mixin's ``template`` and a mixin's ``search_fields`` hides those of the base page's own mixins; so
    name the template in ``practice_template``, and add ``practice_search_fields`` in the concrete class.
    """

    practice_template: ClassVar[str] = "wagtail_tyonohjaus/standard_page.html"
    practice_tabs: ClassVar[list[tuple[Any, str]]] = []
    """Tabs of the editor between the content and the promotion: heading and name of the list of panels."""
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    lead = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences, shown under the title and in listings.")
    )
    body = StreamField(PageBodyBlock(required=False), verbose_name=_("content"), blank=True)

    content_panels = [*AbstractPage.content_panels, "lead", "body"]
    practice_search_fields = [index.SearchField("lead"), index.SearchField("body")]
    api_fields = [APIField("lead"), APIField("body")]

    class Meta:
        abstract = True

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        """The usual tabs and those of ``practice_tabs``. Override it to arrange the editor otherwise."""
        tabs = [
            ("content_panels", _("Content")),
            *((name, heading) for heading, name in cls.practice_tabs),
            ("promote_panels", _("Promote")),
            ("settings_panels", _("Settings")),
        ]
        lists = [ObjectList(getattr(cls, name), heading=heading) for name, heading in tabs if getattr(cls, name, None)]
        return TabbedInterface(lists, base_form_class=cls.base_form_class)  # type: ignore[attr-defined]

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [super().get_template(request, *args, **kwargs), self.practice_template]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["site"] = site_of(self, request)
        context["practice"] = current_practice(context)
        return context
