"""Which number a page shows, and when somebody answers it: the same rules as those that route a request."""

from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from ..practice.models import Office, PracticeSettings, Supervisor
from ..practice.openings import open_status, spans_of, status_text
from ..practice.phones import display_number, tel_uri
from .book import book_for, is_closed
from .routing import Facts


@dataclass(frozen=True)
class ShownNumber:
    """A number with its hours; ``hours`` is empty where none are known."""

    number: PhoneNumber
    text: str
    hours: str = ""
    is_open: bool = False

    @property
    def uri(self) -> str:
        return tel_uri(self.number)


def number_for(
    practice: PracticeSettings,
    *,
    supervisor: Supervisor | None = None,
    office: Office | None = None,
    urgency: str = "normal",
    kind: str = "",
    service: int | None = None,
    now: datetime | None = None,
) -> ShownNumber | None:
    """The number to show: a rule's, else the supervisor's own, the office's or the practice's; None without any."""
    moment = timezone.localtime(now or timezone.now(), practice.zone)
    facts = Facts(
        at=moment,
        service=service,
        kind=kind,
        office=office.pk if office else None,
        supervisor=supervisor.pk if supervisor else None,
        urgency=urgency,
    )
    chosen = book_for(practice, facts).decide(facts).phone
    if chosen:
        number = PhoneNumber.from_string(chosen)
        return ShownNumber(number, display_number(number, practice.phone_region))
    return _own_number(practice, supervisor, office, moment)


def _own_number(
    practice: PracticeSettings, supervisor: Supervisor | None, office: Office | None, moment: datetime
) -> ShownNumber | None:
    if supervisor and supervisor.phone and supervisor.show_phone:
        return ShownNumber(supervisor.phone, display_number(supervisor.phone, practice.phone_region))
    owner = office if office and office.phone else practice
    if not owner.phone:
        return None
    status = open_status(spans_of(owner.openings.all()), moment, is_closed(practice))
    text = display_number(owner.phone, practice.phone_region)
    return ShownNumber(owner.phone, text, status_text(status, moment), status.is_open)


def country_of(number: PhoneNumber) -> str:
    """The country of a number, for a visitor to check what was understood: a name we know, else its ISO code."""
    region = phonenumbers.region_code_for_number(number) or ""
    return str(COUNTRIES.get(region, region))


COUNTRIES = {
    "FI": _("Finland"),
    "AX": _("Åland"),
    "SE": _("Sweden"),
    "NO": _("Norway"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "DE": _("Germany"),
    "GB": _("United Kingdom"),
}
