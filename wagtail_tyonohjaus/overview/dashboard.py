"""What waits for a user and what is wrong, as the lines of the user's dashboard."""

from django.utils import timezone

from ..practice.access.managers import is_manager, managed_sites, manager_policy
from ..practice.installation.texts import pause_text
from ..practice.users import Account
from .counted_lines import counted_problems
from .failure_lines import calendar_problems, message_problems
from .health import find_problems
from .links import with_links
from .page_kinds import practices
from .page_lines import PAGE_LINES, notice_problems
from .problems import Problem
from .staff_lines import STAFF_LINES, may_see_requests, may_see_sessions


def health_problems(user: Account) -> list[Problem]:
    """Those of the practices that the user manages; for other staff, only that nothing is sent."""
    if is_manager(user):
        sites = None if manager_policy().can_manage_all(user) else managed_sites(user)
        return with_links(find_problems(sites=sites), user)
    pause = pause_text() if may_see_requests(user) or may_see_sessions(user) else ""
    return [Problem("paused_for_staff", pause)] if pause else []


def waiting_lines(user: Account) -> list[Problem]:
    """What waits for the user, the most urgent first; the number of queries does not depend on how much it is."""
    now = timezone.now()
    page_lines = [line for line in PAGE_LINES if line.code != "pages_deleted" or not _manages_every_practice(user)]
    counted = counted_problems(user, [*STAFF_LINES, *page_lines])
    of_staff = {line.code for line in STAFF_LINES}
    messages = message_problems(user) if may_see_requests(user) or may_see_sessions(user) else []
    return [
        *(line for line in counted if line.code in of_staff),
        *calendar_problems(user, now),
        *messages,
        *notice_problems(user, now),
        *(line for line in counted if line.code not in of_staff),
    ]


def _manages_every_practice(user: Account) -> bool:
    """Then the health checks already name the pages that refer to deleted records."""
    return is_manager(user) and {row.site_id for row in practices(user)} <= {site.pk for site in managed_sites(user)}
