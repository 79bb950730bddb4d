"""Chooses the telephone number to display, by the rules that route requests, and knows when it is answered.

``number_for`` is the only way in. In a crisis it is the number of the person on duty in the rota of the first matching
rule that has one, else of that rule's next recipient, else that of the practice. A rule can name another one. Numbers
that a supervisor does not show, and those in a rule that receive text messages, are never displayed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial

import phonenumbers
from babel import Locale
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext, to_locale
from phonenumber_field.phonenumber import PhoneNumber

from ...content_validity import changes_at, changes_at_midnight
from ...once_per_request import once_per_request
from ...practice.choices import Kind
from ...practice.models import Office, PracticeSettings, Supervisor
from ...practice.opening_hours import OpenStatus, status_text
from ...practice.page_links import record_field
from ...practice.phone_numbers import display_number, tel_uri
from ..choices import Urgency
from ..models import ContactRequest
from ..notices import NoticePhone, offices_of_notice
from ..rule_models import RoutingRule
from .evaluation import RoutingDecision, RoutingInput, RuleSnapshot
from .number_hours import NumberHours, hours_of, owner_hours, owner_of, rule_hours
from .rule_changes import next_rule_change
from .ruleset import RuleSet, keys_of, load_rule_set, routing_input_of


@dataclass(frozen=True)
class DisplayedNumber:
    """A number as the practice's country writes it. ``hours`` is empty if its hours are not known.

    ``is_on_duty``: somebody who is on duty answers it now. ``is_for_crisis``: it must not keep silent about hours that
    are not known.
    """

    number: PhoneNumber
    text: str
    moment: datetime
    # A function, since the hours take queries and most places display the number alone.
    load_hours: Callable[[], NumberHours] = NumberHours
    is_on_duty: bool = False
    is_for_crisis: bool = False

    @property
    def uri(self) -> str:
        return tel_uri(self.number)

    @property
    def hours(self) -> str:
        """Whether it is answered, as text: "open until 16"."""
        if self.is_on_duty:
            return gettext("open now")
        if self.status.opens is not None:
            # "opens tomorrow" becomes "opens today".
            changes_at_midnight(self.moment, self.moment.tzinfo or UTC)
        text = status_text(self.status, self.moment)
        if not text and self.is_for_crisis and not self.week_hours:
            return gettext("may not be answered at all hours")
        return text

    @property
    def week_hours(self) -> str:
        """When it is answered in a week, as text: "Mon–Fri 8–16"; empty if that is not known."""
        return self._hours.text

    @property
    def coming_hours(self) -> tuple[tuple[datetime, datetime], ...]:
        """When it is answered next, from and until (aware); empty if that is not known."""
        return self._hours.coming

    @property
    def is_open(self) -> bool:
        return self.is_on_duty or self.status.is_open

    @property
    def is_closed(self) -> bool:
        """Whether it is known that nobody answers now."""
        return self.status.opens is not None

    @property
    def status(self) -> OpenStatus:
        """The opening hours at ``moment``; the first access takes queries."""
        return self._hours.status

    @cached_property
    def _hours(self) -> NumberHours:
        hours = self.load_hours()
        changes_at(hours.status.until or hours.status.opens)
        return hours


@dataclass(frozen=True)
class NumberQuery:
    """Whose number to display, and when: ``routing_input.at``. ``page_request`` is that of the page that shows it.

    ``recipients`` are keys of recipients that the rules of the page must know besides those of ``routing_input``.
    """

    practice: PracticeSettings
    routing_input: RoutingInput
    supervisor: Supervisor | None = None
    office: Office | None = None
    notice: NoticePhone | None = None
    page_request: HttpRequest | None = None
    recipients: tuple[str, ...] = ()

    @property
    def recipient_keys(self) -> tuple[str, ...]:
        return self.recipients or keys_of(self.routing_input)

    @property
    def moment(self) -> datetime:
        return self.routing_input.at

    def displayed(
        self,
        number: PhoneNumber,
        load_hours: Callable[[], NumberHours] = NumberHours,
        *,
        is_on_duty: bool = False,
    ) -> DisplayedNumber:
        """The number as text. ``load_hours`` returns its hours at ``moment``; a notice's own hours replace them."""
        text = display_number(number, self.practice.phone_region)
        if self.notice is not None and not is_on_duty and _has_hours(self.notice):
            load_hours = self._notice_hours
        return DisplayedNumber(number, text, self.moment, load_hours, is_on_duty, self.routing_input.is_crisis)

    def _notice_hours(self) -> NumberHours:
        notice = self.notice
        if notice is None:
            return NumberHours()
        if notice.phone_opens is None or notice.phone_closes is None:
            return NumberHours(text=notice.phone_hours)
        spans = [(weekday, notice.phone_opens, notice.phone_closes) for weekday in range(7)]
        return hours_of(spans, self.moment, text=notice.phone_hours)


def number_for(
    practice: PracticeSettings,
    *,
    supervisor: Supervisor | None = None,
    office: Office | None = None,
    urgency: str = "normal",
    kind: str = "",
    service: int | None = None,
    notice: NoticePhone | None = None,
    page_request: HttpRequest | None = None,
) -> DisplayedNumber | None:
    """The number to display now on a page about these; ``service`` is a primary key. None if there is no number.

    That of a crisis ``notice`` is its own if it has one, else the one for a crisis at its offices. It is chosen once
    for each ``page_request``, so that the page's header, content and foot show the same, and its rules are loaded once.
    """
    offices: list[Office] = []
    if notice is not None:
        field = record_field(type(notice))
        urgency, kind = Urgency.CRISIS.value, Kind.CRISIS.value
        service = getattr(notice, f"{field}_id") if field else None
        if office is None and not notice.phone:
            offices = offices_of_notice(notice, practice, page_request)
        # Without anything of their own, all notices that concern the same offices have the same number.
        notice = notice if notice.phone or _has_hours(notice) else None
    routing_input = RoutingInput(
        at=timezone.localtime(timezone.now(), practice.zone),
        service=service,
        kind=kind,
        office=office.pk if office else None,
        supervisor=supervisor.pk if supervisor else None,
        urgency=urgency,
    )
    query = NumberQuery(practice, routing_input, supervisor, office, notice, page_request)
    # Without the time, of which a page has one.
    about = (urgency, kind, service, routing_input.supervisor, routing_input.office, notice.pk if notice else None)
    key = ("number", practice.pk, *about, *(each.pk for each in offices))
    return once_per_request(page_request, key, lambda: _number_at_offices(query, offices))


def number_for_request(
    request: ContactRequest,
    practice: PracticeSettings,
    now: datetime | None = None,
    decision: RoutingDecision | None = None,
    page_request: HttpRequest | None = None,
) -> DisplayedNumber | None:
    """The number that a receipt displays for urgent matters. ``decision`` is the request's, if it was made ``now``.

    ``page_request`` is that of the receipt's page, whose other numbers have the same rules and hours.
    """
    routing_input = routing_input_of(request, practice, at=now or timezone.now())
    query = NumberQuery(practice, routing_input, request.supervisor, request.office, page_request=page_request)
    return choose_number(query, decision)


def _number_at_offices(query: NumberQuery, offices: list[Office]) -> DisplayedNumber | None:
    """That of all ``offices``; that of none of them if they have different ones, since nobody knows the visitor's.

    The latter is what a request without an office is routed by, so its receipt has it, too.
    """
    keys = [keys_of(replace(query.routing_input, office=each.pk)) for each in offices]
    recipients = tuple(dict.fromkeys(key for pair in [keys_of(query.routing_input), *keys] for key in pair))
    query = replace(query, recipients=recipients)
    shared: DisplayedNumber | None = None
    for office in offices:
        routing_input = replace(query.routing_input, office=office.pk)
        number = choose_number(replace(query, routing_input=routing_input, office=office))
        if number is None or (shared is not None and shared.number != number.number):
            return choose_number(query)
        shared = shared or number
    return shared or choose_number(query)


def choose_number(query: NumberQuery, decision: RoutingDecision | None = None) -> DisplayedNumber | None:
    """The notice's own, that of the first matching rule that gives one, or of the supervisor, office or practice.

    ``decision`` is that of the query's ``routing_input``, if it is known.
    """
    if query.notice is not None and query.notice.phone:
        return _notice_number(query, query.notice.phone)
    numbers = (_rule_number(query, rule) for rule in _matching_rules(query, decision))
    return next((number for number in numbers if number), None) or _own_number(query)


def country_of(number: PhoneNumber) -> str:
    """The name of the country of a number in the active language, for visitors to check; blank if it has none."""
    region = phonenumbers.region_code_for_number(number) or ""
    locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    return str(locale.territories.get(region, region))


def _matching_rules(query: NumberQuery, decision: RoutingDecision | None) -> Iterable[RuleSnapshot]:
    if decision is not None:
        return decision.matching_rules
    practice, request = query.practice, query.page_request
    key = ("rules with numbers", practice.site_id)
    kinds = once_per_request(request, key, lambda: _kinds_of_numbers(practice))
    if not kinds & ({"displayed", "rota", "recipient"} if query.routing_input.is_crisis else {"displayed", "rota"}):
        return ()
    rule_set = once_per_request(request, (*key, *query.recipient_keys), lambda: _load_rule_set(query))
    return rule_set.route(query.routing_input).matching_rules


def _kinds_of_numbers(practice: PracticeSettings) -> set[str]:
    """Where the practice's rules have numbers: few have any, and loading all rules takes many queries."""
    people = [RoutingRule.to_supervisors.through, RoutingRule.to_offices.through]
    has_people = [Exists(model._default_manager.filter(routingrule=OuterRef("pk"))) for model in people]
    rules = RoutingRule.objects.filter(site_id=practice.site_id, active=True)
    rows = rules.annotate(has_people=has_people[0] | has_people[1])
    found = rows.order_by().values_list("displayed_phone", "to_rota", "has_people").distinct()
    names = ("displayed", "rota", "recipient")
    return {name for row in found for name, value in zip(names, row, strict=True) if value}


def _load_rule_set(query: NumberQuery) -> RuleSet:
    changes_at(next_rule_change(query.practice.site_id, query.moment))
    return load_rule_set(query.practice, query.moment, query.recipient_keys)


def _notice_number(query: NumberQuery, number: PhoneNumber) -> DisplayedNumber:
    """A notice's own number, with the notice's hours, else those of who has the number."""

    def load_hours() -> NumberHours:
        owner = owner_of(number, query.practice)
        return _opening_hours(query, owner)() if owner else NumberHours()

    return query.displayed(number, load_hours)


def _has_hours(notice: NoticePhone) -> bool:
    return bool(notice.phone_hours or (notice.phone_opens and notice.phone_closes))


def _rule_number(query: NumberQuery, rule: RuleSnapshot) -> DisplayedNumber | None:
    if rule.displayed_phone:
        number = PhoneNumber.from_string(rule.displayed_phone)
        return query.displayed(number, lambda: rule_hours(query.practice, rule, number, query.moment))
    if rule.to_rota or query.routing_input.is_crisis:
        return _recipient_number(query, rule)
    return None


def _recipient_number(query: NumberQuery, rule: RuleSnapshot) -> DisplayedNumber | None:
    """That of who is on duty, else of the rule's next recipient whose number visitors may see.

    A supervisor who is not on duty has the hours of the practice.
    """
    practice = query.practice
    key = ("recipients with numbers", practice.pk, *rule.recipient_keys)
    load = partial(_recipients_with_numbers, practice, rule.recipient_keys)
    owners: dict[str, Supervisor | Office] = once_per_request(query.page_request, key, load)
    keys = dict.fromkeys([*rule.on_duty_keys, *rule.recipient_keys])
    first = next((each for each in keys if each in owners), None)
    if first is None:
        return None
    owner = owners[first]
    if first in rule.on_duty_keys:
        return query.displayed(owner.phone, is_on_duty=True)
    opening = owner if isinstance(owner, Office) else practice
    return query.displayed(owner.phone, _opening_hours(query, opening))


def _opening_hours(query: NumberQuery, owner: Office | PracticeSettings) -> Callable[[], NumberHours]:
    """Loads the hours of the practice or its office, once for a page."""
    key = ("opening hours", type(owner), owner.pk)
    return lambda: once_per_request(query.page_request, key, lambda: owner_hours(query.practice, owner, query.moment))


def _recipients_with_numbers(practice: PracticeSettings, keys: Iterable[str]) -> dict[str, Supervisor | Office]:
    """The supervisors and offices among a rule's recipients, with numbers that visitors may see."""
    pks: dict[str, list[str]] = {}
    for key in keys:
        prefix, _, pk = key.partition(":")
        pks.setdefault(prefix, []).append(pk)
    found: dict[str, Supervisor | Office] = {}
    if "supervisor" in pks:
        rows = Supervisor.objects.filter(site=practice.site_id, active=True, show_phone=True).exclude(phone="")
        found |= {f"supervisor:{row.pk}": row for row in rows.filter(pk__in=pks["supervisor"])}
    if "office" in pks:
        offices = Office.objects.filter(site=practice.site_id, pk__in=pks["office"]).exclude(phone="")
        found |= {f"office:{row.pk}": row for row in offices}
    return found


def _own_number(query: NumberQuery) -> DisplayedNumber | None:
    supervisor, office = query.supervisor, query.office
    if supervisor and supervisor.active and supervisor.phone and supervisor.show_phone:
        return query.displayed(supervisor.phone)
    owner = office if office and office.phone else query.practice
    if not owner.phone:
        return None
    return query.displayed(owner.phone, _opening_hours(query, owner))
