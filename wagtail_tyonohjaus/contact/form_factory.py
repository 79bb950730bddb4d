"""Makes a contact form for a page: what it asks, what is known already, and the signed part that it carries."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from ..practice.models import PracticeSettings
from ..practice.site import site_for_request
from .form import ContactForm
from .form_config import FormConfig
from .form_fields import PreferredTime
from .tokens import FormToken

# What a link may fill in: records by primary key, a time as ``PreferredTime.value`` has it.
PREFILLED = ("supervisor", "service", "office", "urgency", "format", "delivery_mode", "language", "preferred_start")


def contact_form(
    request: HttpRequest | None,
    config: FormConfig | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    page: Any = None,
    practice: PracticeSettings | None = None,
    offered: Iterable[PreferredTime] = (),
) -> ContactForm:
    """An empty form for ``wagtail_tyonohjaus/contact/_form.html``.

    ``initial`` maps questions to values, records to records or primary keys; the address's query adds to it, as in
    ``?supervisor=3&preferred_start=2026-12-01T08:00Z/60``. It sets no cookie and reads none, so the page may be cached.
    """
    practice = practice or PracticeSettings.for_site(site_for_request(request))
    config = config or FormConfig()
    given = {key: _plain(value) for key, value in (initial or {}).items() if value and _is_of(practice, value)}
    known = {**_from_query(request), **given}
    form = ContactForm(practice=practice, config=config, initial=known, offered=offered)
    form.token = new_token(practice, config, getattr(page, "pk", None), get_language() or "")
    return form


def new_token(practice: PracticeSettings, config: FormConfig, page: int | None, language: str) -> FormToken:
    return FormToken(config, page, language, phone=practice.phone.as_e164 if practice.phone else "")


def _from_query(request: HttpRequest | None) -> dict[str, Any]:
    if request is None:
        return {}
    return {name: request.GET[name][:40] for name in PREFILLED if request.GET.get(name)}


def _is_of(practice: PracticeSettings, value: Any) -> bool:
    """Another practice's record can't be asked for here."""
    return getattr(value, "site_id", practice.site_id) == practice.site_id


def _plain(value: Any) -> Any:
    if isinstance(value, PreferredTime):
        return value.value
    return getattr(value, "pk", value)
