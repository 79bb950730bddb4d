"""Names of feeds, and which feeds depend on a supervisor."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast

from ..practice.models import Office, PracticeSettings, Service, Supervisor

ScopeKind = Literal["supervisor", "practice", "office", "service"]


def feed_name(kind: ScopeKind, key: UUID | str) -> str:
    """The name of a feed, for all its URLs. ``key`` is a supervisor's UUID, else a slug, in use or former.

    Feeds of several sites with the same slug share a name.
    """
    return f"{kind}:{key}"


def affected_feeds(supervisor_ids: Collection[int]) -> set[str]:
    """The feeds of supervisors and the combined feeds that contain them, in one query."""
    if not supervisor_ids:
        return set()
    supervisors = Supervisor.objects.filter(pk__in=supervisor_ids)
    own = supervisors.order_by().values_list(Value("supervisor"), Cast("uuid", CharField()), Value(""))
    combined = (
        _slugs("practice", PracticeSettings.objects.filter(site__in=supervisors.order_by().values("site"))),
        _slugs("office", Office.objects.filter(supervisors__in=supervisor_ids)),
        _slugs("service", Service.objects.filter(supervisors__in=supervisor_ids)),
    )
    rows = own.union(*combined).order_by()  # Django 6.1 would sort by the model's default, which is not selected
    return {feed_name(kind, key) for kind, slug, former in rows for key in _keys(kind, slug, former)}


def _slugs(kind: ScopeKind, records: QuerySet[Model]) -> QuerySet[Model]:
    return records.order_by().values_list(Value(kind), "slug", "former_slugs")


def _keys(kind: ScopeKind, name: str, former: str) -> list[UUID | str]:
    if kind == "supervisor":
        return [UUID(name)]
    return [name, *filter(None, former.split(","))]
