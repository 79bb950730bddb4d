"""The start as a few steps in the admin, its preview, and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.models import Site

from ...practice.admin.users import staff_user
from ...practice.models import PracticeSettings, Supervisor
from ...practice.users import full_name
from ..actions import NAMESPACE
from ..answers import OFFICES, read_plan
from ..forms import FORMS, check_offices
from ..plan import Plan
from ..policy import site_or_404, startable_sites
from ..provenance import made_objects
from ..start import apply, preview
from ..undo import can_undo, undo
from .stored_answers import (
    STEPS,
    clear_answers,
    office_forms,
    posted_answers,
    posted_offices,
    step_form,
    store_answers,
    stored_answers,
)

PREVIEW = "preview"
TITLES = {
    "practice": gettext_lazy("The practice"),
    "services": gettext_lazy("Services"),
    OFFICES: gettext_lazy("Offices"),
    "supervisor": gettext_lazy("The first supervisor"),
    "look": gettext_lazy("Appearance and times"),
    PREVIEW: gettext_lazy("Check and create"),
}


class SiteView(View):
    """Base of the views for one practice, which the user may start."""

    site: Site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.site = site_or_404(startable_sites(request.user), kwargs.pop("site"))
        return super().dispatch(request, *args, **kwargs)

    def url(self, name: str, *args: Any) -> str:
        """The URL of a view for the same practice."""
        return reverse(f"{NAMESPACE}:{name}", args=[self.site.pk, *args])

    def step_url(self, step: str) -> str:
        """The URL of a step or of the preview."""
        return self.url(PREVIEW) if step == PREVIEW else self.url("step", step)

    def page(self, template: str, step: str = "", **context: Any) -> HttpResponse:
        """A page with the practice, and the progress if it is a step."""
        progress = [
            {"title": title, "url": self.step_url(name), "current": name == step} for name, title in TITLES.items()
        ]
        number = list(TITLES).index(step) + 1 if step else 0
        common = {
            "site": self.site,
            "practice": PracticeSettings.for_site(self.site),
            "progress": progress,
            "number": number,
            "step_title": TITLES.get(step, ""),
        }
        return render(self.request, f"wagtail_tyonohjaus/setup/{template}.html", {**common, **context})


class IndexView(View):
    """Leads to the first step; with several practices, the user chooses one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sites = startable_sites(request.user)
        if not sites:
            raise Http404
        links = [
            (str(PracticeSettings.for_site(site)), reverse(f"{NAMESPACE}:step", args=[site.pk, STEPS[0]]))
            for site in sites
        ]
        if len(links) == 1:
            return redirect(links[0][1])
        return render(request, "wagtail_tyonohjaus/setup/sites.html", {"links": links})


class StepView(SiteView):
    """One step. What is valid is stored in the session, and the next step follows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs.get("step") not in STEPS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, step: str) -> HttpResponse:
        answers = stored_answers(request, self.site)
        if step == OFFICES:
            return self._offices_page(office_forms(self.site, answers.get(OFFICES, [])))
        answers = {**self._suggested(step), **answers}
        return self._step_page(step, step_form(step, self.site, answers))

    def post(self, request: HttpRequest, step: str) -> HttpResponse:
        if step == OFFICES:
            return self._post_offices(request)
        form = step_form(step, self.site, {}, request.POST)
        if not form.is_valid():
            return self._step_page(step, form)
        store_answers(request, self.site, posted_answers(form))
        return redirect(self.step_url(_after(step)))

    def _post_offices(self, request: HttpRequest) -> HttpResponse:
        formset = office_forms(self.site, [], request.POST)
        if not formset.is_valid():
            return self._offices_page(formset)
        rows = posted_offices(formset)
        if "more" not in request.POST:
            answers = stored_answers(request, self.site)
            try:
                check_offices(answers.get("practice_type", ""), [row["city"] for row in rows])
            except ValidationError as error:
                return self._offices_page(formset, error.messages)
        store_answers(request, self.site, {OFFICES: rows})
        return redirect(self.step_url(OFFICES if "more" in request.POST else _after(OFFICES)))

    def _suggested(self, step: str) -> dict[str, Any]:
        """The user's own account, unless it belongs to a supervisor already; and what the settings have already."""
        if step == "practice":
            practice = PracticeSettings.for_site(self.site)
            values = {name: str(getattr(practice, name)) for name in ("name", "phone", "email")}
            return {name: value for name, value in values.items() if value}
        user = staff_user(self.request)
        if step != "supervisor" or Supervisor.objects.filter(user=user.pk).exists():
            return {}
        return {"supervisor_user": user.get_username(), "supervisor_name": full_name(user)}

    def _step_page(self, step: str, form: Any) -> HttpResponse:
        return self.page("step", step, form=form, media=form.media, back_url=self._back_url(step))

    def _offices_page(self, formset: Any, errors: Any = ()) -> HttpResponse:
        return self.page(
            "offices", OFFICES, formset=formset, media=formset.media, errors=errors, back_url=self._back_url(OFFICES)
        )

    def _back_url(self, step: str) -> str:
        position = STEPS.index(step)
        return self.step_url(STEPS[position - 1]) if position else ""


class PreviewView(SiteView):
    """Lists what is made and what is there already, and makes it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        plan = self._plan()
        if not isinstance(plan, Plan):
            return plan
        report = preview(plan, self.site, staff_user(request))
        return self.page("preview", PREVIEW, report=report, back_url=self.step_url(STEPS[-1]))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not stored_answers(request, self.site) and can_undo(self.site):
            # The button was pressed twice.
            return redirect(self.url("checklist"))
        plan = self._plan()
        if not isinstance(plan, Plan):
            return plan
        try:
            report = apply(plan, self.site, staff_user(request))
        except ValidationError as error:
            messages.error(request, _("Nothing has been made. %(reasons)s") % {"reasons": " ".join(error.messages)})
            return redirect(self.step_url(PREVIEW))
        clear_answers(request, self.site)
        text = ngettext(
            "%(count)d draft or record was made.", "%(count)d drafts and records were made.", len(report.new)
        )
        messages.success(request, text % {"count": len(report.new)})
        return redirect(self.url("checklist"))

    def _plan(self) -> Plan | HttpResponse:
        """The plan; without all answers, the way to the step that has an error."""
        try:
            return read_plan(stored_answers(self.request, self.site), self.site)
        except ValidationError as error:
            step = _step_of(error)
            messages.warning(self.request, _("Complete this step first."))
            return redirect(self.step_url(step))


class UndoView(SiteView):
    """Asks before the start is taken back, and reports what was left."""

    def get(self, request: HttpRequest) -> HttpResponse:
        made = sorted(made_objects(self.site).values(), key=lambda each: each.key)
        return self.page("undo", made=made, back_url=self.url("checklist"))

    def post(self, request: HttpRequest) -> HttpResponse:
        report = undo(self.site, staff_user(request))
        return self.page("undo", report=report, back_url=self.url("step", STEPS[0]))


def _after(step: str) -> str:
    steps = [*STEPS, PREVIEW]
    return steps[steps.index(step) + 1]


def _step_of(error: ValidationError) -> str:
    names = {name.partition(".")[0] for name in error.message_dict}
    fields = {step: {OFFICES} if step == OFFICES else set(FORMS[step].base_fields) for step in STEPS}
    return next((step for step in STEPS if fields[step] & names), STEPS[0])
