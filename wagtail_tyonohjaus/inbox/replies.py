"""Texts that a reply can start from: the practice's reply templates, then those that come with the package."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ..contact.models import ContactRequest, ReplyTemplate
from ..messages.recipients import site_language
from ..practice.models import PracticeSettings


@dataclass(frozen=True)
class SuggestedReply:
    """A text to start from. ``key`` identifies it in ``?reply=``; ``name`` is for the reader, the others for the
    visitor.
    """

    key: str
    name: str
    subject: str
    text: str


# Each text is one message: a greeting joined to a sentence could leave in two languages.
STANDARD_REPLIES = (
    (
        "offer_times",
        _("Suggest a time to talk"),
        _("Your request to {practice}"),
        _("Hello {name},\n\nThank you for your request. Would any of these times suit you for a talk?\n\n– \n– \n"),
    ),
    (
        "no_answer",
        _("We tried to call"),
        _("We tried to call you"),
        _("Hello {name},\n\nWe tried to call you about your request but got no answer. When can we call again?\n"),
    ),
    (
        "no_capacity",
        _("No room at the moment"),
        _("Your request to {practice}"),
        _("Hello {name},\n\nThank you for your request. We have no room for new clients at the moment.\n"),
    ),
)


def suggested_replies(request: ContactRequest, practice: PracticeSettings) -> list[SuggestedReply]:
    """Subjects and texts in the visitor's language, with the placeholders filled in; names in the reader's."""
    language = request.visitor_language or site_language()
    templates = ReplyTemplate.objects.filter(Q(language=language) | Q(language=""), site=request.site_id)
    replies = [SuggestedReply(f"own-{row.pk}", row.name, row.subject, row.text) for row in templates]
    values = {"{name}": request.name, "{reference}": request.reference, "{practice}": str(practice)}
    return [_fill_in(reply, values) for reply in [*replies, *_standard_replies(language)]]


def _standard_replies(language: str) -> list[SuggestedReply]:
    names = {key: str(name) for key, name, _subject, _text in STANDARD_REPLIES}
    with translation.override(language):
        texts = [(key, str(subject), str(text)) for key, _name, subject, text in STANDARD_REPLIES]
    return [SuggestedReply(key, names[key], subject, text) for key, subject, text in texts]


def _fill_in(reply: SuggestedReply, values: dict[str, str]) -> SuggestedReply:
    return SuggestedReply(reply.key, reply.name, _replace(reply.subject, values), _replace(reply.text, values))


def _replace(text: str, values: dict[str, str]) -> str:
    """Plain replacement, since an editor's text is not a format string. Without a name, "Hello {name}," is "Hello,"."""
    for placeholder, value in values.items():
        text = text.replace(placeholder if value else f" {placeholder}", value).replace(placeholder, value)
    return text
