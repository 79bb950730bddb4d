"""The consent that a visitor gives, and the privacy notice that it refers to."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...practice.models import PracticeSettings


@dataclass(frozen=True)
class Consent:
    """``version`` is a hash of the text, so that it is known which text a visitor agreed to."""

    text: str
    language: str

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def consent_for(practice: PracticeSettings) -> Consent:
    """The practice's text, else the default one in the active language."""
    default = _("I agree that my details are stored to answer this request, as described in the privacy notice.")
    return Consent(practice.consent_text.strip() or default, get_language() or "")


def privacy_url(practice: PracticeSettings) -> str:
    """The URL of the privacy notice, in the visitor's language if it is translated; empty if it is not published."""
    page = practice.privacy_page
    if page is None:
        return ""
    page = page.localized
    return (page.get_url() or "") if page.live else ""
