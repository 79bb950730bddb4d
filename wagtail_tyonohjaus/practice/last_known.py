"""What this process last knew of the practices, for pages that must not touch the database or the cache."""

from dataclasses import dataclass

from wagtail.models import Site

from .phone_numbers import display_number, tel_uri
from .settings import PracticeSettings


@dataclass(frozen=True, slots=True)
class KnownPractice:
    """A practice when a page of its site was rendered last; blank texts if it has none."""

    name: str
    slug: str
    phone_uri: str
    phone_text: str
    is_default: bool


#: By host name: as many as there are sites.
_practices: dict[str, KnownPractice] = {}


def remember(site: Site, practice: PracticeSettings) -> None:
    """To be called with a practice that has just been loaded."""
    _practices[site.hostname] = KnownPractice(
        name=str(practice),
        slug=practice.slug,
        phone_uri=tel_uri(practice.phone),
        phone_text=display_number(practice.phone, practice.phone_region),
        is_default=site.is_default_site,
    )


def recall(hostname: str) -> KnownPractice | None:
    """The practice of a host, else that of the default site; None if this process has not loaded it yet."""
    if hostname in _practices:
        return _practices[hostname]
    return next((practice for practice in list(_practices.values()) if practice.is_default), None)


def forget_all() -> None:
    """Forgets everything, as a new process would."""
    _practices.clear()
