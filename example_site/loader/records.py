"""Loads sites and the records of practices."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from example_site.content import schema, terms
from wagtail_tyonohjaus.availability.models import ExceptionEffect, HoursException, WeeklyHours
from wagtail_tyonohjaus.pages.models import PracticeHomePage
from wagtail_tyonohjaus.practice.models import (
    Approach,
    ApproachTranslation,
    Office,
    OfficeOpeningHours,
    OfficeTranslation,
    PracticeOpeningHours,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
    SupervisorTranslation,
    WorkField,
    WorkFieldTranslation,
)

TERMS = {
    Approach: (ApproachTranslation, terms.APPROACHES),
    WorkField: (WorkFieldTranslation, terms.WORK_FIELDS),
}


@dataclass
class LoadContext:
    """A practice that is being loaded, and its records so far, by ``Ref``."""

    practice: schema.PracticeSpec
    locales: dict[str, Locale]
    site: Site | None = None
    records: dict[schema.Ref, Model] = field(default_factory=dict)

    def add(self, record_type: str, key: str, record: Model) -> None:
        self.records[schema.Ref(record_type, key)] = record

    def get(self, record_type: str, *keys: str) -> list[Any]:
        return [self.records[schema.Ref(record_type, key)] for key in keys]


def load_site(context: LoadContext, port: int) -> None:
    """Create the site and an empty front page per language, which ``load_pages`` fills."""
    practice = context.practice
    site = Site.objects.filter(hostname=practice.hostname).first()
    if site is None:
        front_pages = _front_pages(context)
        site = Site.objects.create(
            hostname=practice.hostname,
            port=port,
            site_name=practice.name,
            root_page=front_pages[0],
            is_default_site=practice.slug == "kuuntelo" and not Site.objects.filter(is_default_site=True).exists(),
        )
    elif site.port != port:
        site.port = port
        site.save()
    context.site = site
    _load_settings(context)


def _front_pages(context: LoadContext) -> list[PracticeHomePage]:
    """Front pages that are translations of each other, first that in the practice's first language."""
    top, front_pages = Page.get_first_root_node(), []
    for language, spec in context.practice.pages.items():
        front_page = PracticeHomePage(title=spec.title, slug=spec.slug, locale=context.locales[language])
        if front_pages:
            front_page.translation_key = front_pages[0].translation_key
        front_pages.append(top.add_child(instance=front_page))
    return front_pages


def _load_settings(context: LoadContext) -> None:
    practice = context.practice
    settings = PracticeSettings.for_site(context.site)
    if settings.name:
        return
    settings.name, settings.slug = practice.name, practice.slug
    settings.phone, settings.email = practice.phone, practice.email
    for name, value in practice.settings.items():
        setattr(settings, name, value)
    settings.opening_hours = _openings(PracticeOpeningHours, practice.opening_hours)
    settings.full_clean()
    settings.save()


def load_records(context: LoadContext) -> None:
    for office in context.practice.offices:
        context.add(
            "office", office.slug, _find_by_slug(Office, context, office.slug) or _create_office(context, office)
        )
    for service in context.practice.services:
        context.add(
            "service", service.slug, _find_by_slug(Service, context, service.slug) or _create_service(context, service)
        )
    for supervisor in context.practice.supervisors:
        existing = Supervisor.objects.filter(site=context.site, name=supervisor.name).first()
        context.add("supervisor", supervisor.slug, existing or _create_supervisor(context, supervisor))


def _find_by_slug(model: type[Model], context: LoadContext, slug: str) -> Any:
    return model.objects.filter(site=context.site, slug=slug).first()


def _create_office(context: LoadContext, spec: schema.OfficeSpec) -> Office:
    fields = ("slug", "city", "name", "address", "directions", "phone", "email")
    office = Office(site=context.site, **{name: getattr(spec, name) for name in fields})
    office.opening_hours = _openings(OfficeOpeningHours, spec.opening_hours)
    office.translations = _translations(OfficeTranslation, spec.texts)
    return _saved(office)


def _create_service(context: LoadContext, spec: schema.ServiceSpec) -> Service:
    fields = ("slug", "name", "kind", "summary", "interval", "price")
    service = Service(site=context.site, **{name: getattr(spec, name) for name in fields}, **spec.extra_fields)
    service.formats, service.delivery_modes = list(spec.formats), list(spec.places)
    service.translations = _translations(ServiceTranslation, spec.texts)
    return _saved(service)


def _create_supervisor(context: LoadContext, spec: schema.SupervisorSpec) -> Supervisor:
    fields = ("name", "role", "introduction", "phone", "email", "accepts_new_clients", "active")
    supervisor = Supervisor(site=context.site, **{name: getattr(spec, name) for name in fields})
    supervisor.photo = context.records.get(schema.Ref("picture", spec.slug))
    supervisor.languages, supervisor.formats, supervisor.delivery_modes = (
        list(spec.languages),
        list(spec.formats),
        list(spec.places),
    )
    supervisor.education, supervisor.memberships = "\n".join(spec.education), "\n".join(spec.memberships)
    supervisor.translations = _translations(SupervisorTranslation, spec.texts)
    _saved(supervisor)
    supervisor.offices, supervisor.services = (
        context.get("office", *spec.offices),
        context.get("service", *spec.services),
    )
    supervisor.approaches, supervisor.work_fields = (
        _terms(Approach, spec.approaches),
        _terms(WorkField, spec.work_fields),
    )
    supervisor.weekly_hours = [row for hours in spec.hours for row in _weekly(context, hours)]
    supervisor.hours_exceptions = [_exception(away) for away in spec.away]
    return _saved(supervisor)


def _weekly(context: LoadContext, spec: schema.HoursSpec) -> list[WeeklyHours]:
    return [
        WeeklyHours(
            weekday=weekday,
            start=time.fromisoformat(spec.starts),
            end=time.fromisoformat(spec.ends),
            interval_weeks=spec.every,
            reference_date=date.fromisoformat(spec.start) if spec.every > 1 else None,
            office=context.get("office", spec.office)[0] if spec.office else None,
            crisis_only=spec.crisis,
        )
        for weekday in spec.weekdays
    ]


def _exception(spec: schema.ExceptionSpec) -> HoursException:
    today = timezone.localdate()
    return HoursException(
        first_day=today + timedelta(days=spec.first),
        last_day=today + timedelta(days=spec.last),
        start=time.fromisoformat(spec.opens) if spec.opens else None,
        end=time.fromisoformat(spec.closes) if spec.closes else None,
        effect=_effect(spec),
    )


def _effect(spec: schema.ExceptionSpec) -> ExceptionEffect:
    if not spec.opens:
        return ExceptionEffect.CLOSED
    return ExceptionEffect.ADD if spec.adds else ExceptionEffect.REPLACE


def _terms(model: type[Model], names: tuple[str, ...]) -> list[Any]:
    return [model.objects.filter(name=name).first() or _create_term(model, name) for name in names]


def _create_term(model: type[Model], name: str) -> Model:
    translation, texts = TERMS[model]
    term = model(name=name)
    term.translations = [translation(language=language, name=word) for language, word in texts[name].items()]
    return _saved(term)


def _openings(model: type[Model], specs: tuple[schema.OpeningSpec, ...]) -> list[Any]:
    return [
        model(weekday=weekday, opens=time.fromisoformat(spec.opens), closes=time.fromisoformat(spec.closes))
        for spec in specs
        for weekday in spec.weekdays
    ]


def _translations(model: type[Model], texts: dict[str, dict[str, str]]) -> list[Any]:
    return [model(language=language, **words) for language, words in texts.items()]


def _saved(record: Any) -> Any:
    record.full_clean()
    record.save()
    return record
