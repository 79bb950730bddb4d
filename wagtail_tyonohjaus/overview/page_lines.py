"""What waits for those who edit pages: crisis notices that begin or end, and pages to look at."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.models import Site

from ..page_types.notices.admin import OVERVIEW_URL
from ..page_types.notices.reminders import LEAD_TIME
from ..practice.formatting import format_moment
from ..practice.models import Office, Service, Supervisor
from ..practice.page_links import PageRole, page_classes
from ..practice.users import Account
from . import page_kinds
from .counted_lines import CountedLine, link_to
from .links import page_link
from .problems import Link, Problem

PAGES_URL = "tyonohjaus_pages_to_check"
#: So many notices have a line of their own.
MAX_NOTICES = 5
#: Notices are announced so long before they begin.
BEGINS_WITHIN = timedelta(days=14)

_PAGES = gettext_lazy("Show the pages")


def notice_problems(user: Account, now: datetime) -> Iterator[Problem]:
    """Notices that begin or end soon, or never end; one query for each page class of notices."""
    if not page_kinds.may_edit_pages(user):
        return
    rows = [page for model in page_classes(PageRole.CRISIS_NOTICE) for page in _notices(user, model, now)]
    zones = _Zones(user) if rows else None
    for page in rows[:MAX_NOTICES]:
        yield _notice_problem(page, zones.of(page) if zones else timezone.get_default_timezone(), now)
    if len(rows) > MAX_NOTICES:
        link = Link(_("Show all notices"), reverse(OVERVIEW_URL))
        yield Problem("notice_ending", _("Further notices begin or end soon."), links=(link,))


def _notices(user: Account, model: Any, now: datetime) -> list[Any]:
    ends = Q(valid_until__gt=now, valid_until__lte=now + LEAD_TIME) | Q(
        expire_at__gt=now, expire_at__lte=now + LEAD_TIME
    )
    begins = Q(valid_from__gt=now, valid_from__lte=now + BEGINS_WITHIN)
    endless = Q(valid_until=None, expire_at=None)
    scheduled = Q(live=False, go_live_at__gt=now, go_live_at__lte=now + BEGINS_WITHIN)
    rows = page_kinds.editable_pages(user, model).filter(Q(ends | begins | endless, live=True) | scheduled)
    # An alias follows its source.
    return list(rows.filter(alias_of=None).order_by("valid_until", "pk")[: MAX_NOTICES + 1])


def _notice_problem(page: Any, zone: tzinfo, now: datetime) -> Problem:
    values = {"title": page.get_admin_display_title()}
    start = max((moment for moment in (page.valid_from, page.go_live_at) if moment and moment > now), default=None)
    if start is not None:
        text = _("The crisis notice “%(title)s” begins %(time)s.")
        return _with_time("notice_scheduled", text, values, start, zone, page)
    end = min((moment for moment in (page.valid_until, page.expire_at) if moment), default=None)
    if end is not None:
        text = _("The crisis notice “%(title)s” ends %(time)s.")
        return _with_time("notice_ending", text, values, end, zone, page)
    text = _("The crisis notice “%(title)s” has no end.") % values
    cause = _("Visitors see it until somebody ends it.")
    return Problem("notice_endless", text, cause, links=(page_link(page),))


def _with_time(code: str, text: str, values: dict[str, str], at: datetime, zone: tzinfo, page: Any) -> Problem:
    cause = (
        _("Visitors can’t read it after that.") if code == "notice_ending" else _("Visitors can’t read it before that.")
    )
    return Problem(code, text % {**values, "time": format_moment(at, zone)}, cause, links=(page_link(page),))


class _Zones:
    """The time zones of the practices that pages belong to."""

    def __init__(self, user: Account) -> None:
        zones = {practice.site_id: practice.zone for practice in page_kinds.practices(user)}
        self.roots = [(root.root_path, zones.get(root.site_id)) for root in Site.get_site_root_paths()]

    def of(self, page: Any) -> tzinfo:
        """That of the innermost site; the project's, if the page is under no practice."""
        found = [(len(path), zone) for path, zone in self.roots if page.url_path.startswith(path) and zone]
        return max(found, key=lambda each: each[0])[1] if found else timezone.get_default_timezone()


def _pages_url(kind: str) -> Callable[[], str]:
    return lambda: f"{reverse(PAGES_URL)}?kind={kind}"


def _page_line(
    kind: str, rows: Callable[[Account], QuerySet[Any] | None], text: Any, cause: str | Promise
) -> CountedLine:
    return CountedLine(f"pages_{kind}", _for_editors(rows), text, cause, link_to(_PAGES, _pages_url(kind)))


def _for_editors(rows: Callable[[Account], QuerySet[Any] | None]) -> Callable[[Account], QuerySet[Any] | None]:
    return lambda user: rows(user) if page_kinds.may_edit_pages(user) else None


def _records(model: type[Model]) -> Callable[[Account], QuerySet[Any] | None]:
    return _for_editors(lambda user: page_kinds.records_without_translation(user, model))


def _record_line(model: Any, text: Any, label: str | Promise) -> CountedLine:
    cause = gettext_lazy("Visitors see the text in the practice's first language.")

    def url() -> str:
        return reverse(PAGES_URL) + f"?kind={model._meta.model_name}"

    return CountedLine("records_missing_language", _records(model), text, cause, link_to(label, url))


PAGE_LINES = [
    _page_line(
        "no_contact",
        page_kinds.without_contact,
        ngettext_lazy(
            "On %(count)s page, visitors find no way to contact the practice.",
            "On %(count)s pages, visitors find no way to contact the practice.",
            "number",
        ),
        gettext_lazy("The practice has no telephone number, e-mail address or contact page in their language."),
    ),
    _page_line(
        "former",
        page_kinds.of_former_supervisors,
        ngettext_lazy(
            "%(count)s page presents a supervisor who has left.",
            "%(count)s pages present supervisors who have left.",
            "number",
        ),
        gettext_lazy("The supervisor no longer works at the practice, but the page is still published."),
    ),
    _page_line(
        "deleted",
        page_kinds.with_deleted,
        ngettext_lazy(
            "%(count)s page refers to a record that was deleted.",
            "%(count)s pages refer to records that were deleted.",
            "number",
        ),
        gettext_lazy("Blocks that are limited to such a record show nothing."),
    ),
    _page_line(
        "no_hours",
        page_kinds.without_hours,
        ngettext_lazy(
            "%(count)s page has no free times, because the supervisor has no hours.",
            "%(count)s pages have no free times, because the supervisors have no hours.",
            "number",
        ),
        gettext_lazy("Free times are computed from the supervisor's hours."),
    ),
    _page_line(
        "missing_language",
        page_kinds.without_translation,
        ngettext_lazy(
            "%(count)s page is not translated into every language of the site.",
            "%(count)s pages are not translated into every language of the site.",
            "number",
        ),
        gettext_lazy("The page above it is published in a language in which it does not exist."),
    ),
    _page_line(
        "draft",
        page_kinds.drafts,
        ngettext_lazy(
            "%(count)s page has changes that are not published.",
            "%(count)s pages have changes that are not published.",
            "number",
        ),
        gettext_lazy("Visitors see the earlier version, or nothing."),
    ),
    _record_line(
        Service,
        ngettext_lazy(
            "%(count)s service is not translated into every language of the site.",
            "%(count)s services are not translated into every language of the site.",
            "number",
        ),
        gettext_lazy("Show the services"),
    ),
    _record_line(
        Office,
        ngettext_lazy(
            "%(count)s office is not translated into every language of the site.",
            "%(count)s offices are not translated into every language of the site.",
            "number",
        ),
        gettext_lazy("Show the offices"),
    ),
    _record_line(
        Supervisor,
        ngettext_lazy(
            "The texts of %(count)s supervisor are not translated into every language of the site.",
            "The texts of %(count)s supervisors are not translated into every language of the site.",
            "number",
        ),
        gettext_lazy("Show the supervisors"),
    ),
]

TRANSLATION_LINES = [line for line in PAGE_LINES if line.code.endswith("_missing_language")]

#: The lines by the parameter in the URL of the list of their rows.
LINES_BY_KIND = dict(
    zip(
        ["no_contact", "former", "deleted", "no_hours", "missing_language", "draft", "service", "office", "supervisor"],
        PAGE_LINES,
        strict=True,
    )
)
