"""StreamField blocks for any page of any Wagtail site. Import them from here: the modules inside may move."""

from .base import PhoneNumberBlock, PracticeBlock
from .body import PracticeBody
from .contact import AskedFieldBlock, CallToActionBlock, ContactFieldsBlock, ContactFormBlock, OwnFieldBlock
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

__all__ = [
    "AskedFieldBlock",
    "BulletListBlock",
    "CalendarSubscriptionBlock",
    "CallToActionBlock",
    "ComparisonBlock",
    "ContactFieldsBlock",
    "ContactFormBlock",
    "CrisisNoticesBlock",
    "FactsBlock",
    "FreeTimesBlock",
    "LinksBlock",
    "OfficesBlock",
    "OwnFieldBlock",
    "PhoneNumberBlock",
    "PictureBlock",
    "PracticeBlock",
    "PracticeBody",
    "ProseBlock",
    "QuestionsBlock",
    "QuotationsBlock",
    "ServicesBlock",
    "StepsBlock",
    "SupervisorsBlock",
]
