"""The messages with their texts: a list, and for each reader and language a preview and a form to edit it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import registry as log_registry
from wagtail.models import Site

from ...practice.access.managers import managed_sites
from ...practice.admin.users import staff_user
from ...practice.models import PracticeSettings
from ..editing import saving
from ..editing.broken_texts import errors_of
from ..editing.defaults import default_parts, sample_delivery, sample_values
from ..editing.own_test import own_address, send_test
from ..failures import log_failure
from ..message_types import MessageType, Sample, previewable_types
from ..models import Channel, MessageText
from ..rendering import RenderedMessage, logger, render
from ..texts.sms_length import sms_length
from ..texts.stored import use_parts
from ..trial import TrialResult
from .text_forms import MessageTextForm

NAMESPACE = "tyonohjaus_log"
MAX_HISTORY = 10
STATES = {
    "": pgettext_lazy("text of a message", "Default"),
    "edited": _("Edited"),
    "broken": _("Edited, but not used"),
}
Choice = TypeVar("Choice")


class _TextsView(WagtailAdminTemplateMixin, TemplateView):
    """For the managers of a practice: the one in the URL, else their first."""

    header_icon = "doc-full"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.sites: list[Site] = managed_sites(request.user)
        if not self.sites:
            raise PermissionDenied
        wanted = request.GET.get("site", "")
        found = [site for site in self.sites if str(site.pk) == wanted] if wanted else self.sites
        if not found:
            raise Http404
        self.site = found[0]
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def practice(self) -> PracticeSettings:
        """Whose texts they are."""
        return PracticeSettings.for_site(self.site)

    def practices(self) -> list[PracticeSettings]:
        """To choose from; empty with one."""
        return [PracticeSettings.for_site(site) for site in self.sites] if len(self.sites) > 1 else []

    def url(self, name: str, **parameters: str) -> str:
        """The URL of a page about the same practice."""
        return f"{reverse(f'{NAMESPACE}:{name}')}?{urlencode({'site': self.site.pk, **parameters})}"


class MessageListView(_TextsView):
    """Every message to each of its readers, and in which languages the practice has edited it."""

    template_name = "wagtail_tyonohjaus/messages/admin/texts.html"
    page_title = _("Message texts")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {
            (text.message_type, text.variant, text.language): text
            for text in MessageText.objects.filter(site=self.site)
        }
        rows = [
            {"type": each, "sample": sample, "cells": list(self._cells(each, sample, texts))}
            for each in previewable_types().values()
            for sample in each.previews.values()
        ]
        languages = dict(settings.LANGUAGES)
        return super().get_context_data(
            rows=rows, languages=languages.values(), practices=self.practices(), practice=self.practice, **kwargs
        )

    def _cells(
        self, message_type: MessageType, sample: Sample, texts: Mapping[tuple[str, str, str], MessageText]
    ) -> Iterator[dict[str, Any]]:
        for language, label in settings.LANGUAGES:
            text = texts.get((message_type.name, sample.name, language))
            url = self.url("message_preview", type=message_type.name, sample=sample.name, language=language)
            is_edited = text is not None and text.is_edited
            state = "broken" if text and is_edited and errors_of(text) else "edited" if is_edited else ""
            yield {"url": url, "language": label, "state": STATES[state]}


class MessageTextView(_TextsView):
    """One message in one language: what is sent, and the form to edit it.

    POST does ``action``: ``preview``, ``save``, ``test``, ``test_sms``, ``reset`` or ``undo``.
    """

    template_name = "wagtail_tyonohjaus/messages/admin/preview.html"
    page_title = _("Message text")
    form: MessageTextForm | None = None
    previewed: Mapping[str, str] | None = None
    test: TrialResult | None = None
    conflict: bool = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.message_type = self._selected("type", previewable_types())
        self.sample = self._selected("sample", self.message_type.previews)
        languages, language = dict(settings.LANGUAGES), request.GET.get("language", "")
        self.language = language if language in languages else settings.LANGUAGE_CODE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
        above = {"url": self.url("message_texts"), "label": MessageListView.page_title}
        return [home, above, {"url": "", "label": self.message_type.label}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirects after a change; otherwise shows the page with what was entered."""
        if not self.defaults:
            raise Http404
        action = request.POST.get("action", "")
        if action in ("reset", "undo"):
            return self._return_to(saving.reset if action == "reset" else saving.undo)
        self.form = self._form(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        self.previewed = self.form.parts
        if action == "save":
            return self._save(self.form)
        if action in ("test", "test_sms"):
            self.test = self._send_test(Channel.SMS if action == "test_sms" else Channel.MAIL, self.form.parts)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The choices, the message as it is sent, and the form if the text can be edited."""
        text, user = self.text, staff_user(self.request)
        sms = self._rendered(Channel.SMS) if "sms" in self.defaults else None
        return super().get_context_data(
            **self._choices(),
            rendered=self._rendered(Channel.MAIL),
            sms=sms,
            sms_length=sms_length(sms.text) if sms else None,
            form=self.form or (self._form() if self.defaults else None),
            text=text,
            broken=errors_of(text) if text else {},
            conflict=self.conflict,
            test=self.test,
            is_preview=self.previewed is not None,
            placeholders=self._placeholders(),
            can_undo=saving.can_undo(text),
            own_address=own_address(user, Channel.MAIL),
            own_number=own_address(user, Channel.SMS) if sms else "",
            history=self._history(),
            **kwargs,
        )

    @cached_property
    def key(self) -> saving.TextKey:
        """Which text is edited."""
        return saving.TextKey(self.site.pk, self.message_type.name, self.language, self.sample.name)

    @cached_property
    def text(self) -> MessageText | None:
        """The stored text, if there is one."""
        return saving.find_text(self.key)

    @cached_property
    def defaults(self) -> dict[str, str]:
        """The texts of the templates with placeholders; empty if the message can't be edited."""
        if self.message_type.not_editable or not self.sample.placeholders:
            return {}
        try:
            return default_parts(self.message_type, self.sample, self.language, self.practice)
        except Exception as error:  # of a project's own template
            log_failure(logger, f"Reading the templates of {self.message_type.name}", error)
            return {}

    def _choices(self) -> dict[str, Any]:
        return {
            "message_types": previewable_types().values(),
            "selected_type": self.message_type,
            "samples": self.message_type.previews.values(),
            "selected_sample": self.sample,
            "languages": dict(settings.LANGUAGES).items(),
            "selected_language": self.language,
            "practices": self.practices(),
            "practice": self.practice,
            "folder": f"wagtail_tyonohjaus/messages/{self.message_type.name}/",
            "editing_fails": not self.message_type.not_editable and not self.defaults,
        }

    def _form(self, data: Any = None) -> MessageTextForm:
        own = self.text.parts if self.text else {}
        initial: dict[str, Any] = {part: own.get(part) or default for part, default in self.defaults.items()}
        initial["version"] = self.text.version if self.text else 0
        return MessageTextForm(data, initial=initial, placeholders=self.sample.placeholders, defaults=self.defaults)

    def _rendered(self, channel: str) -> RenderedMessage:
        delivery = sample_delivery(self.message_type, self.sample, self.language, self.practice, channel)
        if self.previewed is not None:
            use_parts(delivery, self.previewed)
        return render(delivery)

    def _placeholders(self) -> list[dict[str, Any]]:
        if not self.defaults:
            return []
        values = sample_values(self.message_type, self.sample, self.language, self.practice)
        return [{"placeholder": each, "value": values[each.name]} for each in self.sample.placeholders]

    def _history(self) -> list[Any]:
        if self.text is None:
            return []
        entries = log_registry.get_logs_for_instance(self.text).select_related("user")
        return list(entries.order_by("-timestamp", "-pk")[:MAX_HISTORY])

    def _save(self, form: MessageTextForm) -> HttpResponse:
        try:
            saving.save_parts(self.key, form.parts, form.cleaned_data["version"], staff_user(self.request))
        except saving.ChangedMeanwhileError:
            return self._told_of_conflict(form)
        messages.success(self.request, gettext("The text has been saved. Messages that are sent from now on have it."))
        return HttpResponseRedirect(self._own_url())

    def _told_of_conflict(self, form: MessageTextForm) -> HttpResponse:
        """What was entered stays; with the present version, it may be stored after all."""
        del self.text
        self.conflict = True
        data = {name: form.data[name] for name in form.data}
        data["version"] = str(self.text.version if self.text else 0)
        self.form = self._form(data)
        return self.render_to_response(self.get_context_data())

    def _return_to(self, change: Any) -> HttpResponse:
        version = self.request.POST.get("version", "")
        try:
            number = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1
            change(self.key, number, staff_user(self.request))
        except saving.ChangedMeanwhileError:
            messages.error(self.request, gettext("Somebody else has changed the text meanwhile. Nothing was undone."))
        else:
            messages.success(self.request, gettext("The text has been changed back."))
        return HttpResponseRedirect(self._own_url())

    def _send_test(self, channel: str, parts: Mapping[str, str]) -> TrialResult:
        user = staff_user(self.request)
        return send_test(self.message_type, self.sample, self.language, self.practice, parts, channel, user)

    def _own_url(self) -> str:
        key = self.key
        return self.url("message_preview", type=key.message_type, sample=key.variant, language=key.language)

    def _selected(self, parameter: str, choices: Mapping[str, Choice]) -> Choice:
        """The choice named in the URL, or else the first one."""
        return choices.get(self.request.GET.get(parameter, "")) or next(iter(choices.values()))
