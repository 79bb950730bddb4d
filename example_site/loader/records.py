"""Sites and the practices' records."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from example_site.content import kit, terms
from wagtail_tyonohjaus.availability.models import HoursException, WeeklyHours
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
class Shelf:
    """A practice on its way into the database, with what has been loaded of it: ``found["service", "coaching"]``."""

    practice: kit.Practice
    locales: dict[str, Locale]
    site: Site | None = None
    found: dict[kit.Ref, Model] = field(default_factory=dict)

    def put(self, kind: str, key: str, record: Model) -> None:
        self.found[kit.Ref(kind, key)] = record

    def get(self, kind: str, *keys: str) -> list[Any]:
        return [self.found[kit.Ref(kind, key)] for key in keys]


def load_site(shelf: Shelf, port: int) -> None:
    """The practice's site with a front page per language that ``load_pages`` fills."""
    practice = shelf.practice
    site = Site.objects.filter(hostname=practice.hostname).first()
    if site is None:
        fronts = _front_pages(shelf)
        site = Site.objects.create(
            hostname=practice.hostname,
            port=port,
            site_name=practice.name,
            root_page=fronts[0],
            is_default_site=practice.slug == "kuuntelo" and not Site.objects.filter(is_default_site=True).exists(),
        )
    elif site.port != port:
        site.port = port
        site.save()
    shelf.site = site
    _load_settings(shelf)


def _front_pages(shelf: Shelf) -> list[PracticeHomePage]:
    """Translations of each other, the one in the practice's first language leading."""
    top, fronts = Page.get_first_root_node(), []
    for language, spec in shelf.practice.pages.items():
        front = PracticeHomePage(title=spec.title, slug=spec.slug, locale=shelf.locales[language])
        if fronts:
            front.translation_key = fronts[0].translation_key
        fronts.append(top.add_child(instance=front))
    return fronts


def _load_settings(shelf: Shelf) -> None:
    practice = shelf.practice
    settings = PracticeSettings.for_site(shelf.site)
    if settings.name:
        return
    settings.name, settings.slug = practice.name, practice.slug
    settings.phone, settings.email = practice.phone, practice.email
    for name, value in practice.settings.items():
        setattr(settings, name, value)
    settings.opening_hours = _openings(PracticeOpeningHours, practice.opening_hours)
    settings.full_clean()
    settings.save()


def load_records(shelf: Shelf) -> None:
    for office in shelf.practice.offices:
        shelf.put("office", office.slug, _existing(Office, shelf, office.slug) or _make_office(shelf, office))
    for service in shelf.practice.services:
        shelf.put("service", service.slug, _existing(Service, shelf, service.slug) or _make_service(shelf, service))
    for person in shelf.practice.supervisors:
        known = Supervisor.objects.filter(site=shelf.site, name=person.name).first()
        shelf.put("supervisor", person.slug, known or _make_supervisor(shelf, person))


def _existing(model: type[Model], shelf: Shelf, slug: str) -> Any:
    return model.objects.filter(site=shelf.site, slug=slug).first()


def _make_office(shelf: Shelf, spec: kit.Office) -> Office:
    fields = ("slug", "city", "name", "address", "directions", "phone", "email")
    office = Office(site=shelf.site, **{name: getattr(spec, name) for name in fields})
    office.opening_hours = _openings(OfficeOpeningHours, spec.opening_hours)
    office.translations = _translations(OfficeTranslation, spec.texts)
    return _saved(office)


def _make_service(shelf: Shelf, spec: kit.Service) -> Service:
    fields = ("slug", "name", "kind", "summary", "interval", "price")
    service = Service(site=shelf.site, **{name: getattr(spec, name) for name in fields}, **spec.rules)
    service.formats, service.delivery_modes = list(spec.formats), list(spec.places)
    service.translations = _translations(ServiceTranslation, spec.texts)
    return _saved(service)


def _make_supervisor(shelf: Shelf, spec: kit.Supervisor) -> Supervisor:
    fields = ("name", "role", "introduction", "phone", "email", "takes_new_clients")
    person = Supervisor(site=shelf.site, **{name: getattr(spec, name) for name in fields})
    person.photo = shelf.found.get(kit.Ref("picture", spec.slug))
    person.languages, person.formats, person.delivery_modes = (
        list(spec.languages),
        list(spec.formats),
        list(spec.places),
    )
    person.education, person.memberships = "\n".join(spec.education), "\n".join(spec.memberships)
    person.translations = _translations(SupervisorTranslation, spec.texts)
    _saved(person)
    person.offices, person.services = shelf.get("office", *spec.offices), shelf.get("service", *spec.services)
    person.approaches, person.work_fields = _terms(Approach, spec.approaches), _terms(WorkField, spec.work_fields)
    person.weekly_hours = [row for hours in spec.hours for row in _weekly(shelf, hours)]
    person.hours_exceptions = [_exception(away) for away in spec.away]
    return _saved(person)


def _weekly(shelf: Shelf, spec: kit.Hours) -> list[WeeklyHours]:
    return [
        WeeklyHours(
            weekday=weekday,
            start=time.fromisoformat(spec.starts),
            end=time.fromisoformat(spec.ends),
            interval_weeks=spec.every,
            reference_date=date.fromisoformat(spec.start) if spec.every > 1 else None,
            office=shelf.get("office", spec.office)[0] if spec.office else None,
            crisis_only=spec.crisis,
        )
        for weekday in spec.weekdays
    ]


def _exception(spec: kit.Away) -> HoursException:
    today = timezone.localdate()
    return HoursException(
        first_day=today + timedelta(days=spec.first),
        last_day=today + timedelta(days=spec.last),
        start=time.fromisoformat(spec.opens) if spec.opens else None,
        end=time.fromisoformat(spec.closes) if spec.closes else None,
    )


def _terms(model: type[Model], names: tuple[str, ...]) -> list[Any]:
    return [model.objects.filter(name=name).first() or _make_term(model, name) for name in names]


def _make_term(model: type[Model], name: str) -> Model:
    translation, texts = TERMS[model]
    term = model(name=name)
    term.translations = [translation(language=language, name=word) for language, word in texts[name].items()]
    return _saved(term)


def _openings(model: type[Model], specs: tuple[kit.Opening, ...]) -> list[Any]:
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
