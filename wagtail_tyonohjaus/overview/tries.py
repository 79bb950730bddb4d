"""What a manager can try on the health page. Each try ends within its time limit, and reaches nobody but the user."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..availability import safe_cache
from ..availability.busy_calendars.error_texts import doubtful_text, error_text, skipped_texts, warning_texts
from ..availability.busy_calendars.sync import sync_calendar
from ..availability.models import BusyCalendar
from ..availability.zone_offsets import DAY
from ..contact.routing.analysis import analyse_rules
from ..feeds.converters import FeedFilter
from ..feeds.feed_scope import FeedNotFound, find_scope
from ..feeds.free_feed import build_free_feed
from ..ical.reading.errors import CalendarError
from ..ical.reading.options import ReadOptions
from ..ical.reading.reader import read_busy_time
from ..messages import sms
from ..messages.models import Channel
from ..messages.recipients import Recipient, own_number, user_language
from ..messages.trial import send_trial
from ..page_types.content_checks import content_findings
from ..practice.access.managers import managed_sites
from ..practice.admin.users import staff_user
from ..practice.installation.texts import pause_text
from ..practice.models import PracticeSettings, Supervisor
from ..practice.page_model import page_model
from .failure_lines import visible_calendars
from .links import Link, page_link

#: A second try of the same user begins after the first, or after so many seconds.
LOCK_SECONDS = 60
#: After a test message was accepted, the next one of the same user is sent so many seconds later.
MESSAGE_SECONDS = 60
#: How long pages are checked before the rest is left for another try.
CONTENT_SECONDS = 10
FEED_DAYS = 800


@dataclass(frozen=True)
class Finding:
    """One result of a try, with where to correct it."""

    text: str
    link: Link | None = None


@dataclass(frozen=True)
class TryResult:
    """``text`` says what happened, ``findings`` what is wrong."""

    ok: bool
    text: str
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Try:
    """``can`` tells whether the user can try it; ``why_not`` says what is missing."""

    label: str | Promise
    run: Callable[[HttpRequest], TryResult]
    can: Callable[[HttpRequest], bool] = lambda request: True
    why_not: str | Promise = ""


def run_try(name: str, request: HttpRequest) -> TryResult:
    """Runs one try; refuses a second one of the same user at the same time, as far as the cache works.

    ``name`` is a key of ``TRIES``.
    """
    key = f"tyonohjaus:try:{request.user.pk}"
    if not safe_cache.claim(key, LOCK_SECONDS):
        return TryResult(False, _("Another try of yours is still running. Wait until it is done."))
    try:
        chosen = TRIES[name]
        return chosen.run(request) if chosen.can(request) else TryResult(False, str(chosen.why_not))
    finally:
        safe_cache.delete_many([key])


def calendars(request: HttpRequest) -> QuerySet[BusyCalendar]:
    """The calendars that the user may fetch, of supervisors who work at the practice; those that fail come first."""
    rows = visible_calendars(staff_user(request), ["change"])
    return rows.order_by(Case(When(error="", then=1), default=0), "supervisor__name", "pk")


def _first_site(request: HttpRequest) -> Site | None:
    return next(iter(managed_sites(request.user)), None)


def _try_email(request: HttpRequest) -> TryResult:
    user = staff_user(request)
    return _send(request, Recipient(user.email, language=user_language(user)))


def _try_sms(request: HttpRequest) -> TryResult:
    language = user_language(staff_user(request))
    recipient = Recipient(own_number(staff_user(request)), channel=Channel.SMS.value, language=language)
    return _send(request, recipient)


def _send(request: HttpRequest, recipient: Recipient) -> TryResult:
    key = f"tyonohjaus:try:{recipient.channel}:{request.user.pk}"
    if safe_cache.get_many([key]):
        return TryResult(False, _("You sent a message less than a minute ago. Wait a moment, and try again."))
    result = send_trial(_first_site(request), recipient)
    if result.accepted:
        safe_cache.set_many({key: True}, MESSAGE_SECONDS)
        return TryResult(True, _("The server accepted the message. Look whether it arrives."))
    findings = [Finding(_("The answer was: %(answer)s") % {"answer": result.answer})] if result.answer else []
    return TryResult(False, result.text, findings)


def _try_calendar(request: HttpRequest) -> TryResult:
    chosen = request.POST.get("calendar", "")
    calendar = calendars(request).filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if calendar is None:
        return TryResult(False, _("Select a calendar."))
    result = sync_calendar(calendar.pk)
    if result is None:
        return TryResult(False, pause_text() or _("The calendar is being fetched. Try again in a moment."))
    if result.error:
        return TryResult(False, error_text(result.error, result.error_detail))
    count = result.blocks.count()
    text = ngettext(
        "The calendar was fetched and has %(count)d busy time.",
        "The calendar was fetched and has %(count)d busy times.",
        count,
    )
    return TryResult(True, text % {"count": count})


def _try_feed(request: HttpRequest) -> TryResult:
    """Builds the feed of one supervisor and reads it as another calendar program would."""
    supervisors = Supervisor.objects.filter(site__in=managed_sites(request.user), active=True).select_related("site")
    supervisor = supervisors.order_by("-revision", "pk").first()
    if supervisor is None:
        return TryResult(False, _("There is no supervisor whose feed could be tried."))
    now = int(timezone.now().timestamp()) // 3600 * 3600
    try:
        scope = find_scope(request, "supervisor", supervisor.uuid, FeedFilter())
        body = build_free_feed(scope, FeedFilter(), get_language() or "en", now, request.build_absolute_uri("/"))
        options = ReadOptions(supervisor.zone_name, now - DAY, now + FEED_DAYS * DAY, transparent="busy")
        read = read_busy_time(body, options)
    except FeedNotFound:
        return TryResult(False, _("The practice publishes no feeds. Allow them in the settings of the practice."))
    except CalendarError as error:
        return TryResult(False, error_text(error.code))
    text = ngettext(
        "The feed of %(name)s can be read, and has %(count)d free time.",
        "The feed of %(name)s can be read, and has %(count)d free times.",
        len(read.blocks),
    )
    problems = [Finding(line) for line in _reading_texts(read.issues)]
    return TryResult(not read.issues, text % {"name": supervisor.name, "count": len(read.blocks)}, problems)


def _reading_texts(issues: Mapping[str, int]) -> list[str]:
    doubtful = issues.get("doubtful", 0)
    return [*skipped_texts(issues), *warning_texts(issues), *([doubtful_text(doubtful)] if doubtful else [])]


def _try_routing(request: HttpRequest) -> TryResult:
    """Whether every request reaches somebody, in each practice that the user manages."""
    findings: list[Finding] = []
    for site in managed_sites(request.user):
        findings += _routing_findings(PracticeSettings.for_site(site))
    if findings:
        return TryResult(False, _("Not every request reaches those whom you expect."), findings)
    return TryResult(True, _("Every request reaches somebody by a rule."))


def _routing_findings(practice: PracticeSettings) -> Iterator[Finding]:
    analysis = analyse_rules(practice, timezone.now())
    for problem in analysis.problems:
        yield Finding(f"{practice}: {problem.rule}. {problem.description}")
    reached = _("only the fallback recipients get these requests") if practice.recipients else _("nobody gets these")
    for line in analysis.uncovered:
        yield Finding(f"{practice}: {reached}: {line}")
    if analysis.too_many_combinations:
        yield Finding(
            _("%(practice)s: the rules distinguish too many kinds of requests to check all.") % {"practice": practice}
        )


def _try_content(request: HttpRequest) -> TryResult:
    """Checks the published pages of the practices, the latest changed first, as long as time allows."""
    ends_at = time.monotonic() + CONTENT_SECONDS
    roots = [site.root_page for site in managed_sites(request.user)]
    pages = page_model()._default_manager.none()
    for root in roots:
        pages |= page_model()._default_manager.descendant_of(root, inclusive=True)
        for translation in root.get_translations():
            pages |= page_model()._default_manager.descendant_of(translation, inclusive=True)
    findings, checked = [], 0
    for page in pages.live().order_by("-last_published_at", "pk").specific(defer=False).iterator(chunk_size=50):
        if time.monotonic() > ends_at:
            findings.append(Finding(_("Not all pages were checked in time. Correct these first, and try again.")))
            break
        checked += 1
        findings += _page_findings(page, request)
    text = ngettext("%(count)d page was checked.", "%(count)d pages were checked.", checked)
    return TryResult(not findings, text % {"count": checked}, findings)


def _page_findings(page: Any, request: HttpRequest) -> Iterator[Finding]:
    texts = content_findings(page)
    if not texts:
        return
    title = page.get_admin_display_title()
    link = page_link(page) if page.permissions_for_user(request.user).can_edit() else None
    yield from (Finding(f"{title}: {text}", link) for text in texts)


TRIES: dict[str, Try] = {
    "email": Try(
        gettext_lazy("Send an e-mail to yourself"),
        _try_email,
        lambda request: bool(staff_user(request).email),
        gettext_lazy("Your account has no e-mail address. Enter one in your account settings."),
    ),
    "sms": Try(
        gettext_lazy("Send a text message to yourself"),
        _try_sms,
        lambda request: sms.is_configured() and bool(own_number(staff_user(request))),
        gettext_lazy(
            "This needs a service for text messages in the project's settings, and your telephone number on a "
            "supervisor's record of your own."
        ),
    ),
    "calendar": Try(gettext_lazy("Fetch the calendar"), _try_calendar),
    "feed": Try(gettext_lazy("Read a feed"), _try_feed),
    "routing": Try(gettext_lazy("Check the routing"), _try_routing),
    "content": Try(gettext_lazy("Check all pages"), _try_content),
}
