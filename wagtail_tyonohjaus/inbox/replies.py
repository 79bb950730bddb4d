"""The texts that an answer can start from: the practice's own, then a few that come with the package."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from ..contact.models import ContactRequest, ReplyTemplate
from ..messages.recipients import site_language


@dataclass(frozen=True)
class Reply:
    key: str
    name: str
    subject: str
    text: str


def replies_for(request: ContactRequest) -> list[Reply]:
    """In the language in which the visitor wrote, filled in; the names of the package's own in the reader's."""
    language = request.visitor_language or site_language()
    known = Q(language=language) | Q(language="")
    own = ReplyTemplate.objects.filter(known, site_id=request.site_id)
    found = [(f"own-{row.pk}", row.name, row.subject, row.text) for row in own]
    return [
        Reply(key, name, _filled(subject, request), _filled(text, request))
        for key, name, subject, text in [*found, *_standard(language)]
    ]


def _standard(language: str) -> list[tuple[str, str, str, str]]:
    names = {"time": _("A time to talk"), "called": _("We tried to call"), "passed": _("No room at the moment")}
    with translation.override(language):
        return [(key, names[key], *texts) for key, texts in _texts().items()]


def _texts() -> dict[str, tuple[str, str]]:
    times = _("thank you for your request. Would one of these times suit you for a first talk?")
    called = _("we tried to call you about your request and did not reach you. When may we call again?")
    passed = _("thank you for your request. We have no room for new clients at the moment.")
    to_practice = _("Your request to {practice}")
    return {
        "time": (to_practice, _letter(f"{times}\n\n– \n– ")),
        "called": (_("We tried to call you"), _letter(called)),
        "passed": (to_practice, _letter(passed)),
    }


def _letter(text: str) -> str:
    return f"{_('Hello {name},')}\n\n{text}\n"


def _filled(text: str, request: ContactRequest) -> str:
    """Plain replacement: what an editor typed is no format string."""
    values = {"{name}": request.name, "{reference}": request.reference, "{practice}": str(request.practice)}
    for mark, value in values.items():
        # Whoever gave no name is greeted without one.
        text = text.replace(mark if value else f" {mark}", value).replace(mark, value)
    return text
