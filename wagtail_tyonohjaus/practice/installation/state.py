"""Whether this process may send from its database, or has to wait because the database is a copy.

A copy must not send what the original sends, too, nor escalate, remove old data or fetch calendars. The row of
``Installation`` stores to which installation the database belongs: the name in the setting ``INSTALLATION`` and the
fingerprint of the database (``identity``). If one of them differs, everything that runs by itself is paused, until
``manage.py tyonohjaus_resume`` makes the copy an installation of its own. Requests are still stored.

Why both: a marker that the backup procedure sets is missing in a dump that a hosting company makes. A name alone is
copied with the configuration, as in a disaster recovery, and most developers set none. A fingerprint alone does not
recognise the snapshot of a whole disk. A file beside the site is lost with a container. Hosts of one installation share
its database and therefore the fingerprint, so neither a second host nor a rolling deployment pauses anything.
"""

import logging
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import router
from django.db.models import QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ...conf import app_settings
from .identity import fingerprint, fingerprint_of, identifying_query, is_same_database
from .models import Installation

logger = logging.getLogger(__name__)

MAX_FINGERPRINT = 200


class Pause(Enum):
    """Why everything that runs by itself is paused."""

    COMMAND = "command"
    NAME = "name"
    DATABASE = "database"


@dataclass(frozen=True)
class State:
    """``pause`` is None while the installation may send. ``row`` is None before the first process has asked.

    ``fingerprint`` is that of the database now.
    """

    row: Installation | None
    pause: Pause | None
    fingerprint: str


def read_state() -> State:
    """The state, without storing anything. One query, once there is a row."""
    alias = router.db_for_write(Installation)
    # Without ``first``, since ordering a single row takes a third of the time, for each submission.
    row = next(iter(_rows_with_identity(alias)), None)
    if row is None:
        return State(None, None, _fingerprint())
    current = fingerprint_of(alias, row.database)[:MAX_FINGERPRINT]
    return State(row, _pause_of(row, current), current)


def is_paused() -> bool:
    """Whether nothing may run by itself, without storing anything. One query."""
    return read_state().pause is not None


def check_installation() -> bool:
    """Whether messages and tasks may run from this database.

    Stores the installation of a new database, a name that was set since, and when a copy was first noticed. One
    query, if nothing has changed.
    """
    state = read_state()
    if state.row is None:
        values = {"name": _name(), "fingerprint": state.fingerprint}
        _row, is_new = Installation.objects.get_or_create(pk=1, defaults=values)
        return is_new or not is_paused()
    if state.pause:
        _note_copy(state.row, state.pause)
    elif state.row.noticed_at or (state.row.name, state.row.fingerprint) != (_name(), state.fingerprint):
        # Compared, since another process may have resumed or paused it meanwhile.
        unchanged = Installation.objects.filter(pk=1, name=state.row.name, fingerprint=state.row.fingerprint)
        unchanged.update(name=_name(), fingerprint=state.fingerprint, noticed_at=None)
    return state.pause is None


def pause() -> None:
    """Pauses the installation until ``resume``. What was paused before stays so since then."""
    state = read_state()
    noticed_at = state.row.noticed_at if state.row and state.pause else None
    values = {"name": _name(), "fingerprint": "", "noticed_at": noticed_at or timezone.now()}
    Installation.objects.update_or_create(pk=1, defaults=values)


def resume() -> None:
    """Makes the present name and database those of the installation."""
    values = {"name": _name(), "fingerprint": _fingerprint(), "noticed_at": None}
    Installation.objects.update_or_create(pk=1, defaults=values)


def _pause_of(row: Installation, current: str) -> Pause | None:
    if not row.fingerprint:
        return Pause.COMMAND
    is_named = bool(row.name) and row.name == _name()
    is_same = is_same_database(row.fingerprint, current, is_named=is_named)
    # A name that is set for the first time is that of the installation, if nothing else differs.
    if row.name != _name() and (row.name or not is_same):
        return Pause.NAME if row.name else Pause.DATABASE
    if not is_same and app_settings.INSTALLATION_CHECKS_DATABASE:
        return Pause.DATABASE
    return None


def _note_copy(row: Installation, reason: Pause) -> None:
    if row.noticed_at is None and Installation.objects.filter(pk=1, noticed_at=None).update(noticed_at=timezone.now()):
        logger.error("Paused: this database is a copy, or the installation was moved (%s).", reason.value)


def _name() -> str:
    return str(app_settings.INSTALLATION)[:80]


def _fingerprint() -> str:
    return fingerprint(router.db_for_write(Installation))[:MAX_FINGERPRINT]


def _rows_with_identity(alias: str) -> QuerySet[Any]:
    """The row, if there is one, with the value of ``identifying_query`` as ``database``."""
    query = identifying_query(alias)
    value = RawSQL(query, (), output_field=TextField()) if query else Value("")  # noqa: S611
    return Installation.objects.using(alias).filter(pk=1).annotate(database=value)
