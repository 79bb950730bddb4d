"""URLs and link texts of contact requests in the inbox."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..contact.models import ContactRequest

NAMESPACE = "tyonohjaus_inbox"


def detail_url(request: ContactRequest) -> str:
    """The path of the request's page in the admin."""
    return reverse(f"{NAMESPACE}:detail", args=[request.pk])


def visitor_name(request: ContactRequest) -> str:
    """The visitor's name, else the organisation's."""
    return request.name or request.organisation or _("No name")
