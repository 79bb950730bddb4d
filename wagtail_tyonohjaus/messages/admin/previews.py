"""Previews of the messages, with invented data."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...practice.managers import managed_sites
from ...practice.models import PracticeSettings
from ..message_types import MessageType, Sample, previewable_types
from ..models import Delivery
from ..rendering import render

Choice = TypeVar("Choice")


class MessagePreviewView(WagtailAdminTemplateMixin, TemplateView):
    """The text of each message type in each language, to each reader it has."""

    template_name = "wagtail_tyonohjaus/messages/admin/preview.html"
    page_title = _("Message previews")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The choices and the selected message, rendered."""
        sites = managed_sites(self.request.user)
        if not sites:
            raise PermissionDenied
        message_types, languages = previewable_types(), dict(settings.LANGUAGES)
        message_type = self._selected("type", message_types)
        sample = self._selected("sample", message_type.previews)
        language = self.request.GET.get("language", "")
        language = language if language in languages else settings.LANGUAGE_CODE
        practice = PracticeSettings.for_site(sites[0])
        return super().get_context_data(
            message_types=message_types.values(),
            selected_type=message_type,
            samples=message_type.previews.values(),
            selected_sample=sample,
            languages=languages.items(),
            selected_language=language,
            folder=f"wagtail_tyonohjaus/messages/{message_type.name}/",
            rendered=render(sample_delivery(message_type, sample, language, practice)),
            **kwargs,
        )

    def _selected(self, parameter: str, choices: Mapping[str, Choice]) -> Choice:
        """The choice named in the URL, or else the first one."""
        return choices.get(self.request.GET.get(parameter, "")) or next(iter(choices.values()))


def sample_delivery(message_type: MessageType, sample: Sample, language: str, practice: PracticeSettings) -> Delivery:
    """An unsaved delivery with the sample's data."""
    with translation.override(language):
        context = sample.context(practice)
    about = context.get("reference", "")
    return Delivery(message_type=message_type.name, site=practice.site, language=language, context=context, about=about)
