"""All blocks together."""

from wagtail.blocks import StreamBlock

from .contact import CallToActionBlock, ContactFormBlock
from .prose import (
    BulletListBlock,
    ComparisonBlock,
    FactsBlock,
    LinksBlock,
    PictureBlock,
    ProseBlock,
    QuestionsBlock,
    QuotationsBlock,
    StepsBlock,
)
from .records import (
    CalendarSubscriptionBlock,
    CrisisNoticesBlock,
    FreeTimesBlock,
    OfficesBlock,
    ServicesBlock,
    SupervisorsBlock,
)


class PracticeBody(StreamBlock):
    """The body of a practice's page.

    Subclass it to add blocks or, with ``heading = None``, to take some away, and use it in a ``StreamField`` of your
    own page class: the migration is then yours.
    """

    text = ProseBlock()
    bullets = BulletListBlock()
    facts = FactsBlock()
    steps = StepsBlock()
    comparison = ComparisonBlock()
    quotations = QuotationsBlock()
    questions = QuestionsBlock()
    links = LinksBlock()
    picture = PictureBlock()
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
