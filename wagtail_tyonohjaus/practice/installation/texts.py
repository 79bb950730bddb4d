"""What staff and administrators read about a pause."""

from django.utils.translation import gettext as _

from ...conf import app_settings
from .state import Pause, State, read_state


def pause_text() -> str:
    """Why the installation is paused, and what that means, in the active language; empty if it is not."""
    state = read_state()
    if state.pause is None:
        return ""
    return f"{_reason(state)} " + _(
        "No messages are sent, nobody is reminded, no calendars are fetched and no old data is removed."
    )


def _reason(state: State) -> str:
    if state.pause == Pause.COMMAND:
        return _("This site was paused with “manage.py tyonohjaus_pause”.")
    if state.pause == Pause.DATABASE:
        return _("This site's database has been copied, moved or restored.")
    names = {"stored": state.row.name if state.row else "", "name": app_settings.INSTALLATION}
    if not names["name"]:
        return _("This database belongs to “%(stored)s”, and the setting INSTALLATION is missing.") % names
    return _("This database belongs to “%(stored)s”, and the setting INSTALLATION is “%(name)s”.") % names
