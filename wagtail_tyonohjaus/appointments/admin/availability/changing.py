"""Makes and undoes changes of hours: one at a time for each supervisor, and never over sessions nobody has seen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from ....availability.hours_changes.applying import AppliedChange, UndoRefusedError, apply_change
from ....availability.hours_changes.loading import load_hours, local_today
from ....availability.hours_changes.plans import LOOKAHEAD, Change, ChangeError, NothingToChangeError
from ....availability.hours_changes.stored import StoredHours
from ....intervals import subtract
from ....practice.admin.users import staff_user
from ....practice.models import Supervisor
from ...locking import lock_supervisors, run_with_retries
from ...models import Session
from .affected import digest, sessions_within
from .forms import ChangeForm

#: Where the user's session keeps the last change.
SESSION_KEY = "tyonohjaus_hours_change"
#: The sessions that are listed beside the last change.
MAX_LISTED = 50


@dataclass
class ConfirmationNeededError(Exception):
    """Sessions fall into the time that would be closed."""

    hours: StoredHours
    change: Change
    sessions: list[Session]


class RepeatedChangeError(Exception):
    """The same has been submitted before, so that nothing is left to change."""


def make_change(request: HttpRequest, supervisor: Supervisor, form: ChangeForm) -> AppliedChange:
    """Makes the change of a valid form, and remembers it in the user's session for the page that follows.

    Raises ``ChangeError`` if it can't be made, ``ConfirmationNeededError`` if there are sessions that the user has not
    confirmed, and ``RepeatedChangeError``.
    """
    applied, sessions = run_with_retries(lambda: _make_change(request, supervisor, form))
    request.session[SESSION_KEY] = {"token": applied.token, "sessions": [row.pk for row in sessions[:MAX_LISTED]]}
    return applied


def _make_change(request: HttpRequest, supervisor: Supervisor, form: ChangeForm) -> tuple[AppliedChange, list[Session]]:
    lock_supervisors([supervisor.pk])
    hours = load_hours(supervisor)
    is_changed = form.cleaned_data["state"] != hours.state(form.day, form.day)
    try:
        change = form.plan(hours, local_today(hours.zone))
    except NothingToChangeError as error:
        if is_changed:
            raise RepeatedChangeError from error
        raise
    if is_changed:
        raise ChangeError(
            _("Somebody has changed these hours after you opened the page. Check the hours below and submit again.")
        )
    sessions = sessions_within(supervisor, change.closed)
    if sessions and form.cleaned_data["confirmed"] != digest(sessions):
        raise ConfirmationNeededError(hours, change, sessions)
    applied = apply_change(hours, change)
    log(instance=supervisor, action="wagtail.edit", user=staff_user(request), data=applied.changes.as_data())
    return applied, sessions


def undo_change(request: HttpRequest, supervisor: Supervisor, token: str) -> AppliedChange:
    """Restores what was before the change that ``token`` describes. Raises ``UndoRefusedError``."""
    applied = AppliedChange.read(token)
    if applied is None or applied.supervisor_id != supervisor.pk:
        raise UndoRefusedError(_("This can't be undone any more. Change the hours on the day's page."))
    run_with_retries(lambda: _undo_change(request, supervisor, applied))
    last = request.session.get(SESSION_KEY) or {}
    if last.get("token") == token:
        del request.session[SESSION_KEY]
    return applied


def _undo_change(request: HttpRequest, supervisor: Supervisor, applied: AppliedChange) -> None:
    lock_supervisors([supervisor.pk])
    first, last = applied.first, min(applied.last, applied.first + LOOKAHEAD)
    before = load_hours(supervisor).open_intervals(first, last)
    applied.undo(supervisor)
    lost = subtract(before, load_hours(supervisor).open_intervals(first, last))
    if sessions_within(supervisor, lost):
        raise UndoRefusedError(
            _("There are sessions in these hours, so this can't be undone. Close the hours on the day's page.")
        )
    log(instance=supervisor, action="wagtail.edit", user=staff_user(request))


def last_change(request: HttpRequest, supervisor: Supervisor) -> tuple[AppliedChange, list[int]] | None:
    """The user's last change of the supervisor's hours and the sessions that were in the time; None without one."""
    values: dict[str, Any] = request.session.get(SESSION_KEY) or {}
    applied = AppliedChange.read(values["token"]) if values else None
    return (applied, values["sessions"]) if applied and applied.supervisor_id == supervisor.pk else None


def parse_day(text: str) -> date | None:
    """A date as URLs have it, ``2026-12-07``; None for any other text, and outside the supported years."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 and day.isoformat() == text else None
