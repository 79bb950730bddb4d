"""Drafts that can't be published, for example because a record in them was deleted after they had been scheduled."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractPage, Revision, Site, WorkflowState

from wagtail_tyonohjaus.messages.message_types import MessageSubject, MessageType, register_message_type
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient, fallback_addresses, site_language, user_language
from wagtail_tyonohjaus.messages.texts.common import COMMON, link
from wagtail_tyonohjaus.messages.texts.placeholders import Placeholder
from wagtail_tyonohjaus.practice.fields import model_field
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.site import site_of

MESSAGE_TYPE = "not_published"
LOG_ACTION = "wagtail_tyonohjaus.not_published"
#: The log action of Wagtail's ``publish_scheduled``.
SCHEDULED = "wagtail.publish.scheduled"


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """Data for the preview of the message."""
    return {
        "title": gettext("Supervisors"),
        "problems": [gettext("Select a supervisor.")],
        "edit_url": "https://example.com/admin/pages/1/edit/",
    }


_PROBLEMS = "{% for problem in problems %}{{ problem }}{% if not forloop.last %}\n{% endif %}{% endfor %}"
_PLACEHOLDERS = (
    *COMMON,
    Placeholder("page", _("The title of the page"), "{{ title }}"),
    Placeholder("problems", _("Why it was not published"), _PROBLEMS, optional=True, keys=("problems",), block=True),
    link("{{ edit_url }}"),
)
register_message_type(
    MessageType(MESSAGE_TYPE, _("Draft not published"), MessageSubject(), sample_context, placeholders=_PLACEHOLDERS)
)


def is_published_without_form(revision: Revision, log_action: str | bool) -> bool:
    """Whether the schedule or the approval that completes a workflow publishes the revision.

    Nobody could correct anything then. All other ways validate the draft first.
    """
    approved = revision.task_states.filter(workflow_state__status=WorkflowState.STATUS_APPROVED)
    return log_action == SCHEDULED or approved.exists()


def keep_draft(page: AbstractPage, revision: Revision, error: ValidationError) -> None:
    """Leaves the page as it is, records why in its history, and notifies the editor of the revision.

    If the editor's account is gone or has no address, the practice's fallback recipients are notified.
    """
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(page, LOG_ACTION, revision=revision, data={"problems": problems_of(page, error)})
    site = site_of(page)
    for recipient in editor_recipients(revision, site):
        with override(recipient.language):
            context = {"title": page.get_admin_display_title(), "problems": problems_of(page, error)}
        edit_url = f"{site.root_url if site else ''}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"
        enqueue(Message(MESSAGE_TYPE, site=site, context={**context, "edit_url": edit_url}), recipient)


def editor_recipients(revision: Revision | None, site: Site | None) -> list[Recipient]:
    """The editor of a revision, else the practice's fallback recipients."""
    user = revision.user if revision is not None else None
    if user is not None and user.is_active and user.email:
        return [Recipient(user.email, language=user_language(user))]
    return [Recipient(address, language=site_language()) for address in fallback_addresses(site)]


def problems_of(page: Model, error: ValidationError) -> list[str]:
    """One line for each field with errors, in the active language."""
    return [_problem(page, name, messages) for name, messages in error.message_dict.items()]


def unpublishable(pages: Iterable[AbstractPage]) -> Iterator[AbstractPage]:
    """Those of the pages whose latest draft is not valid."""
    for page in pages:
        draft = page.get_latest_revision_as_object()
        try:
            draft.full_clean()
        except ValidationError:
            yield draft


def _problem(page: Model, name: str, messages: list[str]) -> str:
    text = " ".join(messages)
    return text if name == NON_FIELD_ERRORS else f"{capfirst(str(model_field(type(page), name).verbose_name))}: {text}"
