"""A page type with the package's blocks among the site's own."""

from wagtail.admin.panels import FieldPanel
from wagtail.blocks import RichTextBlock, StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from wagtail_tyonohjaus.blocks import (
    CalendarSubscriptionBlock,
    ContactFormBlock,
    FreeTimesBlock,
    ServicesBlock,
    SupervisorsBlock,
)


class SectionsBlock(StreamBlock):
    """The site's own block first."""

    text = RichTextBlock()
    services = ServicesBlock()
    supervisors = SupervisorsBlock()
    free_times = FreeTimesBlock()
    calendar_subscription = CalendarSubscriptionBlock()
    contact_form = ContactFormBlock()


class SectionPage(Page):
    """Its template is the site's."""

    body = StreamField(SectionsBlock())

    content_panels = [*Page.content_panels, FieldPanel("body")]
