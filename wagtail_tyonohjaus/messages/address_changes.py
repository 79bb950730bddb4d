"""Notifies the old address when messages to a supervisor, an office or a practice start to go somewhere else."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..practice.models import Office, PracticeSettings, Supervisor
from . import sms
from .message_types import MessageSubject, MessageType, register_message_type
from .models import Channel
from .outbox import Message, enqueue
from .recipients import Recipient, site_language, supervisor_language, user_language
from .texts.common import COMMON
from .texts.placeholders import Placeholder

MESSAGE_TYPE = "address_changed"

#: The records whose messages go to an address of their own.
AddressedRecord = Supervisor | Office | PracticeSettings


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """The name of the record whose address has changed."""
    return {"record": str(practice) if practice.site_id else gettext("Work supervision")}


_RECORD = Placeholder("record", _("Whose messages go elsewhere"), "{{ record }}", required=("body", "sms"))
register_message_type(
    MessageType(MESSAGE_TYPE, _("Change of address"), MessageSubject(), sample_context, placeholders=(*COMMON, _RECORD))
)


def recipients_of(record: AddressedRecord) -> list[Recipient]:
    """Where messages to the stored record go: its own e-mail address, else those of its accounts; its telephone."""
    if isinstance(record, Supervisor):
        return _supervisor_recipients(record)
    if isinstance(record, PracticeSettings):
        return [Recipient(address, language=site_language()) for address in record.recipients]
    if record.email:
        return [Recipient(record.email, language=site_language())]
    return _user_recipients(get_user_model()._default_manager.filter(tyonohjaus_offices=record))


def notify_old_recipients(record: AddressedRecord, old: Iterable[Recipient], new: Iterable[Recipient]) -> None:
    """Enqueues a message to each recipient of ``old`` whose address is not among those of ``new``."""
    current = {(recipient.channel, recipient.address.lower()) for recipient in new}
    for recipient in old:
        if recipient.address and (recipient.channel, recipient.address.lower()) not in current:
            enqueue(Message(MESSAGE_TYPE, site=record.site, context={"record": str(record)}), recipient)


@receiver(pre_save, dispatch_uid="tyonohjaus.messages.address_before")
def remember_recipients(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """Before saving, the instance gets the recipients of the stored row, to be compared afterwards."""
    if isinstance(instance, AddressedRecord) and instance.pk and not raw:
        stored = type(instance)._default_manager.filter(pk=instance.pk).first()
        instance.__dict__["_old_recipients"] = recipients_of(stored) if stored else []


@receiver(post_save, dispatch_uid="tyonohjaus.messages.address_after")
def notify_of_changed_record(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Compares the recipients with those that ``remember_recipients`` has loaded."""
    old = instance.__dict__.pop("_old_recipients", [])
    if old and isinstance(instance, AddressedRecord):
        notify_old_recipients(instance, old, recipients_of(instance))


@receiver(m2m_changed, sender=Office.coordinators.through, dispatch_uid="tyonohjaus.messages.coordinators")
def notify_former_coordinators(
    instance: Office, action: str, reverse: bool, model: type[Model], pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Coordinators get their office's messages if it has no e-mail address of its own."""
    if action == "post_remove" and not reverse and not instance.email:
        users = model._default_manager.filter(pk__in=pk_set or ())
        notify_old_recipients(instance, _user_recipients(users), recipients_of(instance))


def _supervisor_recipients(supervisor: Supervisor) -> list[Recipient]:
    user, language = supervisor.user, supervisor_language(supervisor)
    email = supervisor.email or (getattr(user, "email", "") if user and user.is_active else "")
    recipients = [Recipient(email, name=supervisor.name, language=language)]
    if supervisor.phone and sms.is_configured():
        recipients.append(Recipient(str(supervisor.phone), Channel.SMS.value, supervisor.name, language))
    return recipients


def _user_recipients(users: Iterable[Any]) -> list[Recipient]:
    return [Recipient(user.email, language=user_language(user)) for user in users if user.is_active and user.email]
