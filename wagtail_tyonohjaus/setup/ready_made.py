"""The services from which a new practice chooses. Their texts are in ``texts``."""

from dataclasses import dataclass

from ..practice.choices import Format, Kind
from .texts import texts


@dataclass(frozen=True)
class ReadyMadeService:
    """``key`` is that of its texts. ``lengths`` are minutes, as the record stores them."""

    key: str
    kind: Kind
    formats: tuple[Format, ...]
    lengths: str
    series_sessions: int | None = None
    minimum_notice_hours: int = 24

    def text(self, language: str, name: str) -> str:
        """One of the texts, such as ``name`` or ``about``, in one of ``texts.LANGUAGES``."""
        return texts(language)["services"][self.key][name]


_ONE, _GROUP, _TEAM = Format.INDIVIDUAL, Format.GROUP, Format.WORK_COMMUNITY
_ANY = (_ONE, _GROUP, _TEAM)

READY_MADE = {
    service.key: service
    for service in (
        ReadyMadeService("individual", Kind.SUPERVISION, (_ONE,), "60, 90"),
        ReadyMadeService("group", Kind.SUPERVISION, (_GROUP,), "90, 120"),
        ReadyMadeService("work_community", Kind.SUPERVISION, (_TEAM,), "90, 120"),
        ReadyMadeService("solution_focused", Kind.SUPERVISION, _ANY, "60, 90, 120"),
        ReadyMadeService("psychodynamic", Kind.SUPERVISION, _ANY, "60, 90"),
        ReadyMadeService("narrative", Kind.SUPERVISION, _ANY, "60, 90, 120"),
        ReadyMadeService("systemic", Kind.SUPERVISION, _ANY, "60, 90, 120"),
        ReadyMadeService("crisis", Kind.CRISIS, _ANY, "60, 90, 120", series_sessions=3, minimum_notice_hours=2),
        ReadyMadeService("coaching", Kind.COACHING, (_ONE,), "60, 90"),
        ReadyMadeService("team_coaching", Kind.COACHING, (_TEAM,), "90, 120"),
    )
}
DEFAULT_SERVICES = ("individual", "group", "work_community")
