"""Whom the alerts of a crisis request reach, and by which addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...duty.alert_models import Alert
from ...duty.alert_steps import TAKEN_STEPS, RotaPicture, Step
from ...duty.alerts import RotaPeople
from ...messages.models import Channel
from ...practice.models import PracticeSettings, Supervisor
from ..models import ContactRequest
from ..policy import policy
from ..routing.evaluation import RecipientDirectory, RoutingDecision, RoutingRecipient
from ..routing.ruleset import load_directory
from ..rule_models import RoutingRule


@dataclass(frozen=True)
class Addressee:
    """Somebody to alert, with the addresses by channel. ``rota`` is why, None if it is for another reason.

    ``has_taken`` is whether this person works on the request.
    """

    recipient: RoutingRecipient
    addresses: dict[str, str]
    rota: int | None = None
    has_taken: bool = False


def rotas_of(request: ContactRequest) -> list[int]:
    """The rotas of the rules that the routing decision names, as primary keys."""
    matched = [each.get("pk") for each in request.decision.get("evaluations", ()) if each.get("matched")]
    rules = RoutingRule.objects.filter(pk__in=[pk for pk in matched if pk], to_rota__isnull=False)
    return list(rules.order_by("to_rota").values_list("to_rota", flat=True).distinct())


def load_people(practice: PracticeSettings, people: RotaPeople, others: Sequence[str] = ()) -> RecipientDirectory:
    """The people of rotas, those of further keys, and the fallback recipients."""
    return load_directory(practice, [*map(supervisor_key, people.rotas), *others])


def rota_picture(
    people: RotaPeople,
    directory: RecipientDirectory,
    *,
    first: tuple[str, ...] = (),
    alerted: frozenset[str] = frozenset(),
) -> RotaPicture:
    """Without those who can't be reached. Who has come on duty meanwhile is next, before those of later turns."""
    present, following, members = (
        tuple(key for key in map(supervisor_key, pks) if directory.can_reach(key))
        for pks in (people.on_duty, people.following, people.members)
    )
    new = tuple(key for key in present if key not in alerted) if alerted else ()
    return RotaPicture(first, new or following, members, bool(present) or not people.rotas, alerted)


def supervisor_key(pk: int) -> str:
    """The key of a routing recipient."""
    return f"supervisor:{pk}"


def decision_addressees(decision: RoutingDecision, directory: RecipientDirectory) -> list[Addressee]:
    """The decision's recipients, each by the decision's channels and, where possible, by e-mail and text message."""
    addresses: dict[RoutingRecipient, dict[str, str]] = {}
    for notification in decision.notifications:
        recipient = notification.recipient
        of_recipient = addresses.setdefault(recipient, _urgent_addresses(recipient, directory))
        of_recipient[notification.channel] = notification.address
    return [Addressee(recipient, of_recipient) for recipient, of_recipient in addresses.items()]


def _urgent_addresses(recipient: RoutingRecipient, directory: RecipientDirectory) -> dict[str, str]:
    urgent = (Channel.MAIL, Channel.SMS)
    return {channel: address for channel, address in directory.addresses(recipient).items() if channel in urgent}


def known_addressees(keys: Iterable[str], directory: RecipientDirectory) -> list[Addressee]:
    """Those of the keys who are in the directory, by e-mail and text message; without those who have no address."""
    recipients = [recipient for key in keys for recipient in directory.get(key)]
    addressees = [Addressee(each, _urgent_addresses(each, directory)) for each in recipients]
    return [addressee for addressee in addressees if addressee.addresses]


def step_addressees(
    step: Step, keys: Iterable[str], request: ContactRequest, directory: RecipientDirectory
) -> list[Addressee]:
    """Whom a step after the first one reaches; ``keys`` are the people of the rota."""
    if step in TAKEN_STEPS:
        takers = _takers(request)
        reached = takers if takers and step == Step.LATE else _fallback(request, directory)
        return [replace(each, has_taken=_is_one_of(each, takers)) for each in reached]
    return _fallback(request, directory) if step == Step.FALLBACK else known_addressees(keys, directory)


def last_acknowledged(request: ContactRequest) -> Alert | None:
    """The alert by which the work on the request that goes on now began; it may be of an earlier escalation."""
    since = request.taken_at or request.created_at
    return request.alerts.filter(acknowledged_at__gte=since).order_by("acknowledged_at", "pk").last()


def _takers(request: ContactRequest) -> list[Addressee]:
    """The assignee, also as a supervisor, and who has acknowledged the alert; nobody if they have left."""
    keys = []
    if request.assignee_id:
        records = Supervisor.objects.filter(user=request.assignee_id, user__is_active=True)
        keys = [f"user:{request.assignee_id}", *map(supervisor_key, records.values_list("pk", flat=True))]
    acknowledged = last_acknowledged(request)
    keys += [acknowledged.recipient] if acknowledged else []
    return known_addressees(dict.fromkeys(keys), load_directory(request.practice, keys))


def _is_one_of(addressee: Addressee, others: Iterable[Addressee]) -> bool:
    """By key or address: a fallback recipient may be an address only."""
    addresses = _lowercase(addressee)
    return any(addressee.recipient.key == each.recipient.key or addresses & _lowercase(each) for each in others)


def _lowercase(addressee: Addressee) -> set[str]:
    return {address.lower() for address in addressee.addresses.values()}


def _fallback(request: ContactRequest, directory: RecipientDirectory) -> list[Addressee]:
    """The managers and the fallback recipients; one of them for each address."""
    managers = [f"user:{user.pk}" for user in policy().managers(request.site).order_by("pk")]
    known = load_directory(request.practice, managers)
    own = [Addressee(each, {Channel.MAIL.value: each.email}) for each in directory.fallback]
    return [*known_addressees(managers, known), *own]


def with_rotas(addressees: Iterable[Addressee], people: RotaPeople) -> list[Addressee]:
    """The same, each with the rota to which the person belongs."""
    rotas = {supervisor_key(pk): rota for pk, rota in people.rotas.items()}
    return [replace(each, rota=rotas.get(each.recipient.key)) for each in addressees]
