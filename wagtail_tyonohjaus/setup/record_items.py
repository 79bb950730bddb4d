"""Makes the offices, services and the first supervisor."""

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import slugify

from ..availability.models import WeeklyHours
from ..practice.choices import DeliveryMode
from ..practice.models import Office, Service, ServiceTranslation, Supervisor, SupervisorTranslation
from .plan import OfficePlan
from .ready_made import ReadyMadeService
from .texts import page_text
from .workspace import Item, Workspace, content_code

SUPERVISOR = "supervisor:first"
#: For the identifiers of what the start makes, which are the same in every run.
NAMESPACE = uuid.UUID("6a6f1f2e-8b43-4d0e-9d1f-0c7f5f3b2a10")


def start_uuid(work: Workspace, key: str) -> uuid.UUID:
    """The identifier of something that the start makes on a site."""
    return uuid.uuid5(NAMESPACE, f"{work.site.pk}:{key}")


def record_items(work: Workspace) -> Iterator[Item]:
    """Offices first, since supervisors work there."""
    for office in work.plan.offices:
        find, create = partial(_find_office, work, office), partial(_create_office, work, office)
        yield Item(office_key(office), Office._meta.verbose_name, office.city, find, create)
    for service in work.plan.ready_made:
        name = service.text(work.plan.language, "name")
        find, create = partial(_find_service, work, service), partial(_create_service, work, service)
        yield Item(service_key(service), Service._meta.verbose_name, name, find, create)
    name = work.plan.supervisor.name
    find, create = partial(_find_supervisor, work), partial(_create_supervisor, work)
    yield Item(SUPERVISOR, Supervisor._meta.verbose_name, name, find, create)


def office_key(office: OfficePlan) -> str:
    """The key of an office within the start."""
    return f"office:{slugify(office.city)}"


def service_key(service: ReadyMadeService) -> str:
    """The key of a service within the start."""
    return f"service:{service.key}"


def _find_office(work: Workspace, office: OfficePlan) -> Office | None:
    offices = Office.objects.filter(site=work.site).order_by("pk")
    found = offices.filter(slug=slugify(office.city)).first() or offices.filter(city__iexact=office.city).first()
    return work.made_before(office_key(office)) or found


def _create_office(work: Workspace, plan: OfficePlan) -> Office:
    fields = {"city": plan.city, "address": plan.address, "phone": plan.phone, "email": plan.email}
    office = Office(site=work.site, **fields)
    office.coordinators = list(get_user_model()._default_manager.filter(pk__in=plan.coordinators))
    return _saved(office)


def _find_service(work: Workspace, service: ReadyMadeService) -> Service | None:
    slugs = [service.text(language, "slug") for language in work.plan.languages]
    existing = Service.objects.filter(site=work.site, slug__in=slugs).order_by("pk").first()
    return work.made_before(service_key(service)) or existing


def _create_service(work: Workspace, ready_made: ReadyMadeService) -> Service:
    language = work.plan.language
    texts = ("name", "slug", "summary", "interval")
    service = Service(site=work.site, **{name: ready_made.text(language, name) for name in texts})
    service.kind, service.lengths = ready_made.kind, ready_made.lengths
    service.formats = [str(each) for each in ready_made.formats]
    service.delivery_modes = _delivery_modes(work)
    service.series_sessions = ready_made.series_sessions
    service.minimum_notice_hours = ready_made.minimum_notice_hours
    service.translations = [  # type: ignore[misc]
        ServiceTranslation(language=code, **{name: ready_made.text(other, name) for name in texts if name != "slug"})
        for other, code in _further_languages(work)
    ]
    return _saved(service)


def _find_supervisor(work: Workspace) -> Supervisor | None:
    supervisors = Supervisor.objects.filter(site=work.site).order_by("pk")
    by_name = supervisors.filter(name__iexact=work.plan.supervisor.name).first()
    return work.made_before(SUPERVISOR) or supervisors.filter(uuid=start_uuid(work, SUPERVISOR)).first() or by_name


def _create_supervisor(work: Workspace) -> Supervisor:
    plan = work.plan.supervisor
    supervisor = Supervisor(site=work.site, uuid=start_uuid(work, SUPERVISOR), name=plan.name)
    supervisor.role = page_text(work.plan.language, "supervisor", "role")
    supervisor.email, supervisor.phone = plan.email or work.plan.email, plan.phone or work.plan.phone
    supervisor.languages = list(work.plan.languages)
    formats = (str(each) for service in work.plan.ready_made for each in service.formats)
    supervisor.formats = list(dict.fromkeys(formats))
    supervisor.delivery_modes = _delivery_modes(work)
    if plan.user is not None and not Supervisor.objects.filter(user=plan.user).exists():
        supervisor.user_id = plan.user
    supervisor.translations = [  # type: ignore[misc]
        SupervisorTranslation(language=code, role=page_text(other, "supervisor", "role"))
        for other, code in _further_languages(work)
    ]
    supervisor.weekly_hours = [  # type: ignore[misc]
        WeeklyHours(weekday=weekday, start=plan.hours.start, end=plan.hours.end) for weekday in plan.hours.weekdays
    ]
    _saved(supervisor)
    supervisor.offices = [work.objects[office_key(office)] for office in work.plan.offices]
    supervisor.services = [work.objects[service_key(service)] for service in work.plan.ready_made]
    supervisor.save()
    return supervisor


def _delivery_modes(work: Workspace) -> list[str]:
    """Only those with offices can receive people at their premises."""
    modes = [DeliveryMode.YOURS.value, DeliveryMode.REMOTE.value]
    return [DeliveryMode.PREMISES.value, *modes] if work.plan.offices else modes


def _further_languages(work: Workspace) -> list[tuple[str, str]]:
    """The languages after the first one that records can have texts in, with the codes of the site's content."""
    codes = [(language, content_code(language)) for language in work.plan.languages[1:]]
    return [(language, code) for language, code in codes if code]


def _saved(record: Any) -> Any:
    record.full_clean()
    record.save()
    return record
