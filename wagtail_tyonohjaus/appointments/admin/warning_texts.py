"""What speaks against a date, as text for one user."""

from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ...availability.busy_sources import sources
from ...availability.instants import utc_datetime
from ...availability.public_holidays import holiday_name
from ...practice.access.supervisor_policy import SupervisorRecordPolicy
from ...practice.models import Supervisor
from ...practice.users import AnyUser
from ..busy_source import MEETING_PREFIX, SESSION_PREFIX
from ..formatting import format_hours
from ..policy import sessions_for
from ..starts.review import Review, ReviewedDate
from ..starts.start_warnings import Cause, KnownBusy, StartWarning


class WarningTexts:
    """The texts of all dates of a review, in a constant number of queries.

    The name of a calendar is for those who may see the supervisor's calendars, the reference of a session for those who
    may see that session; others only read that the time is busy.
    """

    def __init__(self, user: AnyUser, supervisor: Supervisor, review: Review, zone: str) -> None:
        self.user, self.supervisor, self.zone = user, supervisor, zone
        warnings = [warning for date in review.affected for warning in date.warnings]
        self.labels = self._load_labels({one.key for warning in warnings for one in warning.busy if one.key})
        self.holidays = self._load_holidays({one.day for one in warnings if one.cause == Cause.HOLIDAY and one.day})

    def of(self, reviewed: ReviewedDate) -> list[str]:
        """One sentence for each cause."""
        return [self._text(warning, reviewed) for warning in reviewed.warnings]

    def _text(self, warning: StartWarning, reviewed: ReviewedDate) -> str:
        if warning.cause == Cause.SESSION:
            return _("The supervisor has another session: %(sessions)s.") % {"sessions": self._sessions(warning)}
        if warning.cause == Cause.BUSY:
            names = {self.labels.get(one.key, "") for one in warning.busy} - {""}
            text = _("The supervisor is busy according to this calendar: %(names)s.")
            return text % {"names": ", ".join(sorted(names))} if names else _("The supervisor is busy.")
        if warning.cause == Cause.HOLIDAY and warning.day:
            return _("This is a public holiday: %(name)s.") % {"name": self.holidays[warning.day]}
        if warning.cause == Cause.NOTICE:
            return _("The start is sooner than the service’s minimum notice.")
        return {
            Cause.ABSENCE: _("The supervisor is away on this day."),
            Cause.HOURS: _("This is outside the supervisor’s hours for this service and place."),
            Cause.BUFFER: _("The time between this and what is before or after it is too short."),
            Cause.DAY_LIMIT: ngettext(
                "The supervisor has at most %(count)d session on one day.",
                "The supervisor has at most %(count)d sessions on one day.",
                self.supervisor.max_sessions_per_day or 0,
            )
            % {"count": self.supervisor.max_sessions_per_day or 0},
            Cause.WEEK_LIMIT: ngettext(
                "The supervisor has at most %(count)d session in one week.",
                "The supervisor has at most %(count)d sessions in one week.",
                self.supervisor.max_sessions_per_week or 0,
            )
            % {"count": self.supervisor.max_sessions_per_week or 0},
        }[warning.cause]

    def _sessions(self, warning: StartWarning) -> str:
        return "; ".join(self._session(one) for one in warning.busy)

    def _session(self, one: KnownBusy) -> str:
        hours = format_hours(utc_datetime(one.start), utc_datetime(one.end), self.zone)
        label = self.labels.get(one.key, "")
        return f"{hours} ({label})" if label else hours

    def _load_labels(self, keys: set[str]) -> dict[str, str]:
        """By key, without those that the user may not see."""
        if not keys:
            return {}
        own = {key for key in keys if key.startswith((SESSION_PREFIX, MEETING_PREFIX))}
        visible = self._visible_sessions(own) if own else set()
        if SupervisorRecordPolicy().visible_to(self.user).filter(pk=self.supervisor.pk).exists():
            visible |= keys - own
        return {key: label for source in sources() for key, label in source.labels(visible).items()} if visible else {}

    def _visible_sessions(self, keys: set[str]) -> set[str]:
        ids = [int(key.removeprefix(SESSION_PREFIX)) for key in keys if key.startswith(SESSION_PREFIX)]
        meetings = [key.removeprefix(MEETING_PREFIX) for key in keys if key.startswith(MEETING_PREFIX)]
        visible = sessions_for(self.user)
        rows = visible.filter(pk__in=ids) | visible.filter(meeting__in=meetings)
        pairs = set(rows.order_by().values_list("pk", "meeting"))
        found = {f"{SESSION_PREFIX}{pk}" for pk, _meeting in pairs} | {f"{MEETING_PREFIX}{one}" for _pk, one in pairs}
        return keys & found

    def _load_holidays(self, days: set[date]) -> dict[date, str]:
        if not days:
            return {}
        practice = self.supervisor.practice
        own = dict(practice.holiday_overrides.filter(day__in=days).values_list("day", "name"))
        language, region = get_language() or "", (practice.holiday_country, practice.holiday_subdivision)
        return {day: own.get(day) or holiday_name(*region, day, language) or _("Holiday") for day in days}
