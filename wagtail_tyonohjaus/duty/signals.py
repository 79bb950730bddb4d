"""Messages about deleted rotas and about turns that an absence, an end of work or an inactive account takes; the end of
stored pages after an absence, and what a deletion does to rotas.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from ..availability.models import HoursException
from ..practice.content_version import renew_content_version
from ..practice.history.changes import erase_values_with
from ..practice.models import Supervisor
from ..practice.restrictions import register_deletion_effects
from ..practice.users import Account
from .lost_turns import compare_after_commit, notify_of_inactive_account, take_snapshot
from .models import Rota
from .notices import notify, schedule
from .rota import rotas_of, sites_with_weekly_turns_of

erase_values_with(Rota)


@receiver(pre_delete, sender=Rota, dispatch_uid="tyonohjaus.duty.rota_deleted")
def notify_of_deletion(instance: Rota, **kwargs: Any) -> None:
    """Nobody is on duty any more."""
    notify(instance, schedule(instance, timezone.now()), {}, is_deleted=True)


@receiver([post_save, post_delete], sender=HoursException, dispatch_uid="tyonohjaus.duty.absence")
def renew_after_absence(instance: HoursException, raw: bool = False, **kwargs: Any) -> None:
    """Stored pages end, since they may show the number of somebody who is no longer on duty."""
    for site in () if raw else sites_with_weekly_turns_of(instance.supervisor_id):
        renew_content_version(site)


@receiver([pre_save, pre_delete], sender=HoursException, dispatch_uid="tyonohjaus.duty.absence_before")
@receiver(pre_delete, sender=Supervisor, dispatch_uid="tyonohjaus.duty.supervisor_before_deletion")
def remember_turns(instance: HoursException | Supervisor, raw: bool = False, **kwargs: Any) -> None:
    """Before the change, the instance gets the turns of the person's rotas, to be compared afterwards."""
    if not raw:
        person = instance if isinstance(instance, Supervisor) else instance.supervisor
        instance.__dict__["_turns_before"] = person, take_snapshot(person)


@receiver(pre_save, sender=Supervisor, dispatch_uid="tyonohjaus.duty.supervisor_before")
def remember_turns_of_supervisor(instance: Supervisor, raw: bool = False, **kwargs: Any) -> None:
    """If the person starts or ends to work at the practice."""
    if instance.pk and not raw and Supervisor.objects.filter(pk=instance.pk, active=not instance.active).exists():
        remember_turns(instance)


@receiver([post_save, post_delete], sender=HoursException, dispatch_uid="tyonohjaus.duty.absence_after")
@receiver([post_save, post_delete], sender=Supervisor, dispatch_uid="tyonohjaus.duty.supervisor_after")
def notify_of_lost_turns(instance: HoursException | Supervisor, **kwargs: Any) -> None:
    """Those whose turns differ, and the managers if nobody takes them."""
    person, before = instance.__dict__.pop("_turns_before", (None, {}))
    if person is not None:
        compare_after_commit(person, before)


@receiver(pre_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="tyonohjaus.duty.account_before")
def remember_active_account(
    sender: type[Account], instance: Account, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Only where it may end: each login saves the account."""
    may_end = instance.pk and not instance.is_active and not raw
    if may_end and (update_fields is None or "is_active" in update_fields):
        was_active = sender._default_manager.filter(pk=instance.pk, is_active=True).exists()
        instance.__dict__["_was_active_before"] = was_active


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="tyonohjaus.duty.account_after")
def notify_of_deactivated_account(instance: Account, **kwargs: Any) -> None:
    """The managers look for substitutes."""
    if instance.__dict__.pop("_was_active_before", False):
        for supervisor in Supervisor.objects.filter(user=instance.pk, active=True):
            notify_of_inactive_account(supervisor)


def rota_deletion_effects(record: Model) -> Iterator[str]:
    """The rotas in which nobody would take the turns of a supervisor, as sentences."""
    if not isinstance(record, Supervisor):
        return
    for rota in rotas_of(record):
        yield _("Nobody takes the turns in the rota “%(rota)s” any more.") % {"rota": rota}


register_deletion_effects(rota_deletion_effects)
