"""A stream block with all sections."""

from wagtail.blocks import StreamBlock

from .contact import CallToActionBlock, ContactFormBlock
from .content import (
    BulletListBlock,
    CaptionedImageBlock,
    ComparisonBlock,
    DailyQuotationBlock,
    FAQBlock,
    KeyFactsBlock,
    LinkListBlock,
    StepsBlock,
    TextSectionBlock,
)
from .finder import FinderBlock
from .guide import GuideBlock
from .records import (
    CalendarSubscriptionBlock,
    CrisisNoticesBlock,
    FreeTimesBlock,
    OfficesBlock,
    ServicesBlock,
    SupervisorsBlock,
)


class PageBodyBlock(StreamBlock):
    """The body of a practice's page.

    Subclass it to add blocks or, with ``comparison = None``, to remove some, and use it in a ``StreamField`` of your
    own page class: the migration is then in your app.
    """

    text = TextSectionBlock()
    bullet_list = BulletListBlock()
    key_facts = KeyFactsBlock()
    steps = StepsBlock()
    comparison = ComparisonBlock()
    daily_quotation = DailyQuotationBlock()
    faq = FAQBlock()
    links = LinkListBlock()
    image = CaptionedImageBlock()
    finder = FinderBlock()
    guide = GuideBlock()
    services = ServicesBlock()
    supervisors = SupervisorsBlock()
    offices = OfficesBlock()
    free_times = FreeTimesBlock()
    calendar_subscription = CalendarSubscriptionBlock()
    crisis_notices = CrisisNoticesBlock()
    call_to_action = CallToActionBlock()
    contact_form = ContactFormBlock()

    class Meta:
        template = "wagtail_tyonohjaus/blocks/page_body.html"
