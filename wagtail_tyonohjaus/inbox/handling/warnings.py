"""Warnings to who has changed a request."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages


def warn_of_no_message(request: HttpRequest, name: str) -> None:
    """The new assignee can't be notified, so that the user has to do it."""
    text = _("%(name)s has no e-mail address and has got no message. Let them know yourself.")
    messages.warning(request, text % {"name": name})
