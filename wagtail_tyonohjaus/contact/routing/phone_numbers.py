"""Chooses the telephone number to display, by the rules that route requests, and knows when it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

import phonenumbers
from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from phonenumber_field.phonenumber import PhoneNumber

from ...content_validity import changes_at, changes_at_midnight
from ...once_per_request import once_per_request
from ...practice.models import Office, PracticeSettings, Supervisor
from ...practice.opening_hours import OpenStatus, merged_spans, open_status, status_text
from ...practice.phone_numbers import display_number, tel_uri
from ..deadlines import holiday_check
from ..models import ContactRequest
from ..rule_models import RoutingRule
from .evaluation import RoutingDecision, RoutingInput, RuleSnapshot
from .rule_changes import next_rule_change
from .ruleset import RuleSet, keys_of, load_rule_set_for, routing_input_of


@dataclass(frozen=True)
class DisplayedNumber:
    """A number as the practice's country writes it. ``hours`` is empty if its hours are not known."""

    number: PhoneNumber
    text: str
    moment: datetime
    # A function, since the hours take queries and most places display the number alone.
    load_status: Callable[[], OpenStatus] = OpenStatus

    @property
    def uri(self) -> str:
        return tel_uri(self.number)

    @property
    def hours(self) -> str:
        """When it is answered, as text: "open until 16"."""
        if self.status.opens is not None:
            # "opens tomorrow" becomes "opens today".
            changes_at_midnight(self.moment, self.moment.tzinfo or UTC)
        return status_text(self.status, self.moment)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @cached_property
    def status(self) -> OpenStatus:
        """The opening hours at ``moment``; the first access takes queries."""
        status = self.load_status()
        changes_at(status.until or status.opens)
        return status


@dataclass(frozen=True)
class NumberQuery:
    """Whose number to display, and when: ``routing_input.at``. ``page_request`` is that of the page that shows it."""

    practice: PracticeSettings
    routing_input: RoutingInput
    supervisor: Supervisor | None = None
    office: Office | None = None
    page_request: HttpRequest | None = None

    @property
    def moment(self) -> datetime:
        return self.routing_input.at

    def displayed(self, number: PhoneNumber, load_status: Callable[[], OpenStatus] = OpenStatus) -> DisplayedNumber:
        """The number as text. ``load_status`` returns its hours at ``moment``."""
        return DisplayedNumber(number, display_number(number, self.practice.phone_region), self.moment, load_status)


def number_for(
    practice: PracticeSettings,
    *,
    supervisor: Supervisor | None = None,
    office: Office | None = None,
    urgency: str = "normal",
    kind: str = "",
    service: int | None = None,
    page_request: HttpRequest | None = None,
) -> DisplayedNumber | None:
    """The number to display now on a page about these; ``service`` is a primary key. None if there is no number.

    All numbers of one ``page_request`` load the rules once.
    """
    routing_input = RoutingInput(
        at=timezone.localtime(timezone.now(), practice.zone),
        service=service,
        kind=kind,
        office=office.pk if office else None,
        supervisor=supervisor.pk if supervisor else None,
        urgency=urgency,
    )
    return choose_number(NumberQuery(practice, routing_input, supervisor, office, page_request))


def number_for_request(
    request: ContactRequest,
    practice: PracticeSettings,
    now: datetime | None = None,
    decision: RoutingDecision | None = None,
) -> DisplayedNumber | None:
    """The number that a receipt displays for urgent matters. ``decision`` is the request's, if it was made ``now``."""
    at = now or timezone.now()
    if decision is None:
        routing_input = routing_input_of(request, practice, at=at)
    else:  # its rule is known, so only the time matters
        routing_input = RoutingInput(at=timezone.localtime(at, practice.zone))
    return choose_number(NumberQuery(practice, routing_input, request.supervisor, request.office), decision)


def choose_number(query: NumberQuery, decision: RoutingDecision | None = None) -> DisplayedNumber | None:
    """The number of the first matching rule that has one, else of the supervisor, the office or the practice."""
    rule = _matching_rule(query, decision)
    return _rule_number(query, rule) if rule else _own_number(query)


def country_of(number: PhoneNumber) -> str:
    """The name of the country of a number in the active language, for visitors to check; blank if it has none."""
    region = phonenumbers.region_code_for_number(number) or ""
    locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    return str(locale.territories.get(region, region))


def _matching_rule(query: NumberQuery, decision: RoutingDecision | None) -> RuleSnapshot | None:
    if decision is not None:
        return decision.phone_rule
    key = ("rules with numbers", query.practice.site_id, *keys_of(query.routing_input))
    rule_set = once_per_request(query.page_request, key, lambda: _load_rule_set(query))
    return rule_set.route(query.routing_input).phone_rule if rule_set else None


def _load_rule_set(query: NumberQuery) -> RuleSet | None:
    """None if no rule has a number: few practices have such rules, and loading all rules takes many queries."""
    rules = RoutingRule.objects.filter(site_id=query.practice.site_id, active=True)
    if not rules.exclude(displayed_phone="").exists():
        return None
    changes_at(next_rule_change(query.practice.site_id, query.moment))
    return load_rule_set_for(query.practice, query.routing_input)


def _rule_number(query: NumberQuery, rule: RuleSnapshot) -> DisplayedNumber:
    number = PhoneNumber.from_string(rule.displayed_phone)
    return query.displayed(number, lambda: _rule_status(query, rule, number))


def _rule_status(query: NumberQuery, rule: RuleSnapshot, number: PhoneNumber) -> OpenStatus:
    """The hours of the practice or office that has the number; else those of the rule, which is open now."""
    practice = query.practice
    owner = practice if practice.phone == number else Office.objects.filter(site=practice.site_id, phone=number).first()
    if owner:
        return _owner_status(query, owner)
    if rule.time_until is None or holiday_check(practice)(query.moment.date()):
        return OpenStatus()
    return OpenStatus(until=_end(rule.time_until, rule.conditions.get("weekday"), query.moment))


def _end(clock: time, weekdays: frozenset | None, moment: datetime) -> datetime:
    """The next time the clock shows this, or midnight if the rule does not apply to the next day."""
    if clock > moment.time():
        return datetime.combine(moment.date(), clock, moment.tzinfo)
    tomorrow = moment.date() + timedelta(days=1)
    applies = not weekdays or tomorrow.weekday() in weekdays
    return datetime.combine(tomorrow, clock if applies else time(0), moment.tzinfo)


def _own_number(query: NumberQuery) -> DisplayedNumber | None:
    supervisor, office = query.supervisor, query.office
    if supervisor and supervisor.active and supervisor.phone and supervisor.show_phone:
        return query.displayed(supervisor.phone)
    owner = office if office and office.phone else query.practice
    return query.displayed(owner.phone, lambda: _owner_status(query, owner)) if owner.phone else None


def _owner_status(query: NumberQuery, owner: Office | PracticeSettings) -> OpenStatus:
    return open_status(merged_spans(owner.opening_hours.all()), query.moment, holiday_check(query.practice))
