"""What a visitor agrees to, and how that sentence is kept."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..practice.models import PracticeSettings


@dataclass(frozen=True)
class Consent:
    """``version`` changes with the text, so it is known which sentence a visitor saw."""

    text: str
    language: str

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def consent_for(practice: PracticeSettings) -> Consent:
    """The practice's sentence, else the standard one in the active language."""
    standard = _("I agree that my details are kept to answer this request, as the privacy notice tells.")
    return Consent(practice.consent_text.strip() or standard, get_language() or "")


def privacy_url(practice: PracticeSettings) -> str:
    """Where the privacy notice is, in the visitor's language where it has one; empty without a published one."""
    page = practice.privacy_page
    if page is None:
        return ""
    page = page.localized
    return (page.get_url() or "") if page.live else ""
