"""Recipients, the languages they read, and the fallback for messages that reach nobody else.

Who receives a message is chosen by the part that sends it; for a contact request by its routing
(``contact.routing.evaluation``).
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.models import Site

from ..practice.models import PracticeSettings, Supervisor
from ..practice.users import Account
from .models import Audience, Channel


@dataclass(frozen=True)
class Recipient:
    """Where a message goes. ``address`` is an e-mail address or, for a text message, an E.164 number.

    ``language`` is a language code; blank means the site's.
    """

    address: str
    channel: str = Channel.MAIL.value
    name: str = ""
    language: str = ""
    audience: str = Audience.STAFF.value


def site_language() -> str:
    """The language of recipients whose own is unknown: ``LANGUAGE_CODE``."""
    return settings.LANGUAGE_CODE


def user_language(user: Account) -> str:
    """The language that a user has selected for the admin, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or site_language()


def own_number(user: Account) -> str:
    """The telephone number (E.164) of the user's own supervisor record; blank without one."""
    supervisor = Supervisor.objects.filter(user=user.pk).order_by("pk").first()
    return supervisor.phone.as_e164 if supervisor and supervisor.phone else ""


def supervisor_language(supervisor: Supervisor) -> str:
    """The language of the supervisor's account, else the first of the supervisor's languages that the site has."""
    if supervisor.user is not None:
        return user_language(supervisor.user)
    site_languages = dict(settings.LANGUAGES)
    return next((code for code in supervisor.languages if code in site_languages), site_language())


def supervisor_recipients(supervisor: Supervisor) -> list[Recipient]:
    """The supervisor's own addresses: both, in case one was changed; the practice's if there is none."""
    addresses = {supervisor.email, getattr(supervisor.user, "email", "")} - {""}
    if not addresses:
        return [Recipient(address) for address in fallback_addresses(supervisor.site)]
    language = supervisor_language(supervisor)
    return [Recipient(address, name=supervisor.name, language=language) for address in sorted(addresses)]


def fallback_addresses(site: Site | None) -> list[str]:
    """``practice_fallback_addresses`` of the site's practice."""
    return practice_fallback_addresses(PracticeSettings.for_site(site) if site else None)


def practice_fallback_addresses(practice: PracticeSettings | None) -> list[str]:
    """The e-mail addresses that get messages for which there is no other recipient; never empty.

    The practice's fallback recipients, else the superusers, else the project's ``ADMINS`` and ``MANAGERS``, else
    ``DEFAULT_FROM_EMAIL``.
    """
    own = practice.recipients if practice else []
    return own or _superusers() or _project_contacts() or [settings.DEFAULT_FROM_EMAIL]


def _superusers() -> list[str]:
    users = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)
    return sorted({user.email for user in users if getattr(user, "email", "")})


def _project_contacts() -> list[str]:
    entries = [*settings.ADMINS, *settings.MANAGERS]
    return list(dict.fromkeys(entry if isinstance(entry, str) else entry[1] for entry in entries))
