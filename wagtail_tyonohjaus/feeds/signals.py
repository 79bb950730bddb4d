"""Invalidates cached feeds after every change that can affect their content or URLs; revokes lapsed tokens."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..messages.periodic import register_periodic_task
from ..practice.models import (
    Office,
    OfficeTranslation,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
)
from ..practice.revisions import is_touched_later, touch, touch_practice, touched
from . import cache_version, tokens
from .affected_feeds import affected_feeds

register_periodic_task(
    "feed_tokens", tokens.revoke_lapsed_tokens, label=_("Lapsed private calendar links"), every=timedelta(minutes=10)
)

#: Their names, slugs and translations are part of the URLs and texts of many feeds.
_SHARED_MODELS = (Site, PracticeSettings, Service, ServiceTranslation, Office, OfficeTranslation)


@receiver(touched, dispatch_uid="tyonohjaus.feeds.touched")
def invalidate_on_touch(sender: type[Model], supervisor_ids: Collection[int], **kwargs: Any) -> None:
    """After a change of hours, sessions or records of these supervisors: all feeds that they are in."""
    cache_version.invalidate(affected_feeds(supervisor_ids))


def invalidate_all(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """The feeds of all sites, and the Last-Modified of the combined feeds of the record's practice."""
    if isinstance(instance, Site):
        touch(Supervisor.objects.filter(site=instance).values_list("pk", flat=True))
    touch_practice(_site_id(instance))
    cache_version.invalidate([cache_version.ALL_FEEDS])


for _model in _SHARED_MODELS:
    post_save.connect(invalidate_all, sender=_model, dispatch_uid="tyonohjaus.feeds.shared")
    post_delete.connect(invalidate_all, sender=_model, dispatch_uid="tyonohjaus.feeds.shared")


def _site_id(record: Any) -> int:
    if isinstance(record, Site):
        return record.pk
    return record.site_id if hasattr(record, "site_id") else record.parent.site_id


def invalidate_on_unlink(
    sender: type[Model], instance: Model, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    """Before links are removed, since ``touched`` follows when the supervisors are no longer in those feeds."""
    if action not in ("pre_remove", "pre_clear"):
        return
    if not reverse:
        pks: Collection[int] = [instance.pk]
    else:
        pks = pk_set or instance.supervisors.values_list("pk", flat=True)  # type: ignore[attr-defined]
    cache_version.invalidate(affected_feeds(pks))


for _through in (Supervisor.services.through, Supervisor.offices.through):
    m2m_changed.connect(invalidate_on_unlink, sender=_through, dispatch_uid="tyonohjaus.feeds.unlinked")


@receiver(pre_delete, sender=Supervisor, dispatch_uid="tyonohjaus.feeds.departure")
def remember_departure(sender: type[Model], instance: Supervisor, **kwargs: Any) -> None:
    """Stores the practice that the supervisor leaves, and its feeds, which are not known any more afterwards."""
    sites = Supervisor.objects.filter(pk=instance.pk).values_list("site_id", flat=True)
    instance.__dict__["_departure"] = sites.first() or instance.site_id, affected_feeds([instance.pk])


@receiver(pre_save, sender=Supervisor, dispatch_uid="tyonohjaus.feeds.move")
def remember_move(sender: type[Model], instance: Supervisor, **kwargs: Any) -> None:
    """A supervisor who gets another practice departs from the former one."""
    stored = Supervisor.objects.filter(pk=instance.pk).exclude(site=instance.site_id)
    if not instance._state.adding and stored.exists():
        remember_departure(sender, instance)


@receiver([post_save, post_delete], sender=Supervisor, dispatch_uid="tyonohjaus.feeds.changed")
def invalidate_on_arrival_or_departure(
    sender: type[Model], instance: Supervisor, created: bool = False, **kwargs: Any
) -> None:
    """Changes of other kinds are covered by ``touched``."""
    if created and not is_touched_later(instance.pk):
        cache_version.invalidate(affected_feeds([instance.pk]))
    site_id, feeds = instance.__dict__.pop("_departure", (None, set()))
    if site_id:
        touch_practice(site_id)
        cache_version.invalidate(feeds)
