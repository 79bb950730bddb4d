"""Which number a page shows, and when somebody answers it: the same rules as those that route a request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

import phonenumbers
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from ..practice.models import Office, PracticeSettings, Supervisor
from ..practice.opening_hours import OpenStatus, merged_spans, open_status, status_text
from ..practice.phone_numbers import display_number, tel_uri
from .deadlines import holiday_check
from .models import ContactRequest
from .routing import RoutingInput, RuleSnapshot, unmet_conditions
from .rule_models import RoutingRule
from .ruleset import load_rule_set_for


@dataclass(frozen=True)
class DisplayedNumber:
    """A number with its hours at ``moment``; ``hours`` is empty where none are known."""

    number: PhoneNumber
    text: str
    moment: datetime
    # Most places show the number alone, and the hours take queries.
    find_status: Callable[[], OpenStatus] = OpenStatus

    @property
    def uri(self) -> str:
        return tel_uri(self.number)

    @property
    def hours(self) -> str:
        return status_text(self.status, self.moment)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @cached_property
    def status(self) -> OpenStatus:
        return self.find_status()


def number_for(
    practice: PracticeSettings,
    *,
    supervisor: Supervisor | None = None,
    office: Office | None = None,
    urgency: str = "normal",
    kind: str = "",
    service: int | None = None,
    now: datetime | None = None,
) -> DisplayedNumber | None:
    """The number to show: a rule's, else the supervisor's own, the office's or the practice's; None without any."""
    moment = timezone.localtime(now or timezone.now(), practice.zone)
    facts = RoutingInput(
        at=moment,
        service=service,
        kind=kind,
        office=office.pk if office else None,
        supervisor=supervisor.pk if supervisor else None,
        urgency=urgency,
    )
    rule = _rule_with_number(practice, facts)
    return _number_of(practice, rule, moment) if rule else _own_number(practice, supervisor, office, moment)


def _rule_with_number(practice: PracticeSettings, facts: RoutingInput) -> RuleSnapshot | None:
    """The rule whose number is shown. Few practices have one, so the whole book is read only where there is any."""
    if not RoutingRule.objects.filter(site_id=practice.site_id, active=True).exclude(phone="").exists():
        return None
    book = load_rule_set_for(practice, facts)
    chosen = book.decide(facts).phone
    return next(
        (rule for rule in book.rules if chosen and rule.phone == chosen and not unmet_conditions(rule, facts)), None
    )


def _number_of(practice: PracticeSettings, rule: RuleSnapshot, moment: datetime) -> DisplayedNumber:
    number = PhoneNumber.from_string(rule.phone)
    return _shown(practice, number, moment, lambda: _rule_status(practice, rule, number, moment))


def _rule_status(practice: PracticeSettings, rule: RuleSnapshot, number: PhoneNumber, moment: datetime) -> OpenStatus:
    """The hours of the office or practice whose number it is; else the rule's, which hold now."""
    owner = practice if practice.phone == number else Office.objects.filter(site=practice.site_id, phone=number).first()
    if owner:
        return _owner_status(practice, owner, moment)
    if rule.time_until is None or holiday_check(practice)(moment.date()):
        return OpenStatus()
    return OpenStatus(until=_end(rule.time_until, rule.conditions.get("weekday"), moment))


def _end(clock: time, weekdays: frozenset | None, moment: datetime) -> datetime:
    """When the clock next shows this time, but at midnight where the next day is none of the rule's."""
    if clock > moment.time():
        return datetime.combine(moment.date(), clock, moment.tzinfo)
    tomorrow = moment.date() + timedelta(days=1)
    is_meant = not weekdays or tomorrow.weekday() in weekdays
    return datetime.combine(tomorrow, clock if is_meant else time(0), moment.tzinfo)


def _own_number(
    practice: PracticeSettings, supervisor: Supervisor | None, office: Office | None, moment: datetime
) -> DisplayedNumber | None:
    if supervisor and supervisor.phone and supervisor.show_phone:
        return _shown(practice, supervisor.phone, moment)
    owner = office if office and office.phone else practice
    if not owner.phone:
        return None
    return _shown(practice, owner.phone, moment, lambda: _owner_status(practice, owner, moment))


def _owner_status(practice: PracticeSettings, owner: Office | PracticeSettings, moment: datetime) -> OpenStatus:
    return open_status(merged_spans(owner.opening_hours.all()), moment, holiday_check(practice))


def _shown(
    practice: PracticeSettings,
    number: PhoneNumber,
    moment: datetime,
    find_status: Callable[[], OpenStatus] = OpenStatus,
) -> DisplayedNumber:
    return DisplayedNumber(number, display_number(number, practice.phone_region), moment, find_status)


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


def number_for_request(request: ContactRequest, practice: PracticeSettings) -> DisplayedNumber | None:
    """The number that a receipt names, for what can't wait."""
    return number_for(
        practice,
        supervisor=request.supervisor,
        office=request.office,
        urgency=request.urgency,
        kind=request.kind,
        service=request.service_id,
    )
