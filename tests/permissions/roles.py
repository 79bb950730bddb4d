"""The roles and records of the matrix: two practices with the same kinds of records, and a user for each role."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractUser, Group
from django.utils import timezone
from wagtail.models import GroupSitePermission, Site

from tests.factories import make_busy_calendar, make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import (
    get_permission,
    make_callback,
    make_coordinator,
    make_delivery,
    make_request,
    make_user,
)
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.feeds.models import FeedToken
from wagtail_tyonohjaus.practice.models import Approach, Office, Supervisor, WorkField

# All records of a practice have one primary key, so that every URL with a key refers to one of them.
OWN, FOREIGN = 4242, 424242
CANARIES = ("Kanarialintu", "canary@example.org", "+358407770777", "777 0777", "secret-canary", "Melody")

EDITOR = [
    f"{action}_{model}"
    for model in ("supervisor", "service", "office", "approach", "workfield")
    for action in ("add", "change", "delete")
] + ["change_practicesettings"]
MANAGER = ["change_contactrequest", "delete_contactrequest", "change_session", "change_supervisor", "delete_supervisor"]
VIEWER = ["view_contactrequest", "view_session", "view_supervisor"]


def make_records(pk: int, site: Site, name: str, email: str, phone: str) -> Office:
    """One record of each kind that an admin URL refers to, all with the same primary key."""
    make_practice(site, name=f"Practice {pk}")
    office = make_office(pk=pk, site=site, city=name)
    service = make_service(pk=pk, site=site, name=name)
    supervisor = make_supervisor([office], [service], pk=pk, site=site, name=name, email=email, phone=phone)
    calendar_url = f"https://calendar.example.com/secret-{email.split('@')[0]}.ics"
    make_busy_calendar(supervisor, pk=pk, url=calendar_url)
    request = make_request(
        office, pk=pk, name=name, email=email, phone=phone, supervisor=supervisor, reference=f"TO-{pk}", message=name
    )
    make_callback(request, pk=pk)
    make_delivery(request, pk=pk, audience="visitor", address=email, state="failed")
    _make_session(pk, request, service)
    RoutingRule.objects.create(pk=pk, site=site, name=name)
    Rota.objects.create(pk=pk, site=site, name=name)
    ReplyTemplate.objects.create(pk=pk, site=site, name=name, subject=name, text=name)
    FeedToken.objects.create(pk=pk, supervisor=supervisor, label=name, token_hash=str(pk))
    for model in (Approach, WorkField):
        model.objects.create(pk=pk, name=f"Term {pk}")
    return office


def _make_session(pk: int, request: Any, service: Any) -> None:
    start = timezone.now() + timedelta(hours=2)
    Session.objects.create(
        pk=pk,
        request=request,
        supervisor=request.supervisor,
        service=service,
        office=request.office,
        start=start,
        end=start + timedelta(hours=1),
        time_zone="Europe/Helsinki",
        name=request.name,
        email=request.email,
        phone=request.phone,
        hold_until=timezone.now() + timedelta(days=1),
    )


def make_roles(own: Office, foreign: Office) -> dict[str, AbstractUser | None]:
    supervisor_user = make_user("matrix-supervisor")
    Supervisor.objects.filter(pk=OWN).update(user=supervisor_user)
    Supervisor.objects.filter(pk=FOREIGN).update(user=make_user("matrix-colleague"))
    return {
        "anonymous": None,
        "no rights": make_user("matrix-nobody"),
        "editor": make_user("matrix-editor", *EDITOR),
        "supervisor": supervisor_user,
        "other coordinator": make_coordinator(make_office(city="Turku", site=own.site)),
        "coordinator": make_coordinator(own),
        "other manager": _make_manager(foreign.site),
        "manager": _make_manager(own.site),
        "superuser": make_user("matrix-superuser", is_superuser=True),
        "viewer": make_user("matrix-viewer", *VIEWER),
    }


def _make_manager(site: Site) -> AbstractUser:
    user, group = make_user(f"matrix-manager-{site.pk}"), Group.objects.create(name=f"Managers of {site.pk}")
    user.groups.add(group)
    for codename in MANAGER:
        GroupSitePermission.objects.create(group=group, site=site, permission=get_permission(codename))
    return user


def make_world() -> dict[str, AbstractUser | None]:
    """Both practices with their records; the users by role."""
    own = make_records(OWN, make_site(), "Varpunen", "sparrow@example.org", "+358401110111")
    foreign_site = make_site("foreign.example")
    foreign = make_records(FOREIGN, foreign_site, "Kanarialintu", "canary@example.org", "+358407770777")
    return make_roles(own, foreign)
