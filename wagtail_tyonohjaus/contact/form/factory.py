"""Builds an empty contact form for a page, with the token that it submits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import get_language

from ...practice.models import PracticeSettings
from ...practice.site import site_for_request
from .config import FormConfig
from .consent import consent_for
from .contact_form import ContactForm
from .fields import PreferredTime
from .standard_fields import FURTHER_TIMES
from .tokens import FormToken

# What the query of a link may fill in: records by primary key, a time as ``PreferredTime.value`` writes it.
PREFILLED = ("supervisor", "service", "office", "urgency", "format", "delivery_mode", "language", "preferred_start")
MAX_LENGTHS = {FURTHER_TIMES: 120}


def contact_form(
    request: HttpRequest | None,
    config: FormConfig | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    page: Model | None = None,
    practice: PracticeSettings | None = None,
    phone: str = "",
) -> ContactForm:
    """An empty form for ``wagtail_tyonohjaus/contact/_form.html``.

    ``initial`` maps field names to values; records may be instances or primary keys. The query of the URL adds to it,
    as in ``?supervisor=3&preferred_start=2026-12-01T08:00Z/60``. The form needs no cookie, so the page may be cached.
    ``phone`` (E.164) is the number to call if nothing can be stored, by default the practice's.
    """
    practice = practice or PracticeSettings.for_site(site_for_request(request))
    token = issue_token(practice, config or FormConfig(), getattr(page, "pk", None), get_language() or "", phone)
    own = {name: _plain(value) for name, value in (initial or {}).items() if value and _belongs_to(practice, value)}
    return ContactForm(practice=practice, token=token, initial={**_from_query(request), **own})


def issue_token(
    practice: PracticeSettings, config: FormConfig, page: int | None, language: str, phone: str = ""
) -> FormToken:
    """In the active language, whose consent text the form displays. ``phone`` as in ``contact_form``."""
    phone = phone or (practice.phone.as_e164 if practice.phone else "")
    return FormToken(config, page, language, phone=phone, consent=consent_for(practice).version)


def renew_token(practice: PracticeSettings, token: FormToken) -> FormToken:
    """A new token for a form that the visitor has had since ``token`` was issued."""
    phone = token.phone if token.config.urgent else ""
    renewed = issue_token(practice, token.config, token.page, token.language, phone)
    return replace(renewed, issued_at=token.issued_at, consent=token.consent or renewed.consent, visit=token.visit)


def _from_query(request: HttpRequest | None) -> dict[str, Any]:
    if request is None:
        return {}
    names = (*PREFILLED, *MAX_LENGTHS)
    return {name: request.GET[name][: MAX_LENGTHS.get(name, 40)] for name in names if request.GET.get(name)}


def _belongs_to(practice: PracticeSettings, value: Any) -> bool:
    """Records of another practice can't be requested here."""
    return getattr(value, "site_id", practice.site_id) == practice.site_id


def _plain(value: Any) -> Any:
    if isinstance(value, PreferredTime):
        return value.value
    return getattr(value, "pk", value)
