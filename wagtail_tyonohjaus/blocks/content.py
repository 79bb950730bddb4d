"""Blocks whose content is written by editors."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlock,
    StructValue,
    URLBlock,
)
from wagtail.images.blocks import ImageBlock

from wagtail_tyonohjaus.content_validity import changes_at_midnight
from wagtail_tyonohjaus.practice.page_links import is_reachable, page_url, record_of_site

from .base import RICH_TEXT_FEATURES, SHORT_RICH_TEXT_FEATURES, PracticeBlock, WrittenBlock
from .record_choosers import RecordChooserBlock
from .typed_values import CharBlock, TextBlock


class TextSectionBlock(WrittenBlock):
    """A section of rich text with an optional heading."""

    text = RichTextBlock(features=RICH_TEXT_FEATURES, label=_("Text"))

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "wagtail_tyonohjaus/blocks/text_section.html"
        description = _("A heading and rich text.")
        preview_value = {
            "heading": _("What is work supervision?"),
            "text": "<p>Regular, confidential conversation about work with a trained supervisor.</p>",
        }


class BulletListBlock(WrittenBlock):
    """A bulleted list with an optional introduction."""

    introduction = TextBlock(required=False, label=_("Introduction"), rows=2)
    items = ListBlock(CharBlock(label=_("Item")), label=_("Items"))

    class Meta:
        label = _("Bullet list")
        icon = "list-ul"
        template = "wagtail_tyonohjaus/blocks/bullet_list.html"
        description = _("A list of goals, benefits or other items.")
        preview_value = {
            "heading": _("Goals"),
            "introduction": "",
            "items": [_("Clear goals"), _("Clear roles"), _("Coping at work")],
        }


class KeyFactBlock(StructBlock):
    """One fact: a term and its description."""

    term = CharBlock(label=_("Term"), max_length=80)
    description = TextBlock(label=_("Description"), rows=2)

    class Meta:
        label = _("Fact")
        icon = "tag"


class KeyFactsBlock(PracticeBlock):
    """Key facts of a ``Service`` record, followed by those written by the editor."""

    service = RecordChooserBlock(
        "wagtail_tyonohjaus.Service",
        required=False,
        label=_("Service"),
        help_text=_("Shows its formats, lengths, interval, places and price."),
    )
    facts = ListBlock(KeyFactBlock(), min_num=0, default=[], label=_("More facts"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"service": record_of_site(value.get("service"), context["site"])}

    class Meta:
        label = _("Key facts")
        hide_if_deleted = False
        icon = "table"
        template = "wagtail_tyonohjaus/blocks/key_facts.html"
        description = _("Length, interval, place and price at a glance.")
        preview_value = {
            "heading": _("At a glance"),
            "service": None,
            "facts": [
                {"term": _("Length"), "description": _("60 or 90 minutes")},
                {"term": _("Interval"), "description": _("every 2–4 weeks")},
            ],
        }


class StepBlock(StructBlock):
    """One step: a title and an optional text."""

    title = CharBlock(label=_("Title"), max_length=120)
    text = RichTextBlock(required=False, features=SHORT_RICH_TEXT_FEATURES, label=_("Text"))

    class Meta:
        label = _("Step")
        icon = "arrow-right"


class StepsBlock(WrittenBlock):
    """Numbered steps, such as the course of a supervision process."""

    steps = ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "wagtail_tyonohjaus/blocks/steps.html"
        description = _("A numbered list of steps.")
        preview_value = {
            "heading": _("Getting started"),
            "steps": [
                {"title": _("Get in touch"), "text": ""},
                {"title": _("We meet and agree on goals"), "text": ""},
            ],
        }


class ComparisonColumnValue(StructValue):
    """The heading of a column, with access to its title."""

    def get_title(self, site: Any) -> str:
        """The editor's title, else the name of the service if it belongs to ``site``."""
        service = record_of_site(self.get("service"), site)
        return self.get("title") or (service.title if service else "")


class ComparisonColumnBlock(StructBlock):
    """The heading of a column: a service, a title, or both."""

    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    title = CharBlock(
        required=False, label=_("Title"), help_text=_("Leave blank to use the service's name."), max_length=120
    )
    page = PageChooserBlock(required=False, label=_("Linked page"))

    class Meta:
        label = _("Column")
        icon = "view"
        value_class = ComparisonColumnValue


class ComparisonRowBlock(StructBlock):
    """One row: a title and a text for each column."""

    title = CharBlock(label=_("Title"), max_length=80)
    first = RichTextBlock(required=False, features=SHORT_RICH_TEXT_FEATURES, label=_("First column"))
    second = RichTextBlock(required=False, features=SHORT_RICH_TEXT_FEATURES, label=_("Second column"))

    class Meta:
        label = _("Row")
        icon = "grip"


class ComparisonBlock(PracticeBlock):
    """A table that compares two services."""

    introduction = TextBlock(required=False, label=_("Introduction"), rows=2)
    first = ComparisonColumnBlock(label=_("First column"))
    second = ComparisonColumnBlock(label=_("Second column"))
    rows = ListBlock(ComparisonRowBlock(), label=_("Rows"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        site, request = context["site"], context.get("request")
        records = {}
        for column in ("first", "second"):
            records[f"{column}_title"] = value[column].get_title(site)
            records[f"{column}_url"] = page_url(value[column].get("page"), request)
        return records

    class Meta:
        label = _("Comparison")
        icon = "table"
        template = "wagtail_tyonohjaus/blocks/comparison.html"
        description = _("Two services side by side, row by row.")
        preview_value = {
            "heading": _("Supervision or coaching?"),
            "introduction": "",
            "first": {"service": None, "title": _("Work supervision"), "page": None},
            "second": {"service": None, "title": _("Coaching"), "page": None},
            "rows": [
                {
                    "title": _("Goals"),
                    "first": "<p>Growing in one’s work and coping with it.</p>",
                    "second": "<p>A goal agreed on at the start.</p>",
                }
            ],
        }


class QuotationBlock(StructBlock):
    """A quotation and its source."""

    text = TextBlock(label=_("Quotation"), rows=3)
    source = CharBlock(required=False, label=_("Source"), max_length=160)

    class Meta:
        label = _("Quotation")
        icon = "openquote"


class DailyQuotationValue(StructValue):
    """The quotations, with access to that of a day."""

    def quotation_of_the_day(self, day: date) -> Any:
        """The quotation for ``day``, in rotation; None if there are none."""
        quotations = self.get("quotations") or []
        return quotations[day.toordinal() % len(quotations)] if len(quotations) else None


class DailyQuotationBlock(WrittenBlock):
    """Several quotations, one of which is shown each day. The server selects it, without JavaScript."""

    quotations = ListBlock(QuotationBlock(), label=_("Quotations"))

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        practice = context["practice"]
        now, zone = timezone.now(), practice.zone if practice else None
        if zone is not None:
            changes_at_midnight(now, zone)
        today = timezone.localdate(now, zone)
        return {"quotation": value.quotation_of_the_day(today)}

    class Meta:
        label = _("Daily quotation")
        icon = "openquote"
        value_class = DailyQuotationValue
        template = "wagtail_tyonohjaus/blocks/daily_quotation.html"
        description = _("Several quotations, shown one a day.")
        preview_value = {
            "heading": "",
            "quotations": [
                {"text": _("Listen so that others want to speak; speak so that others want to listen."), "source": ""}
            ],
        }


class QuestionBlock(StructBlock):
    """A question and its answer."""

    question = CharBlock(label=_("Question"), max_length=200)
    answer = RichTextBlock(features=RICH_TEXT_FEATURES, label=_("Answer"))

    class Meta:
        label = _("Question")
        icon = "help"


class FAQBlock(WrittenBlock):
    """Questions with answers that expand, without JavaScript."""

    questions = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "wagtail_tyonohjaus/blocks/faq.html"
        description = _("Questions that expand to show the answer.")
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
    """A link, with access to its page if visitors can open it."""

    @cached_property
    def page(self) -> Any:
        """The linked page if visitors can open it, else None, so that a draft's title is not disclosed."""
        page = self.get("page")
        return page if is_reachable(page) else None

    def get_url(self, request: Any = None) -> str:
        """The page's URL, else the external URL; empty if a draft has neither."""
        page = self.page
        return (page.get_url(request) if page else self.get("url")) or ""

    def get_title(self) -> str:
        page = self.page
        return self.get("title") or (page.title if page else self.get("url")) or ""


class LinkBlock(StructBlock):
    """A link to a page or an external URL."""

    page = PageChooserBlock(required=False, label=_("Page"))
    url = URLBlock(required=False, label=_("External URL"))
    title = CharBlock(
        required=False, label=_("Title"), help_text=_("Leave blank to use the page's title."), max_length=160
    )
    description = TextBlock(required=False, label=_("Description"), rows=2)

    class Meta:
        label = _("Link")
        icon = "link"
        value_class = LinkValue


class LinkListBlock(WrittenBlock):
    """Links to pages and other sites."""

    links = ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("Links")
        icon = "link"
        template = "wagtail_tyonohjaus/blocks/link_list.html"
        description = _("Links to pages and other sites, with descriptions.")
        preview_value = {
            "heading": _("Read more"),
            "links": [
                {"page": None, "url": "https://example.com/", "title": _("About supervision"), "description": ""}
            ],
        }


class CaptionedImageBlock(WrittenBlock):
    """An image with an optional caption. The alternative text is part of the image."""

    heading = None  # type: ignore[assignment]  # Wagtail removes the inherited block
    image = ImageBlock(label=_("Image"))
    caption = CharBlock(required=False, label=_("Caption"), max_length=200)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "wagtail_tyonohjaus/blocks/captioned_image.html"
        description = _("An image with a text alternative and an optional caption.")
        preview_value = {"image": None, "caption": ""}
