# harbour/messages.py
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.contact.message_types import ContactRequestSubject
from wagtail_tyonohjaus.messages.message_types import MessageType, register_message_type


def sample(practice):
    return {"reference": "TO-7K3M-9QXD"}


register_message_type(MessageType("crisis_page", _("Page to the person on duty"), ContactRequestSubject(), sample))
