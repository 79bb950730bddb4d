"""What is left to do, as a page and as a panel of the home page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from ...practice.admin.users import staff_user
from ...practice.record_columns import COLUMNS
from ...practice.users import AnyUser
from ..actions import IMPORT_NAMESPACE, NAMESPACE
from ..checklist import Checklist, checklist, dismiss, dismissed_sites
from ..policy import checklist_sites, importable_sites, may_start, site_or_404
from ..publish import publish_drafts
from ..undo import can_undo

#: A panel shows the lists of so many practices.
MAX_PANELS = 3


class ChecklistView(View):
    """The lines of one practice; publishes the complete drafts, or dismisses the list, by a button."""

    site: Site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.site = site_or_404(checklist_sites(request.user), kwargs.pop("site"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "site": self.site,
            "checklist": checklist(self.site).for_user(staff_user(request)),
            "may_start": may_start(staff_user(request), self.site),
            "can_undo": can_undo(self.site),
            "imports": list(_imports(staff_user(request))),
            "is_dismissed": bool(dismissed_sites([self.site])),
        }
        return render(request, "wagtail_tyonohjaus/setup/checklist.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        if "publish" in request.POST and may_start(staff_user(request), self.site):
            self._publish(request)
        elif "dismiss" in request.POST and not dismiss(self.site, staff_user(request)):
            messages.warning(request, _("There is still something to do."))
        return redirect(checklist_url(self.site))

    def _publish(self, request: HttpRequest) -> None:
        report = publish_drafts(self.site, staff_user(request))
        count = len(report.published)
        text = ngettext("%(count)d page was published.", "%(count)d pages were published.", count) % {"count": count}
        messages.success(request, text)
        if report.left:
            titles = ", ".join(str(page) for page, _missing in report.left)
            messages.warning(
                request, _("Still drafts, since something is missing in them: %(pages)s") % {"pages": titles}
            )


class ChecklistPanel(Component):
    """For managers, until everything that is needed is done and they have hidden it."""

    name = "tyonohjaus_checklist"
    order = 20
    template_name = "wagtail_tyonohjaus/setup/checklist_panel.html"
    media = forms.Media(css={"all": ["wagtail_tyonohjaus/admin-start.css"]})

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        lists = [(each, checklist_url(each.practice.site)) for each in self.lists()]
        return {
            "unfinished": [row for row in lists if not row[0].is_complete],
            # One line for each, so that what is optional does not fill the home page.
            "finished": [row for row in lists if row[0].is_complete],
        }

    def lists(self) -> list[Checklist]:
        """Those of the practices that the user manages, without the dismissed ones."""
        sites = checklist_sites(self.user)
        dismissed = dismissed_sites(sites)
        shown = [site for site in sites if site.pk not in dismissed][:MAX_PANELS]
        return [checklist(site).for_user(self.user) for site in shown]


def _imports(user: AnyUser) -> Iterator[tuple[str, str]]:
    """The kinds of records that the user may import, and where."""
    for model in COLUMNS:
        if importable_sites(user, model):
            url = reverse(f"{IMPORT_NAMESPACE}:upload", args=[model._meta.model_name])
            yield str(model._meta.verbose_name_plural), url


def checklist_url(site: Site) -> str:
    """The page with the lines of a practice."""
    return reverse(f"{NAMESPACE}:checklist", args=[site.pk])
