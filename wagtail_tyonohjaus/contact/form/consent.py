"""The consent that a visitor gives, and the privacy notice that it refers to."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ...practice.models import PracticeSettings

SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Consent:
    """A text and its own language, which may differ from the visitor's.

    ``version`` is a hash of the text, so that it is known which text a visitor agreed to. ``known_version`` is that
    of a text that is not known any more.
    """

    text: str
    language: str
    known_version: str = ""

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the text's SHA-256 hash."""
        return self.known_version or hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def foreign_language(self) -> str:
        """The language of the text if it is not that of the page, for a ``lang`` attribute; else blank."""
        return "" if _base(self.language) == _base(get_language() or "") else self.language


def consent_for(practice: PracticeSettings) -> Consent:
    """The text for the active language.

    It is the practice's own text in that language, else the standard sentence in it; if that is not translated, the
    practice's first own text, else the English sentence.
    """
    language = (get_language() or SOURCE_LANGUAGE).lower()
    own = practice.consent_by_language
    for code in (language, _base(language)):
        if code in own:
            return Consent(own[code], code)
    standard = _standard_text()
    if _base(language) == SOURCE_LANGUAGE or standard != _english_text():
        return Consent(standard, language)
    if own:
        code, text = next(iter(own.items()))
        return Consent(text, code)
    return Consent(standard, SOURCE_LANGUAGE)


def privacy_url(practice: PracticeSettings) -> str:
    """The URL of the privacy notice, in the visitor's language if it is translated; empty if it is not published."""
    page = practice.privacy_page
    if page is None:
        return ""
    page = page.localized
    return (page.get_url() or "") if page.live else ""


def _standard_text() -> str:
    return _("I agree that my details are stored to answer this request, as described in the privacy notice.")


def _english_text() -> str:
    with override(SOURCE_LANGUAGE):
        return _standard_text()


def _base(language: str) -> str:
    return language.lower().partition("-")[0]
