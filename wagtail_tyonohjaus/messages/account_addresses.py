"""Notifies the old address of an account when it changes and messages about a practice's records go there."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from ..practice.models import Office, PracticeSettings, Supervisor
from ..practice.users import Account
from .address_changes import MESSAGE_TYPE
from .outbox import Message, enqueue
from .recipients import Recipient, user_language

#: Whose messages go to an account, and to no address of their own.
AccountUse = Callable[[Account], Iterator[Supervisor | Office | PracticeSettings]]

_registered: list[AccountUse] = []


def register_account_use(records: AccountUse) -> AccountUse:
    """Adds a function that yields records whose messages go to the account. Also usable as a decorator."""
    _registered.append(records)
    return records


@register_account_use
def own_records(user: Account) -> Iterator[Supervisor | Office | PracticeSettings]:
    """The records whose messages go to the account because they have no e-mail address."""
    yield from Supervisor.objects.filter(user=user, email="").select_related("site")
    yield from Office.objects.filter(coordinators=user, email="").select_related("site")
    if user.is_superuser:
        practices = PracticeSettings.objects.select_related("site")
        yield from (practice for practice in practices if not practice.recipients)


@receiver(pre_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="tyonohjaus.messages.account_before")
def remember_address(
    sender: type[Model], instance: Any, raw: bool = False, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Before saving, the instance gets the stored address of an active account."""
    if raw or not instance.pk or (update_fields is not None and "email" not in update_fields):
        return
    stored = get_user_model()._default_manager.filter(pk=instance.pk, is_active=True).first()
    instance.__dict__["_old_email"] = getattr(stored, "email", "")


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="tyonohjaus.messages.account_after")
def notify_old_address(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """One message names everything that the old address no longer gets messages about."""
    old = instance.__dict__.pop("_old_email", "")
    if not old or old.lower() == getattr(instance, "email", "").lower():
        return
    records = [record for records in _registered for record in records(instance)]
    if records:
        names = ", ".join(dict.fromkeys(map(str, records)))
        recipient = Recipient(old, language=user_language(instance))
        enqueue(Message(MESSAGE_TYPE, site=records[0].site, context={"record": names}), recipient)
