"""Invalidates cached feeds after every change that can affect their content or URLs; revokes lapsed tokens."""

from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..messages.periodic import register_periodic_task
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.revisions import touch, touched
from . import cache_version, tokens

register_periodic_task(
    "feed_tokens", tokens.revoke_lapsed_tokens, label=_("Lapsed private calendar links"), every=timedelta(minutes=10)
)

_MODELS = (Supervisor, Service, Office, PracticeSettings, Site)


@receiver(touched, dispatch_uid="tyonohjaus.feeds.touched")
def invalidate_on_touch(sender: type[Model], **kwargs: Any) -> None:
    """After a supervisor's revision has changed."""
    cache_version.replace()


@receiver(post_save, dispatch_uid="tyonohjaus.feeds.saved")
def invalidate_on_save(sender: type[Model], **kwargs: Any) -> None:
    """After a change of names, slugs, hosts or settings, which need not change a revision."""
    if issubclass(sender, _MODELS):
        cache_version.replace()


@receiver(post_delete, dispatch_uid="tyonohjaus.feeds.deleted")
def invalidate_on_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """After a deletion, which touches no revision of the record itself."""
    if not issubclass(sender, _MODELS):
        return
    if isinstance(instance, Supervisor):
        # The combined feeds of the practice have changed, so their Last-Modified must increase.
        touch(Supervisor.objects.filter(site=instance.site_id).values_list("pk", flat=True))
    cache_version.replace()
