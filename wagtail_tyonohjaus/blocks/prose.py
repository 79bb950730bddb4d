"""Blocks that hold what an editor writes."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_tyonohjaus.practice.page_links import address, is_found, own

from .base import PROSE_FEATURES, SHORT_FEATURES, PracticeBlock


class ProseBlock(PracticeBlock):
    text = RichTextBlock(features=PROSE_FEATURES, label=_("Text"))

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "wagtail_tyonohjaus/blocks/text_section.html"
        description = _("A heading and text under it.")
        preview_value = {
            "heading": _("What is work supervision?"),
            "text": "<p>Regular, confidential conversation about work with a trained supervisor.</p>",
        }


class BulletListBlock(PracticeBlock):
    introduction = TextBlock(required=False, label=_("Introduction"), rows=2)
    items = ListBlock(CharBlock(label=_("Point")), label=_("Points"))

    class Meta:
        label = _("Bullet list")
        icon = "list-ul"
        template = "wagtail_tyonohjaus/blocks/bullet_list.html"
        description = _("Goals, benefits or other points under a heading.")
        preview_value = {
            "heading": _("Goals"),
            "introduction": "",
            "items": [_("Clear goals"), _("Clear roles"), _("Coping at work")],
        }


class FactBlock(StructBlock):
    name = CharBlock(label=_("What"), max_length=80)
    text = TextBlock(label=_("Text"), rows=2)

    class Meta:
        label = _("Fact")
        icon = "tag"


class FactsBlock(PracticeBlock):
    """Facts of a service record, then those an editor writes."""

    service = SnippetChooserBlock(
        "wagtail_tyonohjaus.Service",
        required=False,
        label=_("Service"),
        help_text=_("Shows its formats, lengths, interval, places and price."),
    )
    facts = ListBlock(FactBlock(), min_num=0, default=[], label=_("More facts"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"service": own(value.get("service"), context["site"])}

    class Meta:
        label = _("Facts")
        icon = "table"
        template = "wagtail_tyonohjaus/blocks/key_facts.html"
        description = _("Length, interval, place and price at a glance.")
        preview_value = {
            "heading": _("At a glance"),
            "service": None,
            "facts": [
                {"name": _("Length"), "text": _("60 or 90 minutes")},
                {"name": _("Interval"), "text": _("every 2–4 weeks")},
            ],
        }


class StepBlock(StructBlock):
    title = CharBlock(label=_("Title"), max_length=120)
    text = RichTextBlock(required=False, features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        label = _("Step")
        icon = "arrow-right"


class StepsBlock(PracticeBlock):
    steps = ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "wagtail_tyonohjaus/blocks/steps.html"
        description = _("How something goes, step by step.")
        preview_value = {
            "heading": _("How to begin"),
            "steps": [
                {"title": _("Get in touch"), "text": ""},
                {"title": _("We meet and agree on goals"), "text": ""},
            ],
        }


class ComparedValue(StructValue):
    def title(self, site: Any) -> str:
        service = own(self.get("service"), site)
        return self.get("name") or (service.title if service else "")


class ComparedBlock(StructBlock):
    """One of the two that are compared."""

    service = SnippetChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    name = CharBlock(required=False, label=_("Name"), help_text=_("Blank: the service's name."), max_length=120)
    page = PageChooserBlock(required=False, label=_("Page to read more on"))

    class Meta:
        label = _("Compared")
        icon = "view"
        value_class = ComparedValue


class AspectBlock(StructBlock):
    name = CharBlock(label=_("What is compared"), max_length=80)
    first = RichTextBlock(required=False, features=SHORT_FEATURES, label=_("First"))
    second = RichTextBlock(required=False, features=SHORT_FEATURES, label=_("Second"))

    class Meta:
        label = _("Row")
        icon = "grip"


class ComparisonBlock(PracticeBlock):
    """Two services side by side, aspect by aspect."""

    introduction = TextBlock(required=False, label=_("Introduction"), rows=2)
    first = ComparedBlock(label=_("First"))
    second = ComparedBlock(label=_("Second"))
    aspects = ListBlock(AspectBlock(), label=_("Rows"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        site, request = context["site"], context.get("request")
        titles = {name: value[name].title(site) for name in ("first", "second")}
        return titles | {f"{name}_url": address(value[name].get("page"), request) for name in titles}

    class Meta:
        label = _("Comparison")
        icon = "table"
        template = "wagtail_tyonohjaus/blocks/comparison.html"
        description = _("Two services side by side, row by row.")
        preview_value = {
            "heading": _("Supervision or coaching?"),
            "introduction": "",
            "first": {"service": None, "name": _("Work supervision"), "page": None},
            "second": {"service": None, "name": _("Coaching"), "page": None},
            "aspects": [
                {
                    "name": _("Goals"),
                    "first": "<p>Growing in one’s work and coping with it.</p>",
                    "second": "<p>A goal agreed on at the start.</p>",
                }
            ],
        }


class QuotationBlock(StructBlock):
    text = TextBlock(label=_("Quotation"), rows=3)
    source = CharBlock(required=False, label=_("Who said it"), max_length=160)

    class Meta:
        label = _("Quotation")
        icon = "openquote"


class QuotationsValue(StructValue):
    def shown(self, day: date | None = None) -> Any:
        """The quotation of a day, of today by default: the same all day for everybody, the next one tomorrow."""
        quotations = self.get("quotations") or []
        return quotations[(day or timezone.localdate()).toordinal() % len(quotations)] if len(quotations) else None


class QuotationsBlock(PracticeBlock):
    """Several quotations, of which a page shows one a day. It is chosen on the server, so nothing moves."""

    quotations = ListBlock(QuotationBlock(), label=_("Quotations"))

    class Meta:
        label = _("Quotations")
        icon = "openquote"
        value_class = QuotationsValue
        template = "wagtail_tyonohjaus/blocks/daily_quotation.html"
        description = _("One quotation a day out of several.")
        preview_value = {
            "heading": "",
            "quotations": [
                {"text": _("Listen so that others want to speak; speak so that others want to listen."), "source": ""}
            ],
        }


class QuestionBlock(StructBlock):
    question = CharBlock(label=_("Question"), max_length=200)
    answer = RichTextBlock(features=PROSE_FEATURES, label=_("Answer"))

    class Meta:
        label = _("Question")
        icon = "help"


class QuestionsBlock(PracticeBlock):
    questions = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "wagtail_tyonohjaus/blocks/faq.html"
        description = _("Questions that open to show the answer.")
        preview_value = {
            "heading": _("Questions and answers"),
            "questions": [
                {
                    "question": _("Is supervision therapy?"),
                    "answer": "<p>No. It is about work and one’s part in it.</p>",
                }
            ],
        }


class LinkValue(StructValue):
    @cached_property
    def page(self) -> Any:
        """The chosen page once visitors find it: they are told nothing of a draft, not even its title."""
        page = self.get("page")
        return page if is_found(page) else None

    def address(self, request: Any = None) -> str:
        """Where it leads, the page coming before the address; empty where a draft names neither."""
        page = self.page
        return (page.get_url(request) if page else self.get("url")) or ""

    def name(self) -> str:
        page = self.page
        return self.get("title") or (page.title if page else self.get("url")) or ""


class LinkBlock(StructBlock):
    page = PageChooserBlock(required=False, label=_("Page"))
    url = URLBlock(required=False, label=_("Address elsewhere"))
    title = CharBlock(required=False, label=_("Title"), help_text=_("Blank: the page's title."), max_length=160)
    description = TextBlock(required=False, label=_("Description"), rows=2)

    class Meta:
        label = _("Link")
        icon = "link"
        value_class = LinkValue


class LinksBlock(PracticeBlock):
    links = ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("Links")
        icon = "link"
        template = "wagtail_tyonohjaus/blocks/link_list.html"
        description = _("Where to read more.")
        preview_value = {
            "heading": _("Read more"),
            "links": [
                {"page": None, "url": "https://example.com/", "title": _("About supervision"), "description": ""}
            ],
        }


class PictureBlock(PracticeBlock):
    heading = None
    picture = ImageBlock(label=_("Image"))
    caption = CharBlock(required=False, label=_("Caption"), max_length=200)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "wagtail_tyonohjaus/blocks/captioned_image.html"
        description = _("An image with a text for those who do not see it.")
        preview_value = {"picture": None, "caption": ""}
