"""What is left to do before and after a practice is published. It follows from the database, so it updates itself."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import AbstractPage, ModelLogEntry, Revision, Site

from ..availability.models import BusyCalendar, WeeklyHours
from ..messages.models import Delivery, DeliveryState, Heartbeat
from ..messages.periodic import WORKER
from ..page_types.content_checks.placeholders import placeholders_in
from ..practice.models import PracticeSettings, Service, Supervisor
from ..practice.page_links import PageRole, page_classes
from ..practice.page_model import page_model
from ..practice.users import AnyUser
from .actions import DISMISSED
from .root_switch import coming_front_page
from .task_access import for_user, to_page, to_page_of, to_records, to_settings, to_site
from .tasks import Task, to_everybody

MAX_WORKER_AGE = timedelta(hours=1)
LOCAL_HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Checklist:
    """The lines of a practice."""

    practice: PracticeSettings
    before: list[Task]
    after: list[Task]

    @property
    def tasks(self) -> list[Task]:
        """All lines."""
        return [*self.before, *self.after]

    @property
    def left(self) -> list[Task]:
        """The lines that are not done."""
        return [task for task in self.tasks if not task.is_done]

    @property
    def is_complete(self) -> bool:
        """Whether everything is done but what is optional."""
        return all(task.is_optional for task in self.left)

    def for_user(self, user: AnyUser) -> "Checklist":
        """The same lines, with links only to what the user may open."""
        return replace(self, before=for_user(self.before, user), after=for_user(self.after, user))


def checklist(site: Site) -> Checklist:
    """The checklist of a site, in a constant number of queries."""
    practice = PracticeSettings.for_site(site)
    front_page = coming_front_page(site)
    pages = _pages(front_page)
    before = [
        _details(practice),
        _recipient(practice),
        *_services(site),
        *_supervisors(site),
        _placeholders(pages),
        _zone(practice),
    ]
    published = [_privacy(practice), _drafts(pages, front_page), _contact_page(front_page)]
    return Checklist(practice, before, [*published, _host(site), _worker(), _mail(site), _calendar(site)])


def dismissed_sites(sites: list[Site]) -> set[int]:
    """The primary keys of those sites whose checklist was dismissed. One query."""
    entries = ModelLogEntry.objects.filter(action=DISMISSED).values_list("data", flat=True)
    return {data.get("site") for data in entries} & {site.pk for site in sites}


def dismiss(site: Site, user: AnyUser) -> bool:
    """Hides the checklist of a site, if it is complete; whether it was."""
    found = checklist(site)
    if found.is_complete and not dismissed_sites([site]):
        log(found.practice, DISMISSED, user=user, data={"site": site.pk})
    return found.is_complete


def _pages(front_page: AbstractPage) -> Any:
    """The pages of the practice in all languages."""
    roots = list(front_page.get_translations(inclusive=True))
    condition = Q(pk__in=[])
    for root in roots:
        condition |= Q(path__startswith=root.path)
    return page_model().objects.filter(condition)


def _details(practice: PracticeSettings) -> Task:
    done = bool(practice.name and practice.phone and practice.email)
    text = _("Enter the name, telephone number and e-mail address")
    return Task("details", text, done, settings_url(practice), may_open=to_settings(practice))


def _recipient(practice: PracticeSettings) -> Task:
    text = _("Make sure that every request has a recipient: enter an e-mail address or fallback recipients")
    done = bool(practice.recipients)
    return Task("recipient", text, done, settings_url(practice), may_open=to_settings(practice))


def _services(site: Site) -> list[Task]:
    counts = Service.objects.filter(site=site).aggregate(all=Count("pk"), free=Count("pk", filter=Q(price="")))
    url, access = _list_url(Service), to_records(Service)
    text = ngettext("%(count)d service has no price.", "%(count)d services have no price.", counts["free"])
    detail = text % {"count": counts["free"]} if counts["free"] else ""
    tasks = [
        Task("services", _("Add at least one service"), counts["all"] > 0, url),
        Task("prices", _("Enter a price for each service"), counts["all"] > 0 and not counts["free"], url, detail),
    ]
    return [replace(task, may_open=access, is_for_editors=True) for task in tasks]


def _supervisors(site: Site) -> list[Task]:
    hours = WeeklyHours.objects.filter(supervisor=OuterRef("pk"))
    counts = Supervisor.objects.filter(site=site, active=True).aggregate(
        all=Count("pk"),
        with_hours=Count("pk", filter=Exists(hours)),
        with_photo=Count("pk", filter=Q(photo__isnull=False)),
    )
    url, total = _list_url(Supervisor), counts["all"]
    tasks = [
        Task("hours", _("Enter the hours of each supervisor"), 0 < total == counts["with_hours"], url),
        Task("photos", _("Add a photo of each supervisor"), 0 < total == counts["with_photo"], url, is_optional=True),
    ]
    return [replace(task, may_open=to_records(Supervisor), is_for_editors=True) for task in tasks]


def _placeholders(pages: Any) -> Task:
    # The text is compared in the database, so that only pages with a placeholder are loaded.
    latest = Revision.objects.filter(pk__in=pages.values("latest_revision")).annotate(text=Cast("content", TextField()))
    rows = latest.filter(text__contains="[[").order_by("pk").values_list("object_id", "object_str", "text")
    found = [(pk, title) for pk, title, text in rows if placeholders_in(text)]
    url = reverse("wagtailadmin_pages:edit", args=[found[0][0]]) if found else ""
    detail = ", ".join(title for _pk, title in found)
    access = to_page_of(found[0][0]) if found else to_everybody
    text = _("Fill in the texts in double square brackets")
    return Task("placeholders", text, not found, url, detail, may_open=access, is_for_editors=True)


def _zone(practice: PracticeSettings) -> Task:
    text = _("Set TIME_ZONE in the project's settings to %(zone)s, the practice's time zone")
    return Task("zone", text % {"zone": practice.time_zone}, practice.time_zone == settings.TIME_ZONE)


def _privacy(practice: PracticeSettings) -> Task:
    page = practice.privacy_page
    done = page is not None and page.live
    text = _("Check and publish the privacy notice")
    if page is None:
        return Task("privacy", text, done, settings_url(practice), may_open=to_settings(practice))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Task("privacy", text, done, url, may_open=to_page(page), is_for_editors=True)


def _drafts(pages: Any, front_page: AbstractPage) -> Task:
    counts = pages.aggregate(all=Count("pk"), drafts=Count("pk", filter=Q(live=False)))
    text = ngettext("%(count)d page is a draft.", "%(count)d pages are drafts.", counts["drafts"])
    detail = text % {"count": counts["drafts"]} if counts["drafts"] else ""
    url = reverse("wagtailadmin_explore", args=[front_page.pk])
    done, access = counts["all"] > 0 and not counts["drafts"], to_page(front_page)
    return Task("pages", _("Publish the pages"), done, url, detail, may_open=access, is_for_editors=True)


def _contact_page(front_page: AbstractPage) -> Task:
    children = [(model, model.objects.child_of(front_page).live()) for model in page_classes(PageRole.CONTACT)]
    done = any(_in_menu(model, rows).exists() for model, rows in children)
    url = reverse("wagtailadmin_explore", args=[front_page.pk])
    text = _("Show a contact page in the menu of the front page")
    return Task("contact", text, done, url, may_open=to_page(front_page), is_for_editors=True)


def _in_menu(model: type[AbstractPage], rows: Any) -> Any:
    has_field = any(field.name == "show_in_menus" for field in model._meta.get_fields())
    return rows.filter(show_in_menus=True) if has_field else rows


def _host(site: Site) -> Task:
    text = _("Enter the host name of the published site")
    url = reverse("wagtailsites:edit", args=[site.pk])
    return Task("host", text, site.hostname not in LOCAL_HOSTS, url, may_open=to_site())


def _worker() -> Task:
    row = Heartbeat.objects.filter(name=WORKER).first()
    done = row is not None and row.at is not None and abs(timezone.now() - row.at) < MAX_WORKER_AGE
    return Task("worker", _("Run “manage.py tyonohjaus_deliver” every minute, with cron or as a service"), done)


def _mail(site: Site) -> Task:
    done = Delivery.objects.filter(site=site, channel="mail", state=DeliveryState.SENT).exists()
    text = _("Send a message to yourself on the health page, or a request by the contact form, and see that it arrives")
    return Task("mail", text, done, reverse("tyonohjaus_health_page"))


def _calendar(site: Site) -> Task:
    done = BusyCalendar.objects.filter(supervisor__site=site).exists()
    text, url, access = _("Connect a supervisor's calendar"), _list_url(Supervisor), to_records(Supervisor)
    return Task("calendar", text, done, url, is_optional=True, may_open=access)


def settings_url(practice: PracticeSettings) -> str:
    """Where the settings of a practice are edited."""
    return reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])


def _list_url(model: Any) -> str:
    try:
        return reverse(model.snippet_viewset.get_url_name("list"))
    except NoReverseMatch:
        return ""
