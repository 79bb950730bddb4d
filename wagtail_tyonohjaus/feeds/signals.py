"""Makes feeds look again after every change that their bytes or their addresses depend on."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Site

from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.revisions import touch, touched
from . import cache_version

_MODELS = (Supervisor, Service, Office, PracticeSettings, Site)


@receiver(touched, dispatch_uid="tyonohjaus.calendars.touched")
def advance_on_touch(sender: type[Model], **kwargs: Any) -> None:
    cache_version.advance()


@receiver(post_save, dispatch_uid="tyonohjaus.calendars.saved")
def advance_on_save(sender: type[Model], **kwargs: Any) -> None:
    if issubclass(sender, _MODELS):
        cache_version.advance()


@receiver(post_delete, dispatch_uid="tyonohjaus.calendars.deleted")
def advance_on_delete(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if not issubclass(sender, _MODELS):
        return
    if isinstance(instance, Supervisor):
        # The feeds that the supervisor was in have changed, so their Last-Modified must go on.
        touch(Supervisor.objects.filter(site_id=instance.site_id).values_list("pk", flat=True))
    cache_version.advance()
