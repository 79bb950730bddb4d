"""Receivers: who they are, what language they read, and who hears of a message that nobody could receive."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.models import Site

from ..practice.models import PracticeSettings, Supervisor
from .models import Audience, Channel


@dataclass(frozen=True)
class Receiver:
    """Where a message goes. ``address`` is an e-mail address or, for a text message, a number as E.164."""

    address: str
    channel: str = Channel.MAIL.value
    name: str = ""
    language: str = ""
    audience: str = Audience.STAFF.value


def site_language() -> str:
    return settings.LANGUAGE_CODE


def user_language(user: Any) -> str:
    """The language that a user has chosen for the admin, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or site_language()


def supervisor_language(supervisor: Supervisor) -> str:
    """The account's language, else the first of the supervisor's own that the site speaks."""
    if supervisor.user_id:
        return user_language(supervisor.user)
    spoken = dict(settings.LANGUAGES)
    return next((code for code in supervisor.languages if code in spoken), site_language())


def fallback_addresses(site: Site | None) -> list[str]:
    """Who receives what nobody else does; never empty.

    The practice's own choice, else its administrators, the project's ``ADMINS`` and ``MANAGERS``, and at last the
    sender's own box.
    """
    practice = PracticeSettings.for_site(site).recipients if site else []
    return practice or _superusers() or _project_contacts() or [settings.DEFAULT_FROM_EMAIL]


def _superusers() -> list[str]:
    users = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)
    return sorted({user.email for user in users if getattr(user, "email", "")})


def _project_contacts() -> list[str]:
    entries = [*settings.ADMINS, *settings.MANAGERS]
    return list(dict.fromkeys(entry if isinstance(entry, str) else entry[1] for entry in entries))
