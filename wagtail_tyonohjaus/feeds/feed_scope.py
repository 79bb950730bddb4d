"""Whom a feed is about, and how far that has changed: all that an answer of 304 needs, in at most two queries."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language_from_path
from wagtail.models import Site

from .. import __version__
from ..availability import safe_cache
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from . import cache_version
from .converters import Choice

Kind = Literal["supervisor", "practice", "office", "service"]

#: Part of every ETag; raise it when the bytes made of the same data change.
FORMAT = f"{__version__}.{safe_cache.VERSION}.1"
SITE = ("hostname", "port")
PRACTICE = ("name", "time_zone", "publish_free_times", "slug")
NEVER = 0
NOBODY = UUID(int=0)


class Unknown(Exception):
    """There is no such feed, or it is not published."""


@dataclass(frozen=True, slots=True)
class Subject:
    """``people`` are the supervisors concerned and their revisions; ``changed`` and ``stamp`` are UTC epoch seconds.

    ``changed`` is when anybody of the practice last changed: it can't go back when somebody leaves a feed. ``stamp``
    is when those of the feed last did.
    """

    kind: Kind
    pk: int
    site_id: int
    root_url: str
    practice: str
    tz: str
    people: tuple[tuple[int, int], ...]
    stamp: int
    changed: int
    busy: bool = False
    uuid: UUID = NOBODY
    service: int | None = None
    office: int | None = None
    label: str = ""
    digest: str = ""


def find(request: HttpRequest, kind: Kind, key: UUID | str, choice: Choice) -> Subject:
    """From the cache or by one or two queries. Raises ``Unknown``."""
    address = f"tyonohjaus:subject:{FORMAT}:{kind}:{key}:{choice.service}:{choice.office}"
    if kind != "supervisor":
        address += f":{request.get_host()}"
    kept = cache_version.read(address)
    if kept is not None:
        return kept
    before = cache_version.current()
    found = _supervisor(UUID(str(key)), choice) if kind == "supervisor" else _union(request, kind, str(key), choice)
    cache_version.keep(address, found, before)
    return found


def language(request: HttpRequest, choice: Choice) -> str:
    """The path's language, never the visitor's: our segment's, an ``i18n_patterns`` prefix's, or the site's."""
    return choice.language or get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _supervisor(key: UUID, choice: Choice) -> Subject:
    rows = _with_choice(Supervisor.objects.filter(uuid=key), choice)
    row = rows.values(*_PERSON, *_PRACTICE_OF_SITE, *_SITE_OF, "publish_busy", "time_zone", **_CHOICE).first()
    if row is None:
        raise Unknown
    prefix = "site__practicesettings__"
    people = ((row["pk"], row["revision"]),) if row["active"] else ()
    return _subject(
        "supervisor", row["pk"], row, prefix, "site__", people, row["changed_at"], row["changed_at"], choice
    )


_PERSON = ("pk", "uuid", "revision", "changed_at", "active", "site_id")
_PRACTICE_OF_SITE = tuple(f"site__practicesettings__{name}" for name in PRACTICE)
_SITE_OF = tuple(f"site__{name}" for name in SITE)
_CHOICE = {"chosen_service": F("service_of_path"), "chosen_office": F("office_of_path")}


def _union(request: HttpRequest, kind: Kind, slug: str, choice: Choice) -> Subject:
    owner = _owner(request, kind, slug, choice)
    prefix = "" if kind == "practice" else "site__practicesettings__"
    members = Supervisor.objects.filter(site_id=owner["site_id"])
    rows = list(members.order_by("pk").values_list("pk", "revision", "changed_at", "active", *_MEMBER[kind]))
    people = tuple(dict.fromkeys(row[:2] for row in rows if row[3] and _is_member(kind, owner["pk"], row)))
    ids = {pk for pk, _ in people}
    stamp = max((row[2] for row in rows if row[0] in ids), default=None)
    changed = max((row[2] for row in rows), default=None)
    return _subject(kind, owner["pk"], owner, prefix, "site__", people, stamp, changed, choice)


_MEMBER: dict[str, tuple[str, ...]] = {"practice": (), "office": ("offices",), "service": ("services",)}


def _is_member(kind: Kind, pk: int, row: tuple[Any, ...]) -> bool:
    return kind == "practice" or row[4] == pk


def _owner(request: HttpRequest, kind: Kind, slug: str, choice: Choice) -> dict[str, Any]:
    """The record that names the feed; where several sites have the slug, the one of the site that was asked."""
    model: Any = {"practice": PracticeSettings, "office": Office, "service": Service}[kind]
    practice = PRACTICE if kind == "practice" else _PRACTICE_OF_SITE
    rows = _with_choice(model.objects.filter(slug=slug), choice)
    own = {"office": ("city",), "service": ()}.get(kind, ())
    names = {"own_name": F("name")} if kind != "practice" else {}
    found = list(rows.order_by("pk").values("pk", "site_id", *practice, *own, *_SITE_OF, **_CHOICE, **names)[:100])
    if len(found) > 1:
        site = Site.find_for_request(request)
        found = [row for row in found if site and row["site_id"] == site.pk]
    if not found:
        raise Unknown
    return found[0]


def _with_choice(rows: QuerySet, choice: Choice) -> QuerySet:
    """With the primary keys of the service and office that the path names, found in the same query."""

    def named(model: Any, slug: str) -> Subquery:
        return Subquery(model.objects.filter(site=OuterRef("site"), slug=slug).order_by("pk").values("pk")[:1])

    return rows.annotate(service_of_path=named(Service, choice.service), office_of_path=named(Office, choice.office))


def _subject(
    kind: Kind,
    pk: int,
    row: dict[str, Any],
    practice: str,
    site: str,
    people: tuple[tuple[int, int], ...],
    stamp: datetime | None,
    changed: datetime | None,
    choice: Choice,
) -> Subject:
    if row[f"{practice}publish_free_times"] is False:
        raise Unknown
    if (choice.service and not row["chosen_service"]) or (choice.office and not row["chosen_office"]):
        raise Unknown
    default = PracticeSettings._meta.get_field("time_zone").default
    found = Subject(
        kind=kind,
        pk=pk,
        site_id=row["site_id"],
        root_url=Site(hostname=row[f"{site}hostname"], port=row[f"{site}port"]).root_url,
        practice=row[f"{practice}name"] or "",
        tz=row.get("time_zone") or row[f"{practice}time_zone"] or default,
        people=people,
        stamp=_seconds(stamp),
        changed=_seconds(changed),
        busy=row.get("publish_busy", False),
        uuid=row.get("uuid", NOBODY),
        service=row["chosen_service"] if choice.service else None,
        office=row["chosen_office"] if choice.office else None,
        label=" ".join(filter(None, (row.get("city"), row.get("own_name")))),
    )
    # Without ``changed``: what happens to others of the practice alters no byte of the feed.
    digest = hashlib.sha256(repr(replace(found, changed=0)).encode()).hexdigest()[:32]
    return replace(found, digest=digest)


def _seconds(moment: datetime | None) -> int:
    """Whole seconds, the next one begun: a change within a second of another must not look as old as it."""
    return -int(-moment.timestamp() // 1) if moment else NEVER
