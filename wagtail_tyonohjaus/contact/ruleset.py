"""Reads a practice's rules and people into the plain values that routing works on, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from ..availability.public_holidays import closed_days
from ..duty.rota import on_duty
from ..messages import sms
from ..messages.recipients import fallback_addresses, site_language, supervisor_language, user_language
from ..practice.models import Office, PracticeSettings, Supervisor
from ..practice.opening_hours import Closed
from .models import ContactRequest
from .routing import RecipientDirectory, RoutingDecision, RoutingInput, RoutingRecipient, RuleSnapshot, route
from .rule_models import RoutingRule
from .validators import phone_lines

MANY = ("services", "offices", "supervisors", "to_users", "to_supervisors", "to_offices")
CONDITIONS = {
    "kind": "kinds",
    "format": "formats",
    "delivery_mode": "delivery_modes",
    "language": "languages",
    "payer": "payers",
    "urgency": "urgencies",
    "weekday": "weekdays",
}


@dataclass(frozen=True)
class RuleSet:
    """A practice's rules, in order, and everybody whom they and ``facts`` can name."""

    rules: list[RuleSnapshot]
    directory: RecipientDirectory

    def decide(self, facts: RoutingInput) -> RoutingDecision:
        return route(facts, self.rules, self.directory)


def load_rules(
    practice: PracticeSettings, everybody: bool = False, also: Iterable[str] = (), at: datetime | None = None
) -> RuleSet:
    """``also`` are keys such as ``supervisor:4`` that a request names; ``everybody`` reads all of the practice's.

    ``at`` is when it is asked who has the turn.
    """
    routes = RoutingRule.objects.filter(site_id=practice.site_id, active=True).prefetch_related(*MANY)
    turns = on_duty({each.to_rota_id for each in routes if each.to_rota_id}, at or timezone.now())
    rules = [rule_snapshot(each, turns) for each in routes]
    keys = {key for rule in rules for key in rule.targets} | set(also)
    people = {**_supervisors(practice, keys, everybody), **_offices(practice, keys, everybody), **_users(keys)}
    people |= {key: (_plain(key),) for key in keys if key.startswith(("mail:", "number:"))}
    fallback = tuple(
        RoutingRecipient(f"fallback:{n}", address, email=address, language=site_language())
        for n, address in enumerate(fallback_addresses(practice.site))
    )
    return RuleSet(rules, RecipientDirectory(people, fallback, sms.configured()))


def load_rules_for(practice: PracticeSettings, facts: RoutingInput) -> RuleSet:
    return load_rules(practice, also=(f"supervisor:{facts.supervisor}", f"office:{facts.office}"), at=facts.at)


def routing_input_of(request: ContactRequest, practice: PracticeSettings) -> RoutingInput:
    return RoutingInput(
        at=timezone.localtime(request.created_at, practice.zone),
        service=request.service_id,
        kind=request.kind,
        format=request.format,
        office=request.office_id,
        delivery_mode=request.delivery_mode,
        supervisor=request.supervisor_id,
        language=request.language,
        payer=request.payer,
        urgency=request.urgency,
    )


def rule_snapshot(row: RoutingRule, turns: dict[int, list[int]]) -> RuleSnapshot:
    conditions = {fact: frozenset(getattr(row, name)) for fact, name in CONDITIONS.items() if getattr(row, name)}
    for fact in ("service", "office", "supervisor"):
        chosen = frozenset(record.pk for record in getattr(row, f"{fact}s").all())
        if chosen:
            conditions[fact] = chosen
    return RuleSnapshot(
        pk=row.pk,
        name=row.name,
        conditions=conditions,
        time_from=row.time_from,
        time_until=row.time_until,
        to_supervisor=row.to_supervisor,
        to_office=row.to_office,
        to_rota=row.to_rota_id is not None,
        targets=tuple(_target_keys(row, turns)),
        channels=frozenset(row.channels),
        stop=row.stop,
        phone=str(row.phone or ""),
        response_minutes=row.response_minutes,
    )


def is_closed(practice: PracticeSettings) -> Closed:
    """Whether a day is a public holiday of the practice's."""
    years: dict[int, frozenset] = {}
    overrides = [(row.day, row.closed) for row in practice.holiday_overrides.all()]

    def closed(day: date) -> bool:
        if day.year not in years:
            years[day.year] = closed_days(practice.holiday_country, practice.holiday_subdivision, overrides, [day.year])
        return day in years[day.year]

    return closed


def _target_keys(row: RoutingRule, turns: dict[int, list[int]]) -> Iterable[str]:
    yield from (f"user:{user.pk}" for user in row.to_users.all())
    yield from (f"supervisor:{supervisor.pk}" for supervisor in row.to_supervisors.all())
    yield from (f"supervisor:{pk}" for pk in turns.get(row.to_rota_id or 0, ()))
    yield from (f"office:{office.pk}" for office in row.to_offices.all())
    yield from (f"mail:{line.strip()}" for line in row.to_addresses.splitlines() if line.strip())
    yield from (f"number:{number}" for number in phone_lines(row.to_numbers))


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    found = (key.removeprefix(f"{kind}:") for key in keys if key.startswith(f"{kind}:"))
    return [int(text) for text in found if text.isdigit()]


def _supervisors(
    practice: PracticeSettings, keys: set[str], everybody: bool
) -> dict[str, tuple[RoutingRecipient, ...]]:
    rows = Supervisor.objects.filter(active=True, site_id=practice.site_id).select_related("user__wagtail_userprofile")
    rows = rows if everybody else rows.filter(pk__in=_ids(keys, "supervisor"))
    return {f"supervisor:{row.pk}": (_supervisor_target(row),) for row in rows}


def _supervisor_target(row: Supervisor) -> RoutingRecipient:
    user = row.user if row.user_id and row.user.is_active else None
    return RoutingRecipient(
        f"supervisor:{row.pk}",
        row.name,
        email=row.email or getattr(user, "email", ""),
        phone=str(row.phone or ""),
        language=supervisor_language(row),
        user=user.pk if user else None,
    )


def _offices(practice: PracticeSettings, keys: set[str], everybody: bool) -> dict[str, tuple[RoutingRecipient, ...]]:
    rows = Office.objects.filter(site_id=practice.site_id)
    rows = rows if everybody else rows.filter(pk__in=_ids(keys, "office"))
    rows = rows.prefetch_related("coordinators__wagtail_userprofile")
    return {f"office:{row.pk}": _office_targets(row) for row in rows}


def _office_targets(row: Office) -> tuple[RoutingRecipient, ...]:
    key = f"office:{row.pk}"
    if row.email:
        return (RoutingRecipient(key, str(row), email=row.email, language=site_language()),)
    return tuple(_user_target(user, key) for user in row.coordinators.all() if user.is_active)


def _users(keys: set[str]) -> dict[str, tuple[RoutingRecipient, ...]]:
    ids = _ids(keys, "user")
    if not ids:
        return {}
    users = get_user_model()._default_manager.filter(pk__in=ids, is_active=True)
    users = users.select_related("wagtail_userprofile")
    return {f"user:{user.pk}": (_user_target(user, f"user:{user.pk}"),) for user in users}


def _user_target(user: Any, key: str) -> RoutingRecipient:
    name = user.get_full_name() or user.get_username()
    return RoutingRecipient(key, name, email=getattr(user, "email", ""), language=user_language(user), user=user.pk)


def _plain(key: str) -> RoutingRecipient:
    kind, _, address = key.partition(":")
    language = settings.LANGUAGE_CODE
    if kind == "mail":
        return RoutingRecipient(key, address, email=address, language=language)
    return RoutingRecipient(key, address, phone=address, language=language)
