"""Registers the part's periodic tasks and message types, and adds events of other parts to a request's history."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..appointments.history import session_changed
from ..appointments.models import Session, SessionEvent
from ..appointments.models import Status as SessionStatus
from ..late_imports import LateModule
from ..messages.account_addresses import register_account_use
from ..messages.models import Delivery
from ..messages.periodic import register_periodic_task
from ..messages.signals import failure_stored
from ..practice.history.changes import erase_values_with
from ..practice.models import PracticeSettings
from ..practice.restrictions import register_deletion_effects, track_restrictions
from ..practice.users import Account
from .choices import EventKind, Status
from .history import record
from .message_types import register_message_types
from .models import OPEN_STATUSES, ContactRequest, ReplyTemplate, RoutingRule
from .privacy import RETENTION
from .routing.exhausted_rules import rule_deletion_effects

if TYPE_CHECKING:
    from . import escalation, workflow
    from .privacy import retention
else:
    escalation, retention = LateModule(f"{__package__}.escalation"), LateModule(f"{__package__}.privacy.retention")
    workflow = LateModule(f"{__package__}.workflow")

erase_values_with(ReplyTemplate, RoutingRule)


def run_escalation_of_crises(now: datetime) -> Iterator[object]:
    """``escalation.run_for_crises``, which is imported when the worker first has a turn for it."""
    return escalation.run_for_crises(now)


def run_escalation_of_others(now: datetime) -> Iterator[object]:
    """``escalation.run_for_others``, imported late as well."""
    return escalation.run_for_others(now)


def run_retention(now: datetime) -> Iterator[object]:
    """``retention.run``, imported late as well."""
    return retention.run(now)


#: What a request becomes when something happens to one of its sessions. A proposal is not less than an agreement, and
#: an ended request stays so.
FOLLOWING_STATUS = {SessionEvent.Kind.PROPOSED: Status.IN_CONTACT, SessionEvent.Kind.CONFIRMED: Status.AGREED}
NOT_FOLLOWING = (Status.AGREED, Status.CLOSED, Status.SPAM)
#: What may leave an agreed request without any session.
ENDINGS = (SessionEvent.Kind.CANCELLED, SessionEvent.Kind.DECLINED, SessionEvent.Kind.EXPIRED)
STANDING = (SessionStatus.HELD, SessionStatus.CONFIRMED, SessionStatus.COMPLETED)

register_message_types()
track_restrictions(RoutingRule)
register_deletion_effects(rule_deletion_effects)
register_periodic_task(
    "crisis", run_escalation_of_crises, label=_("Reminders and escalation of crisis requests"), urgent=True
)
register_periodic_task("requests", run_escalation_of_others, label=_("Reminders and escalation of requests"))
register_periodic_task(
    RETENTION, run_retention, label=_("Removal of data after its retention period"), every=timedelta(hours=24)
)


@register_account_use
def practices_of_recipient(user: Account) -> Iterator[PracticeSettings]:
    """The practices whose requests the account hears of, by a rule or as an assignee."""
    rules = RoutingRule.objects.filter(to_users=user).values("site")
    requests = ContactRequest.objects.filter(assignee=user, status__in=OPEN_STATUSES).values("site")
    for site in Site.objects.filter(Q(pk__in=rules) | Q(pk__in=requests)):
        yield PracticeSettings.for_site(site)


@receiver(failure_stored, dispatch_uid="wagtail_tyonohjaus.contact.delivery_failed")
def record_failed_delivery(sender: type[Delivery], delivery: Delivery, **kwargs: Any) -> None:
    """Adds the failure to the history of the request that the message is about."""
    request = ContactRequest.objects.filter(reference=delivery.about).first() if delivery.about else None
    if request is not None:
        data = {"delivery": delivery.pk, "kind": delivery.message_type, "audience": delivery.audience}
        record(request, EventKind.UNDELIVERED, data=data)


@receiver(post_save, sender=settings.AUTH_USER_MODEL, dispatch_uid="wagtail_tyonohjaus.contact.user_deactivated")
def return_requests_of_deactivated_user(
    sender: type[Account], instance: Account, raw: bool = False, **kwargs: Any
) -> None:
    """Their open requests need another assignee."""
    if not instance.is_active and not raw:
        escalation.return_abandoned(timezone.now())


@receiver(post_delete, sender=settings.AUTH_USER_MODEL, dispatch_uid="wagtail_tyonohjaus.contact.user_deleted")
def return_requests_of_deleted_user(sender: type[Account], instance: Account, **kwargs: Any) -> None:
    """The requests keep the name of the assignee, by which they are known."""
    escalation.return_abandoned(timezone.now())


@receiver(session_changed, dispatch_uid="wagtail_tyonohjaus.contact.session_changed")
def record_session_event(sender: type[Session], session: Session, event: SessionEvent, **kwargs: Any) -> None:
    """In the transaction of the change. The reason stays with the session, where erasure removes it."""
    request = session.request
    if request is None:
        return
    _follow_supervisor(request, session)
    data = {"session": session.pk, "reference": session.reference, "step": event.kind, "actor": event.actor_role}
    record(request, EventKind.SESSION, by=event.user, data=data | {"start": session.start.isoformat()})
    _follow_status(request, event)
    if event.kind in ENDINGS:
        _resume_without_session(request, event)


def _resume_without_session(request: ContactRequest, event: SessionEvent) -> None:
    """An agreement ends with the last of its sessions, and somebody has to work on the request again."""
    # As it is now, see _follow_status.
    request = ContactRequest.objects.select_for_update().order_by("pk").get(pk=request.pk)
    if request.status != Status.AGREED or request.anonymised_at:
        return
    if not Session.objects.filter(request=request, status__in=STANDING).exists():
        workflow.set_status(request, Status.IN_PROGRESS, event.user)


def _follow_status(request: ContactRequest, event: SessionEvent) -> None:
    """Proposing times is an answer, and a confirmed session an agreement, by staff or visitor."""
    status = FOLLOWING_STATUS.get(SessionEvent.Kind(event.kind))
    if status is None or status not in workflow.TRANSITIONS[request.status] or request.status in NOT_FOLLOWING:
        return
    # As it is now: the session may have been loaded, and its request with it, before somebody else changed that.
    request = ContactRequest.objects.select_for_update().order_by("pk").get(pk=request.pk)
    if event.user is not None:
        workflow.mark_answered(request)
    if status in workflow.TRANSITIONS[request.status] and request.status not in NOT_FOLLOWING:
        workflow.set_status(request, status, event.user)


def _follow_supervisor(request: ContactRequest, session: Session) -> None:
    """The supervisor who takes a session over from one who has left has access to its request."""
    if request.supervisor and not request.supervisor.active and session.supervisor.active:
        ContactRequest.objects.filter(pk=request.pk).update(
            supervisor=session.supervisor_id, supervisor_name=session.supervisor.name
        )
