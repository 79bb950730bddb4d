"""The words that the practices' contents are written in: records, pages and blocks as plain data.

Nothing here touches the database. ``Ref`` names a record, a page or a picture that the loader looks up.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Block = tuple[str, dict[str, Any]]


class Ref(NamedTuple):
    """``kind``: service, supervisor, office, picture or page; ``key``: the slug or key within the practice."""

    kind: str
    key: str


class Opening(NamedTuple):
    weekdays: tuple[int, ...]
    opens: str
    closes: str


class Hours(NamedTuple):
    """Weekly hours in local time. ``every`` 2 with ``start`` means every second week from that date on."""

    weekdays: tuple[int, ...]
    starts: str
    ends: str
    office: str = ""
    every: int = 1
    start: str = "2026-01-05"
    crisis: bool = False


class Away(NamedTuple):
    """Closed, or open with other hours, counted in days from the day of loading."""

    first: int
    last: int
    opens: str = ""
    closes: str = ""


class Days(NamedTuple):
    """A moment, as days from the day of loading and a local hour."""

    number: int
    hour: int = 0


@dataclass(frozen=True)
class Office:
    slug: str
    city: str
    address: str
    phone: str
    email: str
    name: str = ""
    directions: str = ""
    opening_hours: tuple[Opening, ...] = ()
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Service:
    """``rules``: the record's further fields, such as ``lengths`` or ``notice_hours``."""

    slug: str
    name: str
    kind: str
    summary: str
    formats: tuple[str, ...]
    places: tuple[str, ...]
    interval: str = ""
    price: str = ""
    rules: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Supervisor:
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
    hours: tuple[Hours, ...] = ()
    away: tuple[Away, ...] = ()
    takes_new_clients: bool = True
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """Who hears of a request. ``when`` and ``to`` are fields of the routing rule; records are named by ``Ref``."""

    name: str
    when: dict[str, Any]
    to: dict[str, Any]


@dataclass(frozen=True)
class Picture:
    scene: str
    seed: int
    alt: str


@dataclass(frozen=True)
class Page:
    """``kind`` names the page type; pages with one ``key`` are translations of each other.

    ``description`` is the text of search results, ``introduction`` the one under the title, ``values`` the type's own fields.
    """

    kind: str
    key: str
    title: str
    slug: str
    description: str = ""
    introduction: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    body: tuple[Block, ...] = ()
    children: tuple["Page", ...] = ()
    in_menu: bool = True


@dataclass(frozen=True)
class Practice:
    slug: str
    name: str
    phone: str
    email: str
    strapline: dict[str, str]
    pages: dict[str, Page]
    opening_hours: tuple[Opening, ...] = ()
    offices: tuple[Office, ...] = ()
    services: tuple[Service, ...] = ()
    supervisors: tuple[Supervisor, ...] = ()
    pictures: dict[str, Picture] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def hostname(self) -> str:
        return f"{self.slug}.localhost"


WEEKDAYS = (0, 1, 2, 3, 4)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def points(*texts: str) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


def text(heading: str, *texts: str) -> Block:
    """Paragraphs under a heading; a text that starts with a tag is taken as it is."""
    html = "".join(one if one.startswith("<") else f"<p>{one}</p>" for one in texts)
    return "text", {"heading": heading, "text": html}


def bullets(heading: str, *items: str, introduction: str = "") -> Block:
    return "bullet_list", {"heading": heading, "introduction": introduction, "items": list(items)}


def facts(heading: str, service: str = "", *rows: tuple[str, str]) -> Block:
    """The service's own facts, then further ones: each row a name and what holds."""
    more = [{"term": term, "description": description} for term, description in rows]
    return "key_facts", {"heading": heading, "service": Ref("service", service) if service else None, "facts": more}


def steps(heading: str, *rows: tuple[str, str]) -> Block:
    return "steps", {"heading": heading, "steps": [{"title": title, "text": f"<p>{body}</p>"} for title, body in rows]}


def comparison(heading: str, first: str, second: str, *rows: tuple[str, str, str], introduction: str = "") -> Block:
    """``first`` and ``second`` name services, whose pages have the same keys; each row: what, the one, the other."""
    return "comparison", {
        "heading": heading,
        "introduction": introduction,
        "first": {"service": Ref("service", first), "title": "", "page": Ref("page", first)},
        "second": {"service": Ref("service", second), "title": "", "page": Ref("page", second)},
        "rows": [{"title": title, "first": _html(one), "second": _html(other)} for title, one, other in rows],
    }


def _html(words: str) -> str:
    return words if words.startswith("<") else f"<p>{words}</p>"


def quotations(heading: str, *rows: tuple[str, str]) -> Block:
    values = [{"text": words, "source": source} for words, source in rows]
    return "daily_quotation", {"heading": heading, "quotations": values}


def questions(heading: str, *rows: tuple[str, str]) -> Block:
    return "faq", {
        "heading": heading,
        "questions": [{"question": question, "answer": _html(answer)} for question, answer in rows],
    }


def links(heading: str, *rows: tuple[str | Ref, str, str]) -> Block:
    """Each row: an address or a page, a title, a description."""
    return "links", {"heading": heading, "links": [_link(*row) for row in rows]}


def _link(target: str | Ref, title: str, description: str) -> dict[str, Any]:
    page = target if isinstance(target, Ref) else None
    return {"page": page, "url": "" if page else target, "title": title, "description": description}


def picture(key: str, alt: str, caption: str = "") -> Block:
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


def free_times(heading: str, number: int = 8, **record: str) -> Block:
    """``record``: supervisor, service or office as its slug, to show only theirs."""
    return "free_times", {"heading": heading, "max_times": number, **_records(record)}


def subscription(heading: str, words: str = "", **record: str) -> Block:
    return "calendar_subscription", {"heading": heading, "text": words, **_records(record)}


def _records(named: dict[str, str]) -> dict[str, Ref]:
    return {kind: Ref(kind, slug) for kind, slug in named.items()}


def crisis_notices(heading: str) -> Block:
    return "crisis_notices", {"heading": heading}


def action(heading: str, words: str = "", times: str = "", call: bool = True, write: bool = True) -> Block:
    """``times``: the key of a page on which to choose a time."""
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
