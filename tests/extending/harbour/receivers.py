# harbour/receivers.py
from django.dispatch import receiver

from wagtail_tyonohjaus.messages.models import Priority
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.signals import request_received


@receiver(request_received, dispatch_uid="harbour.page_for_crisis")
def page_for_crisis(contact_request, **kwargs):
    if not contact_request.is_crisis or contact_request.held_for_review:
        return
    reference = contact_request.reference
    message = Message(
        "crisis_page",
        site=contact_request.site,
        about=reference,
        context={"reference": reference},
        priority=Priority.CRISIS,
    )
    enqueue(message, Recipient("4711", channel="pager"), key=f"crisis_page:{reference}")
