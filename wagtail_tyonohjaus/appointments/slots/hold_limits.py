"""Limits on the live holds of one person, one network and one supervisor, so that nobody can block a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ...conf import app_settings
from ..exceptions import HoldLimitReached
from ..models import HolderLock, Session, SessionQuerySet, Status
from ..types import Attendee

PERSON, NETWORK, SUPERVISOR = "person", "network", "supervisor"
# These providers ignore dots in the part before the @.
_DOTLESS_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
# Persons and networks that share a row of ``HolderLock`` wait for each other without need.
LOCK_BUCKETS = 256


@dataclass(frozen=True, slots=True)
class HoldOwner:
    """Whose hold it is. ``network`` is a key that does not reveal the network; blank if the network is unknown."""

    supervisor: int
    attendee: Attendee
    network: str = ""

    @property
    def email(self) -> str:
        """The normalised e-mail address; ``@`` without one."""
        return normalised_email(self.attendee.email)

    @property
    def phone(self) -> str:
        """The telephone number as E.164; blank without one."""
        return str(self.attendee.phone or "")

    @property
    def buckets(self) -> list[int]:
        """The keys of the person's and the network's rows of ``HolderLock``, in the order in which they are locked."""
        keys = {self.email if self.attendee.email else "", self.phone, self.network} - {""}
        return sorted({crc32(key.encode()) % LOCK_BUCKETS for key in keys})


def lock_owner(owner: HoldOwner) -> None:
    """Makes other holds of the same person or network wait until the transaction ends.

    It comes before the lock on the supervisor, since a transaction may try several supervisors. SQLite has one writer
    at a time, so that lock is enough there.
    """
    if connection.features.has_select_for_update:
        for bucket in owner.buckets:
            _lock_bucket(bucket)


def check_limits(owner: HoldOwner) -> None:
    """Raises ``HoldLimitReached`` if one more hold would exceed a limit. Requires the locks on owner and supervisor.

    Times that staff has proposed do not count.
    """
    for limit, count in _counts(owner):
        if count >= getattr(app_settings, f"HOLDS_PER_{limit.upper()}"):
            raise HoldLimitReached(limit)


def normalised_email(address: str) -> str:
    """Equal for spellings that reach the same mailbox: without case, "+tag" and, where they are ignored, dots."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTLESS_DOMAINS else local}@{domain}"


def _lock_bucket(bucket: int) -> None:
    rows = HolderLock.objects.select_for_update().filter(pk=bucket)
    if not rows:
        HolderLock.objects.bulk_create([HolderLock(bucket=bucket)], ignore_conflicts=True)
        # Not locked yet if another transaction has created it.
        list(rows.all())


def _counts(owner: HoldOwner) -> Iterator[tuple[str, int]]:
    # Locked, so that MariaDB reads the rows as they are now and not as of the transaction's first query.
    rows = _live_holds(owner).select_for_update().order_by("pk")
    holds = list(rows.values_list("supervisor_id", "network_key", "email", "phone"))
    yield PERSON, sum(_is_same_person(owner, email, str(phone or "")) for _, _, email, phone in holds)
    yield NETWORK, sum(bool(owner.network) and network == owner.network for _, network, _, _ in holds)
    yield SUPERVISOR, sum(supervisor == owner.supervisor for supervisor, _, _, _ in holds)


def _live_holds(owner: HoldOwner) -> SessionQuerySet:
    similar = Q(supervisor=owner.supervisor)
    if owner.network:
        similar |= Q(network_key=owner.network)
    if owner.attendee.email:
        similar |= Q(email__iendswith=owner.email.rpartition("@")[2])
    if owner.phone:
        similar |= Q(phone=owner.phone)
    return Session.objects.filter(similar, status=Status.HELD, hold_until__gt=timezone.now(), proposal=None)


def _is_same_person(owner: HoldOwner, email: str, phone: str) -> bool:
    has_email = bool(owner.attendee.email and email) and normalised_email(email) == owner.email
    return has_email or bool(owner.phone and phone == owner.phone)
