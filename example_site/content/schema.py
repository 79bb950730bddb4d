"""Dataclasses and block helpers for the demo content, without database access."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Block = tuple[str, dict[str, Any]]


class Ref(NamedTuple):
    """A reference that the loader resolves: to a service, supervisor, office, picture or page by its slug or key."""

    record_type: str
    key: str


class OpeningSpec(NamedTuple):
    weekdays: tuple[int, ...]
    opens: str
    closes: str


class HoursSpec(NamedTuple):
    """Weekly hours in local time, every ``every`` weeks from ``start`` on."""

    weekdays: tuple[int, ...]
    starts: str
    ends: str
    office: str = ""
    every: int = 1
    start: str = "2026-01-05"
    crisis: bool = False


class ExceptionSpec(NamedTuple):
    """An exception in days from the day of loading: closed, or open at other or, with ``adds``, at further hours."""

    first: int
    last: int
    opens: str = ""
    closes: str = ""
    adds: bool = False


class DaysFromNow(NamedTuple):
    """A time: days from the day of loading, and a local hour."""

    days: int
    hour: int = 0


@dataclass(frozen=True)
class OfficeSpec:
    slug: str
    city: str
    address: str
    phone: str
    email: str
    name: str = ""
    directions: str = ""
    opening_hours: tuple[OpeningSpec, ...] = ()
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ServiceSpec:
    """``extra_fields``: further fields of the record, such as ``lengths`` or ``minimum_notice_hours``."""

    slug: str
    name: str
    kind: str
    summary: str
    formats: tuple[str, ...]
    places: tuple[str, ...]
    interval: str = ""
    price: str = ""
    extra_fields: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class SupervisorSpec:
    slug: str
    name: str
    role: str
    introduction: str
    phone: str
    email: str
    looks: dict[str, Any]
    languages: tuple[str, ...] = ("fi",)
    formats: tuple[str, ...] = ("individual", "group")
    places: tuple[str, ...] = ("premises", "remote")
    offices: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    approaches: tuple[str, ...] = ()
    work_fields: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    hours: tuple[HoursSpec, ...] = ()
    away: tuple[ExceptionSpec, ...] = ()
    accepts_new_clients: bool = True
    active: bool = True
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleSpec:
    """``conditions`` and ``recipients`` are fields of ``RoutingRule``, with records as ``Ref``."""

    name: str
    conditions: dict[str, Any]
    recipients: dict[str, Any]


@dataclass(frozen=True)
class RotaSpec:
    """The supervisors take turns, each from Monday at ``starts`` for a week; the first one is on duty this week.

    ``changes`` are rows of weeks from now, first and last weekday, and the substitute's slug; blank leaves a gap.
    """

    name: str
    supervisors: tuple[str, ...]
    starts: str
    changes: tuple[tuple[int, int, int, str], ...] = ()


@dataclass(frozen=True)
class CalendarSpec:
    """A supervisor's busy calendar, which the demo itself serves as ``file``.

    ``busy`` are rows of days from now, start and end. ``failed`` is a code of ``busy_calendars.error_texts``, with its
    detail; the demo does not serve such a calendar, which was fetched three days ago.
    """

    supervisor: str
    name: str
    file: str
    busy: tuple[tuple[int, str, str], ...] = ()
    failed: tuple[str, str] | None = None


@dataclass(frozen=True)
class ReplySpec:
    name: str
    language: str
    subject: str
    text: str


@dataclass(frozen=True)
class ImageSpec:
    scene: str
    seed: int
    alt: str


@dataclass(frozen=True)
class PageSpec:
    """``page_type`` is a key of ``loader.pages.PAGE_MODELS``. Pages with the same ``key`` are translations of each other.

    ``description`` is the search description, ``values`` the fields of the page type.
    """

    page_type: str
    key: str
    title: str
    slug: str
    description: str = ""
    introduction: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    body: tuple[Block, ...] = ()
    children: tuple["PageSpec", ...] = ()
    in_menu: bool = True
    draft: bool = False


@dataclass(frozen=True)
class PracticeSpec:
    slug: str
    name: str
    phone: str
    email: str
    strapline: dict[str, str]
    pages: dict[str, PageSpec]
    opening_hours: tuple[OpeningSpec, ...] = ()
    offices: tuple[OfficeSpec, ...] = ()
    services: tuple[ServiceSpec, ...] = ()
    supervisors: tuple[SupervisorSpec, ...] = ()
    pictures: dict[str, ImageSpec] = field(default_factory=dict)
    rotas: tuple[RotaSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    calendars: tuple[CalendarSpec, ...] = ()
    replies: tuple[ReplySpec, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def hostname(self) -> str:
        return f"{self.slug}.localhost"


WEEKDAYS = (0, 1, 2, 3, 4)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def html_list(*texts: str) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


def text_section(heading: str, *texts: str) -> Block:
    """A heading and paragraphs. Texts that start with a tag are HTML."""
    html = "".join(one if one.startswith("<") else f"<p>{one}</p>" for one in texts)
    return "text", {"heading": heading, "text": html}


def bullet_list(heading: str, *items: str, introduction: str = "") -> Block:
    return "bullet_list", {"heading": heading, "introduction": introduction, "items": list(items)}


def key_facts(heading: str, service: str = "", *rows: tuple[str, str]) -> Block:
    """The key facts of a service, then rows of (term, description)."""
    more = [{"term": term, "description": description} for term, description in rows]
    return "key_facts", {"heading": heading, "service": Ref("service", service) if service else None, "facts": more}


def steps(heading: str, *rows: tuple[str, str]) -> Block:
    return "steps", {"heading": heading, "steps": [{"title": title, "text": f"<p>{body}</p>"} for title, body in rows]}


def comparison(heading: str, first: str, second: str, *rows: tuple[str, str, str], introduction: str = "") -> Block:
    """``first`` and ``second`` are services whose pages have the same keys. Rows: (title, first, second)."""
    return "comparison", {
        "heading": heading,
        "introduction": introduction,
        "first": {"service": Ref("service", first), "title": "", "page": Ref("page", first)},
        "second": {"service": Ref("service", second), "title": "", "page": Ref("page", second)},
        "rows": [{"title": title, "first": _html(one), "second": _html(other)} for title, one, other in rows],
    }


def _html(words: str) -> str:
    return words if words.startswith("<") else f"<p>{words}</p>"


def daily_quotation(heading: str, *rows: tuple[str, str]) -> Block:
    values = [{"text": words, "source": source} for words, source in rows]
    return "daily_quotation", {"heading": heading, "quotations": values}


def faq(heading: str, *rows: tuple[str, str]) -> Block:
    return "faq", {
        "heading": heading,
        "questions": [{"question": question, "answer": _html(answer)} for question, answer in rows],
    }


def links(heading: str, *rows: tuple[str | Ref, str, str]) -> Block:
    """Rows: (URL or page, title, description)."""
    return "links", {"heading": heading, "links": [_link(*row) for row in rows]}


def _link(target: str | Ref, title: str, description: str) -> dict[str, Any]:
    page = target if isinstance(target, Ref) else None
    return {"page": page, "url": "" if page else target, "title": title, "description": description}


def image(key: str, alt: str, caption: str = "") -> Block:
    return "image", {
        "image": {"image": Ref("picture", key), "alt_text": alt, "decorative": False},
        "caption": caption,
    }


def services(heading: str, *slugs: str) -> Block:
    return "services", {"heading": heading, "services": [Ref("service", slug) for slug in slugs]}


def supervisors(heading: str, *slugs: str, by_city: bool = False) -> Block:
    return "supervisors", {
        "heading": heading,
        "supervisors": [Ref("supervisor", slug) for slug in slugs],
        "group_by_city": by_city,
    }


def offices(heading: str, *slugs: str, people: bool = False) -> Block:
    return "offices", {
        "heading": heading,
        "offices": [Ref("office", slug) for slug in slugs],
        "show_supervisors": people,
    }


def free_times(heading: str, number: int = 8, delivery_mode: str = "", **record: str) -> Block:
    """``record``: the slug of a supervisor, service or office, to show only its times."""
    return "free_times", {
        "heading": heading,
        "delivery_mode": delivery_mode,
        "max_times": number,
        **_records(record),
    }


def calendar_subscription(heading: str, words: str = "", **record: str) -> Block:
    return "calendar_subscription", {"heading": heading, "text": words, **_records(record)}


def _records(slugs: dict[str, str]) -> dict[str, Ref]:
    return {record_type: Ref(record_type, slug) for record_type, slug in slugs.items()}


def finder(heading: str) -> Block:
    return "finder", {"heading": heading}


def guide(heading: str = "", introduction: str = "", *questions: dict[str, Any]) -> Block:
    """Without ``questions``, the ready-made ones."""
    return "guide", {"heading": heading, "introduction": introduction, "questions": list(questions)}


def question(text: str, *answers: dict[str, Any], with_places: bool = False) -> dict[str, Any]:
    return {"question": text, "answers": list(answers), "with_places": with_places}


def answer(text: str, description: str = "", **meaning: Any) -> dict[str, Any]:
    """``meaning``: further fields of ``GuideAnswerBlock``."""
    return {"text": text, "description": description, "search": "", **meaning}


def crisis_notices(heading: str) -> Block:
    return "crisis_notices", {"heading": heading}


def call_to_action(heading: str, words: str = "", times: str = "", call: bool = True, write: bool = True) -> Block:
    """``times``: the key of a page with free times."""
    page = Ref("page", times) if times else None
    return "call_to_action", {
        "heading": heading,
        "text": words,
        "show_phone": call,
        "show_contact": write,
        "free_times_page": page,
    }


def contact_form(heading: str, words: str = "", **record: str) -> Block:
    return "contact_form", {"heading": heading, "text": words, **_records(record)}
