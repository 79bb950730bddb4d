"""Writes erasure records, in the transaction that erases."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..users import Account, display_name
from .models import Cause, Erasure, ErasureRecord


@dataclass(frozen=True)
class Eraser:
    """Who erases, and why. ``user`` is the member of staff, None for a command or the retention period."""

    cause: Cause = Cause.RETENTION
    user: Account | None = None

    @property
    def name(self) -> str:
        """The user's full name or user name; blank without a user."""
        return display_name(self.user)


RETENTION = Eraser()
COMMAND = Eraser(Cause.COMMAND)


def record_erasures(rows: Iterable[tuple[int | None, str]], erasure: Erasure, eraser: Eraser) -> None:
    """``rows`` are the primary keys of sites with the references whose data are erased."""
    ErasureRecord.objects.bulk_create(
        ErasureRecord(
            site_id=site,
            reference=reference,
            erasure=erasure,
            cause=eraser.cause,
            user=eraser.user,
            user_name=eraser.name[:160],
        )
        for site, reference in rows
    )
