"""What there is to ask for at a practice: what the lists of its contact form have."""

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.utils.translation import get_language

from ..contact.form.config import FormConfig
from ..contact.form.offers import Offers
from ..contact.routing.phone_numbers import DisplayedNumber, number_for
from ..practice.choices import DeliveryMode
from ..practice.display.format_labels import format_choices
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.translations import content_languages
from .component_texts import component_texts
from .parameters import Parameters
from .schemas import Choice, Item, Language, Phone, Practice, ServiceItem, SupervisorItem


def practice_data(practice: PracticeSettings, query: QueryDict) -> Practice:
    """In the active language; a constant number of queries. Raises ``Problem`` for any parameter."""
    Parameters(query, practice, known=()).check()
    offers = Offers(practice, FormConfig())
    supervisors = list(offers.listed("supervisor"))
    prefetch_related_objects(supervisors, "services", "offices")
    return Practice(
        name=str(practice),
        language=get_language() or "",
        languages=[Language(code=code, name=str(name)) for code, name in content_languages()],
        time_zone=practice.time_zone,
        phone=phone_data(number_for(practice)),
        services=[_service(service) for service in offers.listed("service")],
        offices=[item(office) for office in offers.listed("office")],
        supervisors=[_supervisor(supervisor) for supervisor in supervisors],
        publishes_times=practice.publish_free_times,
        texts=component_texts(),
    )


def phone_data(number: DisplayedNumber | None) -> Phone | None:
    """The number with its hours, in the active language."""
    if number is None:
        return None
    return Phone(
        number=number.number.as_e164, text=number.text, uri=number.uri, hours=number.hours, is_open=number.is_open
    )


def item(record: Service | Office | Supervisor) -> Item:
    """The record as the contact form names it."""
    if isinstance(record, Supervisor):
        return Item(id=str(record.uuid), name=record.name)
    return Item(id=record.slug, name=record.title)


def _service(service: Service) -> ServiceItem:
    return ServiceItem(
        id=service.slug,
        name=service.title,
        kind=service.kind,
        lengths=service.length_minutes,
        formats=[Choice(value=code, label=label) for code, label in format_choices(service.formats, service.kind)],
        delivery_modes=[
            Choice(value=code, label=str(label))
            for code, label in DeliveryMode.choices
            if code in service.delivery_modes
        ],
    )


def _supervisor(supervisor: Supervisor) -> SupervisorItem:
    return SupervisorItem(
        id=str(supervisor.uuid),
        name=supervisor.name,
        services=[service.slug for service in supervisor.services.all()],
        offices=[office.slug for office in supervisor.offices.all()],
    )
