"""StreamField blocks for any page of any Wagtail site. Import them from here; the submodules may change."""

from .base import PhoneNumberBlock, PracticeBlock
from .contact import CallToActionBlock, ContactFormBlock, ContactFormFieldsBlock, CustomFieldBlock, StandardFieldBlock
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
from .page_body import PageBodyBlock
from .record_choosers import RecordChooserBlock
from .records import (
    CalendarSubscriptionBlock,
    CrisisNoticesBlock,
    FreeTimesBlock,
    OfficesBlock,
    ServicesBlock,
    SupervisorsBlock,
)

__all__ = [
    "BulletListBlock",
    "CalendarSubscriptionBlock",
    "CallToActionBlock",
    "CaptionedImageBlock",
    "ComparisonBlock",
    "ContactFormBlock",
    "ContactFormFieldsBlock",
    "CrisisNoticesBlock",
    "CustomFieldBlock",
    "DailyQuotationBlock",
    "FAQBlock",
    "FinderBlock",
    "FreeTimesBlock",
    "GuideBlock",
    "KeyFactsBlock",
    "LinkListBlock",
    "OfficesBlock",
    "PageBodyBlock",
    "PhoneNumberBlock",
    "PracticeBlock",
    "RecordChooserBlock",
    "ServicesBlock",
    "StandardFieldBlock",
    "StepsBlock",
    "SupervisorsBlock",
    "TextSectionBlock",
]
