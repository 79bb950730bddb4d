"""What a receipt lists: when, how long, with whom, which service and where."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ...appointments import formatting
from ...practice.choices import DeliveryMode
from ...practice.display.languages import marked_text
from ...practice.models import PracticeSettings
from ..form.places import place_text
from ..form.standard_fields import FIELD_LABELS
from ..handling.changes import as_submitted
from ..models import ContactRequest
from ..summary import preferred_time_text
from .receipt_sessions import ReceiptSession


def session_rows(stored: ContactRequest, current: ReceiptSession | None) -> Iterator[tuple[str, str]]:
    """Of the session of a request, as labels and texts; none without a session and while times are proposed."""
    if current is None or current.is_proposed:
        return
    session = current.session
    # A session at the client's premises has no office, but its request knows in which city it is.
    is_at_clients = session.mode == DeliveryMode.YOURS
    yield _("Time"), formatting.format_session_time(session, visitor=True)
    for other in current.further:
        yield _("Further time"), formatting.format_session_time(other, visitor=True)
    yield _("Length"), formatting.format_minutes(session.minutes)
    yield str(FIELD_LABELS["supervisor"]), session.supervisor.name
    yield str(FIELD_LABELS["service"]), marked_text(session.service, "name")
    yield _("Place"), place_text(session.mode, stored.office) if is_at_clients else formatting.format_place(session)
    if current.previous_time:
        yield _("Previous time"), current.previous_time


def requested_rows(stored: ContactRequest, practice: PracticeSettings) -> Iterator[tuple[str, str]]:
    """Of a request whose time is not held: what the visitor has asked for, without corrections by staff."""
    asked = as_submitted(stored)
    rows = (
        (_("Time"), preferred_time_text(stored, practice)),
        (_("Length"), formatting.format_minutes(stored.preferred_minutes) if stored.preferred_minutes else ""),
        (str(FIELD_LABELS["supervisor"]), asked.supervisor.name if asked.supervisor else ""),
        (str(FIELD_LABELS["service"]), marked_text(asked.service, "name") if asked.service else ""),
        (_("Place"), place_text(asked.delivery_mode, asked.office)),
    )
    yield from ((label, text) for label, text in rows if text)
