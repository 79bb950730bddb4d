"""Loads a practice's routing rules and recipients as plain data, in a constant number of queries."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from ...digits import parse_digits
from ...duty.rota import on_duty
from ...messages import sms
from ...messages.recipients import (
    practice_fallback_addresses,
    site_language,
    supervisor_language,
    user_language,
)
from ...practice.models import Office, PracticeSettings, Supervisor
from ...practice.users import Account, display_name
from ..conditions import accepted_codes, values_of
from ..models import ContactRequest
from ..rule_models import RoutingRule
from ..validators import phone_lines
from .evaluation import RecipientDirectory, RoutingDecision, RoutingInput, RoutingRecipient, RuleSnapshot, route
from .own_addresses import own_addresses

PREFETCHED = ("services", "offices", "supervisors", "to_users", "to_supervisors", "to_offices")
# Conditions by the field of ``RoutingInput`` that they restrict, and by the field of ``RoutingRule`` that stores them.
CODE_CONDITIONS = {
    "kind": "kinds",
    "format": "formats",
    "delivery_mode": "delivery_modes",
    "language": "languages",
    "payer": "payers",
    "urgency": "urgencies",
    "weekday": "weekdays",
}
RECORD_CONDITIONS = {"service": "services", "office": "offices", "supervisor": "supervisors"}

Recipients = Mapping[str, tuple[RoutingRecipient, ...]]


@dataclass(frozen=True)
class RuleSet:
    """A practice's active rules, in order, and the recipients that they and the request may name."""

    rules: list[RuleSnapshot]
    directory: RecipientDirectory

    def route(self, routing_input: RoutingInput) -> RoutingDecision:
        """See ``evaluation.route``."""
        return route(routing_input, self.rules, self.directory)


def decide(practice: PracticeSettings, routing_input: RoutingInput) -> RoutingDecision:
    """The routing decision for a request, by the rules and people of today and the rota of ``routing_input.at``."""
    return load_rule_set_for(practice, routing_input).route(routing_input)


def load_rule_set(
    practice: PracticeSettings, at: datetime, extra_keys: Iterable[str] = (), all_offices: bool = False
) -> RuleSet:
    """``at`` decides who is on duty; ``extra_keys`` are recipients that no rule names, such as ``supervisor:4``.

    ``all_offices`` loads every office of the practice.
    """
    rows = RoutingRule.objects.filter(site_id=practice.site_id, active=True).prefetch_related(*PREFETCHED)
    rotas = {row.to_rota_id for row in rows if row.to_rota_id}
    supervisors_on_duty = on_duty(rotas, at) if rotas else {}
    rules = [_snapshot(row, supervisors_on_duty) for row in rows]
    keys = {key for rule in rules for key in rule.recipient_keys} | set(extra_keys)
    recipients = {
        **_supervisors(practice, _ids(keys, "supervisor")),
        **_offices(practice, None if all_offices else _ids(keys, "office")),
        **_users(_ids(keys, "user")),
        **{key: (_plain_recipient(key),) for key in keys if key.startswith(("mail:", "number:"))},
    }
    reachable = _with_own_addresses(recipients, {channel for rule in rules for channel in rule.channels})
    return RuleSet(rules, RecipientDirectory(reachable, _fallback(practice), sms.is_configured()))


def load_directory(practice: PracticeSettings, keys: Iterable[str]) -> RecipientDirectory:
    """The supervisors, offices and users of these keys, apart from any rule; who has left is not in it."""
    keys = list(keys)
    recipients = {
        **_supervisors(practice, _ids(keys, "supervisor")),
        **_offices(practice, _ids(keys, "office")),
        **_users(_ids(keys, "user")),
    }
    return RecipientDirectory(recipients, _fallback(practice), sms.is_configured())


def load_rule_set_for(practice: PracticeSettings, routing_input: RoutingInput) -> RuleSet:
    """The rule set with the supervisor and the office of the request, who may be in no rule."""
    return load_rule_set(practice, routing_input.at, keys_of(routing_input))


def keys_of(routing_input: RoutingInput) -> tuple[str, str]:
    """The recipients that a request names, who may be in no rule."""
    return f"supervisor:{routing_input.supervisor}", f"office:{routing_input.office}"


def routing_input_of(request: ContactRequest, practice: PracticeSettings, at: datetime | None = None) -> RoutingInput:
    """``at`` is when the rules' hours are compared: by default when the request was received."""
    return RoutingInput(
        at=timezone.localtime(at or request.created_at, practice.zone),
        service=request.service_id,
        kind=request.kind,
        format=request.format,
        office=request.office_id,
        delivery_mode=request.delivery_mode,
        supervisor=request.supervisor_id,
        language=request.language,
        payer=request.payer,
        urgency=request.urgency,
        others=values_of(request),
    )


def _snapshot(row: RoutingRule, supervisors_on_duty: Mapping[int, list[int]]) -> RuleSnapshot:
    return RuleSnapshot(
        pk=row.pk,
        name=row.name,
        conditions=_conditions(row),
        time_from=row.time_from,
        time_until=row.time_until,
        to_supervisor=row.to_supervisor,
        to_office=row.to_office,
        to_rota=row.to_rota_id is not None,
        recipient_keys=tuple(_recipient_keys(row, supervisors_on_duty)),
        on_duty_keys=tuple(_on_duty_keys(row, supervisors_on_duty)),
        channels=frozenset(row.channels),
        stop_processing=row.stop_processing,
        displayed_phone=str(row.displayed_phone or ""),
        response_minutes=row.response_minutes,
    )


def _conditions(row: RoutingRule) -> dict[str, frozenset]:
    accepted = {field: frozenset(getattr(row, name)) for field, name in CODE_CONDITIONS.items()}
    for field, name in RECORD_CONDITIONS.items():
        accepted[field] = frozenset(record.pk for record in getattr(row, name).all())
    names = {**CODE_CONDITIONS, **RECORD_CONDITIONS}
    restricting = {
        field: values for field, values in accepted.items() if values or names[field] in row.restricted_fields
    }
    return {**restricting, **accepted_codes(row.other_conditions)}


def _recipient_keys(row: RoutingRule, supervisors_on_duty: Mapping[int, list[int]]) -> Iterable[str]:
    yield from (f"user:{user.pk}" for user in row.to_users.all())
    yield from (f"supervisor:{supervisor.pk}" for supervisor in row.to_supervisors.all())
    yield from _on_duty_keys(row, supervisors_on_duty)
    yield from (f"office:{office.pk}" for office in row.to_offices.all())
    yield from (f"mail:{line.strip()}" for line in row.to_email_addresses.splitlines() if line.strip())
    yield from (f"number:{number}" for number in phone_lines(row.to_phone_numbers))


def _on_duty_keys(row: RoutingRule, supervisors_on_duty: Mapping[int, list[int]]) -> Iterable[str]:
    return (f"supervisor:{pk}" for pk in supervisors_on_duty.get(row.to_rota_id or 0, ()))


def _ids(keys: Iterable[str], prefix: str) -> list[int]:
    texts = (key.removeprefix(f"{prefix}:") for key in keys if key.startswith(f"{prefix}:"))
    return [number for number in map(parse_digits, texts) if number is not None]


def _supervisors(practice: PracticeSettings, pks: list[int]) -> Recipients:
    if not pks:
        return {}
    rows = Supervisor.objects.filter(active=True, site_id=practice.site_id, pk__in=pks)
    rows = rows.select_related("user__wagtail_userprofile")
    return {f"supervisor:{row.pk}": (_supervisor_recipient(row),) for row in rows}


def _supervisor_recipient(row: Supervisor) -> RoutingRecipient:
    user = row.user if row.user is not None and row.user.is_active else None
    return RoutingRecipient(
        f"supervisor:{row.pk}",
        row.name,
        email=row.email or getattr(user, "email", ""),
        phone=str(row.phone or ""),
        language=supervisor_language(row),
        user=user.pk if user else None,
    )


def _offices(practice: PracticeSettings, pks: list[int] | None) -> Recipients:
    if pks == []:
        return {}
    rows = Office.objects.filter(site_id=practice.site_id)
    rows = rows if pks is None else rows.filter(pk__in=pks)
    rows = rows.prefetch_related("coordinators__wagtail_userprofile")
    return {f"office:{row.pk}": _office_recipients(row) for row in rows}


def _office_recipients(row: Office) -> tuple[RoutingRecipient, ...]:
    key = f"office:{row.pk}"
    if row.email:
        return (RoutingRecipient(key, str(row), email=row.email, language=site_language()),)
    return tuple(_user_recipient(user, key) for user in row.coordinators.all() if user.is_active)


def _users(pks: list[int]) -> Recipients:
    if not pks:
        return {}
    users = get_user_model()._default_manager.filter(pk__in=pks, is_active=True)
    users = users.select_related("wagtail_userprofile")
    return {f"user:{user.pk}": (_user_recipient(user, f"user:{user.pk}"),) for user in users}


def _user_recipient(user: Account, key: str) -> RoutingRecipient:
    return RoutingRecipient(
        key, display_name(user), email=getattr(user, "email", ""), language=user_language(user), user=user.pk
    )


def _plain_recipient(key: str) -> RoutingRecipient:
    """An e-mail address or telephone number that stands in the rule itself."""
    prefix, _, address = key.partition(":")
    language = settings.LANGUAGE_CODE
    if prefix == "mail":
        return RoutingRecipient(key, address, email=address, language=language)
    return RoutingRecipient(key, address, phone=address, language=language)


def _with_own_addresses(recipients: Recipients, channels: Container[str]) -> Recipients:
    addresses = own_addresses((each for row in recipients.values() for each in row), channels)
    if not addresses:
        return recipients
    return {
        key: tuple(replace(each, addresses=addresses[each]) if each in addresses else each for each in row)
        for key, row in recipients.items()
    }


def _fallback(practice: PracticeSettings) -> tuple[RoutingRecipient, ...]:
    return tuple(
        RoutingRecipient(f"fallback:{number}", address, email=address, language=site_language())
        for number, address in enumerate(practice_fallback_addresses(practice))
    )
