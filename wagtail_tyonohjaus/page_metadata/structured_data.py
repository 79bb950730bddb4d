"""Structured data about a page for search engines: schema.org as JSON-LD.

It repeats what the page shows and never adds to it, so hidden telephone numbers and addresses stay hidden.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import AbstractPage, Site

from ..blocks import FAQBlock
from ..blocks.stream_values import block_values
from ..contact.routing.phone_numbers import number_for
from ..practice import listings
from ..practice.choices import Kind
from ..practice.formatting import format_city_and_name
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.opening_hours import OpeningHoursRow, merged_spans
from ..practice.page_links import PageRole, presented_record, record_of_site, role_of, site_root
from .breadcrumbs import breadcrumbs
from .pictures import page_picture
from .texts import page_description, plain_text

Node = dict[str, Any]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# As in ``json_script``: no value can end the element or begin a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Subject:
    """The page that is described, and whose it is."""

    page: AbstractPage
    site: Site
    practice: PracticeSettings
    request: HttpRequest | None

    @property
    def url(self) -> str:
        """The absolute URL of the page."""
        return self.page.get_full_url(self.request) or ""

    @property
    def home_url(self) -> str:
        """The absolute URL of the front page in the active language."""
        return site_root(self.site, self.request).get_full_url(self.request) or self.site.root_url

    @property
    def picture_url(self) -> str:
        """Empty without a picture."""
        picture = page_picture(self.page, self.site, self.request)
        return picture.url if picture else ""

    @property
    def description(self) -> str:
        """The same as in the ``meta`` element."""
        return page_description(self.page, self.site, self.practice, self.request)

    @property
    def offices(self) -> list[Office]:
        """Those of the practice, loaded once per request."""
        return listings.offices_of_site(self.site, self.request)


def structured_data(subject: Subject) -> Node:
    """The JSON-LD document: the practice, what the page presents, its questions and the way to it."""
    role = role_of(subject.page)
    nodes = [
        _practice(subject) if _is_about_the_practice(subject, role) else _practice_name(subject),
        _presented(subject, role),
        _questions(subject.page),
        _breadcrumb_list(subject),
    ]
    return {"@context": "https://schema.org", "@graph": [node for node in nodes if node]}


def script(document: Node) -> SafeString:
    """A script element that browsers do not execute, so a Content Security Policy does not concern it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _is_about_the_practice(subject: Subject, role: PageRole | None) -> bool:
    is_front_page = subject.page.pk == site_root(subject.site, subject.request).pk
    return is_front_page or role in (PageRole.HOME, PageRole.CONTACT)


def _practice_id(subject: Subject) -> str:
    return f"{subject.home_url}#practice"


def _practice_name(subject: Subject) -> Node:
    return _node(
        "ProfessionalService", {"@id": _practice_id(subject)}, name=str(subject.practice), url=subject.home_url
    )


def _practice(subject: Subject) -> Node:
    practice, offices = subject.practice, subject.offices
    prefetch_related_objects([practice], "opening_hours")
    prefetch_related_objects(offices, "opening_hours")
    number = number_for(practice, page_request=subject.request)
    only_office = offices[0] if len(offices) == 1 else None
    return {
        **_practice_name(subject),
        **_filled(
            image=subject.picture_url,
            telephone=number.number.as_e164 if number else "",
            email=practice.email,
            address=_address(only_office) if only_office else None,
            areaServed=_cities(offices),
            openingHoursSpecification=_opening_hours(practice.opening_hours.all()),
            department=[] if only_office else [_department(subject, office) for office in offices],
        ),
    }


def _department(subject: Subject, office: Office) -> Node:
    return _node(
        "ProfessionalService",
        name=f"{subject.practice}, {format_city_and_name(office)}",
        address=_address(office),
        telephone=office.phone.as_e164 if office.phone else "",
        email=office.email,
        hasMap=office.map_url,
        openingHoursSpecification=_opening_hours(office.opening_hours.all()),
    )


def _address(office: Office) -> Node:
    street = ", ".join(line.strip() for line in office.text("address").splitlines() if line.strip())
    return _node("PostalAddress", streetAddress=street, addressLocality=office.title)


def _cities(offices: Iterable[Office]) -> list[Node]:
    return [_node("City", name=city) for city in dict.fromkeys(office.title for office in offices)]


def _opening_hours(rows: Iterable[OpeningHoursRow]) -> list[Node]:
    return [
        _node(
            "OpeningHoursSpecification",
            dayOfWeek=f"https://schema.org/{WEEKDAYS[weekday]}",
            opens=opens.isoformat("minutes"),
            closes=closes.isoformat("minutes"),
        )
        for weekday, opens, closes in merged_spans(rows)
    ]


def _presented(subject: Subject, role: PageRole | None) -> Node | None:
    if role == PageRole.CRISIS_NOTICE:
        return _notice(subject)
    record = record_of_site(presented_record(subject.page), subject.site)
    if role == PageRole.SERVICE and isinstance(record, Service):
        return _service(subject, record)
    if role == PageRole.SUPERVISOR and isinstance(record, Supervisor) and record.active:
        return _person(subject, record)
    return None


def _service(subject: Subject, service: Service) -> Node:
    price = service.text("price")
    return _node(
        "Service",
        name=service.title,
        serviceType=service.get_kind_display(),
        description=subject.description,
        url=subject.url,
        image=subject.picture_url,
        provider={"@id": _practice_id(subject)},
        areaServed=_cities(subject.offices),
        offers=_node("Offer", description=price) if price else None,
    )


def _notice(subject: Subject) -> Node:
    """The offer of a crisis notice, with the number that the page shows and how long it is valid."""
    page: Any = subject.page
    codes = getattr(page, "offices", None) or ()
    offices = [office for office in subject.offices if str(office.pk) in codes] if codes else subject.offices
    audience, cost = getattr(page, "audience", ""), getattr(page, "cost", "")
    offer = _filled(description=cost, validFrom=_iso(page.valid_from), validThrough=_iso(page.valid_until))
    return _node(
        "Service",
        name=page.title,
        serviceType=str(Kind.CRISIS.label),
        description=subject.description,
        url=subject.url,
        provider={"@id": _practice_id(subject)},
        areaServed=_cities(offices),
        audience=_node("Audience", audienceType=audience) if audience else None,
        availableChannel=_channel(subject, page),
        offers=_node("Offer", offer) if offer else None,
    )


def _channel(subject: Subject, page: Any) -> Node | None:
    number = number_for(subject.practice, notice=page, page_request=subject.request)
    if number is None:
        return None
    phone = _node("ContactPoint", telephone=number.number.as_e164)
    languages = list(getattr(page, "languages", None) or ())
    return _node("ServiceChannel", servicePhone=phone, availableLanguage=languages)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _person(subject: Subject, supervisor: Supervisor) -> Node:
    return _node(
        "Person",
        name=supervisor.name,
        jobTitle=supervisor.title,
        description=subject.description,
        url=subject.url,
        image=subject.picture_url if supervisor.photo_id else "",
        telephone=supervisor.phone.as_e164 if supervisor.phone and supervisor.show_phone else "",
        email=supervisor.email if supervisor.show_email else "",
        knowsLanguage=list(supervisor.languages),
        knowsAbout=sorted(term.title for terms in _terms(supervisor) for term in terms),
        worksFor={"@id": _practice_id(subject)},
    )


def _terms(supervisor: Supervisor) -> list[Any]:
    return [supervisor.approaches.all(), supervisor.work_fields.all()]


def _questions(page: Any) -> Node | None:
    entries = [
        entry
        for value in block_values(page, FAQBlock)
        for entry in value["questions"]
        if entry["question"] and entry["answer"]
    ]
    return _node("FAQPage", mainEntity=[_question(entry) for entry in entries]) if entries else None


def _question(entry: Any) -> Node:
    answer = _node("Answer", text=plain_text(entry["answer"].source))
    return _node("Question", name=entry["question"], acceptedAnswer=answer)


def _breadcrumb_list(subject: Subject) -> Node | None:
    above = breadcrumbs(subject.page, subject.site, subject.request)
    if not above:
        return None
    names = [*((crumb.title, crumb.full_url) for crumb in above), (subject.page.title, subject.url)]
    items = [_node("ListItem", position=number, name=name, item=url) for number, (name, url) in enumerate(names, 1)]
    return _node("BreadcrumbList", itemListElement=items)


def _node(kind: str, first: Node | None = None, **properties: Any) -> Node:
    return {"@type": kind, **(first or {}), **_filled(**properties)}


def _filled(**properties: Any) -> Node:
    """The properties that have a value."""
    return {name: value for name, value in properties.items() if value}
