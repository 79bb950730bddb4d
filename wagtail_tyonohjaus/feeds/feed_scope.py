"""Which supervisors a feed covers, and when they last changed: everything that a 304 needs, in one or two queries."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Case, F, Model, OuterRef, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils.translation import get_language_from_path
from wagtail.models import Site

from .. import __version__
from ..availability import safe_cache
from ..practice.fields import slug_lookup
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from . import cache_version
from .affected_feeds import ScopeKind, feed_name
from .converters import FeedFilter

#: Part of every ETag. Increase the last number if the same data results in other bytes.
FORMAT = f"{__version__}.{safe_cache.VERSION}.3"
NO_UUID = UUID(int=0)
#: More records than any installation has of one slug.
MAX_SITES = 100

#: What the name of a combined feed is made of.
_TEXTS: dict[ScopeKind, tuple[str, ...]] = {"office": ("name", "address", "city"), "service": ("name",)}
_OWNER_MODELS: dict[str, type[Model]] = {"practice": PracticeSettings, "office": Office, "service": Service}
_MEMBERSHIPS: dict[ScopeKind, str] = {
    "practice": "site__tyonohjaus_practice",
    "office": "offices",
    "service": "services",
}


class FeedNotFound(Exception):
    """There is no such feed, or it is not published."""


class FeedSupervisor(NamedTuple):
    """What a feed needs to know of a supervisor. ``revision`` changes with every change of free time."""

    pk: int
    revision: int
    uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class FeedScope:
    """What a feed covers.

    ``pk`` is that of the record in the URL; ``label`` is a supervisor's name, or the texts of a combined feed without
    supervisors; ``uuid`` is set for supervisors. ``supervisors`` are the active ones, by primary key. ``service_id``
    and ``office_id`` come from the filter. Times are UTC epoch seconds: ``stamp`` is when one of the supervisors last
    changed, ``changed`` when anything of the practice did, since that can't go back when a supervisor leaves the feed.
    """

    kind: ScopeKind
    pk: int
    site_id: int
    root_url: str
    practice_name: str
    tz: str
    supervisors: tuple[FeedSupervisor, ...]
    stamp: int
    changed: int
    publishes_busy: bool = False
    uuid: UUID = NO_UUID
    service_id: int | None = None
    office_id: int | None = None
    label: str = ""
    digest: str = ""


def find_scope(request: HttpRequest, kind: ScopeKind, key: UUID | str, feed_filter: FeedFilter) -> FeedScope:
    """From the cache, or in one query for a supervisor and two for the other kinds.

    ``key`` is a supervisor's UUID, else a slug. Raises ``FeedNotFound``.
    """
    cache_key = f"tyonohjaus:scope:{FORMAT}:{kind}:{key}:{feed_filter.service}:{feed_filter.office}"
    if kind != "supervisor":
        cache_key += f":{request.get_host()}"
    cached, versions = cache_version.get(cache_key, feed_name(kind, key))
    if cached is not None:
        return cached
    if kind == "supervisor":
        scope = _supervisor_scope(UUID(str(key)), feed_filter)
    else:
        scope = _combined_scope(request, kind, str(key), feed_filter)
    cache_version.store(cache_key, scope, versions)
    return scope


def feed_language(request: HttpRequest, feed_filter: FeedFilter) -> str:
    """The language of the path, never the visitor's: of the filter, of an ``i18n_patterns`` prefix, or the default."""
    return feed_filter.language or get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _supervisor_scope(key: UUID, feed_filter: FeedFilter) -> FeedScope:
    rows = _scope_values(Supervisor.objects.filter(uuid=key), feed_filter, "site__tyonohjaus_practice__")
    row = rows.values("uuid", "name", "revision", "changed_at", "active", "publish_busy", "time_zone", *_SHARED).first()
    if row is None:
        raise FeedNotFound
    supervisor = FeedSupervisor(row["pk"], row["revision"], row["uuid"], row["name"])
    scope = _scope("supervisor", row, feed_filter, [supervisor] if row["active"] else [], [row["changed_at"]])
    own = {"tz": row["time_zone"] or scope.tz, "uuid": row["uuid"], "publishes_busy": row["publish_busy"]}
    return _with_digest(replace(scope, stamp=scope.changed, **own))


def _combined_scope(request: HttpRequest, kind: ScopeKind, slug: str, feed_filter: FeedFilter) -> FeedScope:
    owner = _find_owner(request, kind, slug, feed_filter)
    members = Supervisor.objects.filter(active=True, site=owner["site_id"], **{_MEMBERSHIPS[kind]: owner["pk"]})
    names = (*FeedSupervisor._fields, "changed_at")
    supervisors = {FeedSupervisor(*row): changed for *row, changed in members.order_by("pk").values_list(*names)}
    changes = [*supervisors.values(), owner["last_change"], owner["feeds_changed"]]
    scope = _scope(kind, owner, feed_filter, list(supervisors), changes)
    label = "" if supervisors else _owner_texts(kind, owner["pk"])
    return _with_digest(replace(scope, stamp=_latest(supervisors.values()), label=label))


def _owner_texts(kind: ScopeKind, pk: int) -> str:
    """All texts that the name of a feed without supervisors may contain; revisions cover those of other feeds."""
    own = _TEXTS.get(kind)
    if not own:
        return ""
    translated = ("translations__language", *(f"translations__{name}" for name in own))
    rows = _OWNER_MODELS[kind]._default_manager.filter(pk=pk).order_by("translations__pk")
    return repr(list(rows.values_list(*own, *translated)))


def _find_owner(request: HttpRequest, kind: ScopeKind, slug: str, feed_filter: FeedFilter) -> dict[str, Any]:
    """The record in the URL. If several sites have this slug, the one of the requested host."""
    owners = _OWNER_MODELS[kind]._default_manager.filter(slug_lookup(slug)).order_by("pk")
    rows = _scope_values(owners, feed_filter, "" if kind == "practice" else "site__tyonohjaus_practice__")
    colleagues = Supervisor.objects.filter(site=OuterRef("site")).order_by("-changed_at")
    rows = rows.annotate(last_change=Subquery(colleagues.values("changed_at")[:1]))
    matches = list(rows.values("slug", "last_change", *_SHARED)[:MAX_SITES])
    if len(matches) > 1:
        site = Site.find_for_request(request)
        matches = _best_matches(matches, slug, site.pk if site else None)
    if not matches:
        raise FeedNotFound
    return matches[0]


def _best_matches(matches: list[dict[str, Any]], slug: str, site_pk: int | None) -> list[dict[str, Any]]:
    """Records of the requested host precede those of others, and slugs in use precede former ones."""
    here = [row for row in matches if row["site_id"] == site_pk]
    in_use = [row for row in here or matches if row["slug"] == slug]
    return in_use or here if here or len(in_use) == 1 else []


_SHARED = (
    "pk", "site_id", "hostname", "port", "practice_name", "practice_zone", "is_published",
    "feeds_changed", "filter_service", "filter_office",
)  # fmt: skip


def _scope_values(rows: QuerySet, feed_filter: FeedFilter, practice: str) -> QuerySet:
    """Adds the values of the site, of its practice and of the filter's records, for one query altogether.

    ``practice`` is the lookup prefix of ``PracticeSettings``.
    """

    def pk_of(model: type[Model], slug: str) -> Subquery | Value:
        if not slug:
            return Value(0)
        matches = model._default_manager.filter(slug_lookup(slug), site=OuterRef("site"))
        return Subquery(matches.order_by(_former_last(slug), "pk").values("pk")[:1])

    return rows.annotate(
        hostname=F("site__hostname"),
        port=F("site__port"),
        practice_name=F(f"{practice}name"),
        practice_zone=F(f"{practice}time_zone"),
        is_published=F(f"{practice}publish_free_times"),
        feeds_changed=F(f"{practice}feeds_changed_at"),
        filter_service=pk_of(Service, feed_filter.service),
        filter_office=pk_of(Office, feed_filter.office),
    )


def _former_last(slug: str) -> Case:
    return Case(When(slug=slug, then=0), default=1)


def _scope(
    kind: ScopeKind,
    row: dict[str, Any],
    feed_filter: FeedFilter,
    supervisors: Sequence[FeedSupervisor],
    changes: Iterable[datetime | None],
) -> FeedScope:
    if row["is_published"] is False:
        raise FeedNotFound
    if (feed_filter.service and not row["filter_service"]) or (feed_filter.office and not row["filter_office"]):
        raise FeedNotFound
    return FeedScope(
        kind=kind,
        pk=row["pk"],
        site_id=row["site_id"],
        root_url=Site(hostname=row["hostname"], port=row["port"]).root_url,
        practice_name=row["practice_name"] or "",
        tz=row["practice_zone"] or PracticeSettings._meta.get_field("time_zone").default,
        supervisors=tuple(supervisors),
        stamp=0,
        changed=_latest(changes),
        service_id=row["filter_service"] if feed_filter.service else None,
        office_id=row["filter_office"] if feed_filter.office else None,
        label=row.get("name", ""),
    )


def _with_digest(scope: FeedScope) -> FeedScope:
    # Without ``changed``: a change of a colleague who is not in the feed alters no byte of it.
    revisions = [(supervisor.pk, supervisor.revision) for supervisor in scope.supervisors]
    text = repr((revisions, replace(scope, changed=0, supervisors=())))
    return replace(scope, digest=hashlib.sha256(text.encode()).hexdigest()[:32])


def _latest(times: Iterable[datetime | None]) -> int:
    """Rounded up, or a second change within the same second would look as old as the first. 0 without times."""
    latest = max(filter(None, times), default=None)
    return ceil(latest.timestamp()) if latest else 0
