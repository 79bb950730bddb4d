"""The import of records: a file is uploaded, its changes are shown, and then written."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.models import Site

from ...practice.admin.exports import csv_response, write_workbook
from ...practice.admin.site_access import practice_name
from ...practice.admin.spreadsheets import CsvCells, WorkbookCells, cell_text
from ...practice.admin.users import staff_user
from ...practice.record_columns import COLUMNS, heading
from ..actions import IMPORT_KINDS, IMPORT_NAMESPACE
from ..importing.apply import Progress, apply_in_steps
from ..importing.files import MAX_BYTES, MAX_ROWS, FileError, Table, read_table
from ..importing.plan import MAX_CHANGES, Outcome, Plan, PlannedRow, make_plan
from ..importing.template_files import column_notes, template_blocks
from ..importing.uploads import finish, forget, keep, kept, take_result
from ..policy import importable_sites
from .import_progress import progress_response

PAGE_SIZE = 100
SHOWN = {
    "all": gettext_lazy("All rows"),
    "errors": gettext_lazy("Only errors"),
    "changes": gettext_lazy("Only changes"),
}


class UploadForm(forms.Form):
    """The file, and the practice if the user manages several ones."""

    site = forms.ChoiceField(label=gettext_lazy("Practice"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX. Of a workbook, the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    table: Table

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(sites) == 1:
            del self.fields["site"]
        else:
            field: Any = self.fields["site"]
            field.choices = [(site.pk, practice_name(site)) for site in sites]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            # One byte more, so that a file that is too large is known as such without being read.
            self.table = read_table(file.read(MAX_BYTES + 1))
        except FileError as error:
            raise forms.ValidationError(error.text, "unreadable") from error
        return file


class ImportView(View):
    """Base of the views, for users who may add and change the records of at least one practice."""

    kind: str
    model: type[Model]
    sites: list[Site]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.kind = kwargs.pop("kind", "")
        if self.kind not in IMPORT_KINDS:
            raise Http404
        self.model = next(model for model in COLUMNS if model._meta.model_name == self.kind)
        self.sites = importable_sites(staff_user(request), self.model)
        if not self.sites:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def url(self, name: str) -> str:
        """The URL of a view for the same kind of records."""
        return reverse(f"{IMPORT_NAMESPACE}:{name}", args=[self.kind])

    @property
    def list_url(self) -> str:
        """The list of the records."""
        return reverse(self.model.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page with the names of the records."""
        common = {
            "plural": self.model._meta.verbose_name_plural,
            "icon": self.model.snippet_viewset.icon,  # type: ignore[attr-defined]
            "kind": self.kind,
            "upload_url": self.url("upload"),
            "list_url": self.list_url,
        }
        return render(self.request, f"wagtail_tyonohjaus/setup/{template}.html", {**common, **context}, status=status)


class UploadView(ImportView):
    """What a file has to be like, and the form for it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(UploadForm(sites=self.sites))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, sites=self.sites)
        if not form.is_valid():
            return self._page(form)
        site = int(form.cleaned_data.get("site") or self.sites[0].pk)
        try:
            keep(request, self.kind, site, form.table)
        except FileError as error:
            form.add_error("file", error.text)
            return self._page(form)
        return redirect(self.url("preview"))

    def _page(self, form: UploadForm) -> HttpResponse:
        return self.page("import", form=form, columns=column_notes(self.model), max_rows=MAX_ROWS)


class TemplateView(ImportView):
    """A file with the headings only."""

    def get(self, request: HttpRequest, file_format: str) -> HttpResponseBase:
        if file_format not in ("csv", "xlsx"):
            raise Http404
        headings = [heading(self.model, name) for name in COLUMNS[self.model]]
        name = f"{self.kind}.{file_format}"
        if file_format == "csv":
            return csv_response(name, template_blocks(headings, CsvCells()))
        title = cell_text(self.model._meta.verbose_name_plural)
        return FileResponse(write_workbook(title, headings, [], WorkbookCells()), as_attachment=True, filename=name)


class PreviewView(ImportView):
    """What would change, and the button that changes it; after an import, its result above the list."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if result := take_result(request, self.kind):
            messages.success(request, result)
            return redirect(self.list_url)
        upload = self._upload
        return self._preview(*upload) if upload else self._expired()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "cancel" in request.POST:
            forget(request, self.kind)
            return redirect(self.list_url)
        if self._upload is None:
            return redirect(self.url("preview"))
        site, table = self._upload
        page = self.page("import_progress").content.decode()
        steps = apply_in_steps(self.model, site, staff_user(request), table, request.POST.get("fingerprint", ""))
        return progress_response(request, page, steps, self._finish, self.url("preview"))

    def _finish(self, progress: Progress) -> str:
        text = _counts_text(progress.plan)
        finish(self.request, self.kind, text)
        return text

    @cached_property
    def _upload(self) -> tuple[Site, Table] | None:
        """None also for a practice that the user may not change any more."""
        upload = kept(self.request, self.kind)
        site = next((site for site in self.sites if upload and site.pk == upload[0]), None)
        return (site, upload[1]) if upload and site else None

    def _expired(self) -> HttpResponse:
        messages.warning(self.request, _("The file is not kept any more. Nothing was imported. Choose it again."))
        return redirect(self.url("upload"))

    def _preview(self, site: Site, table: Table) -> HttpResponse:
        plan = make_plan(self.model, site, staff_user(self.request), table)
        shown = self.request.GET.get("show", "all")
        page = Paginator(list(_shown(plan, shown)), PAGE_SIZE).get_page(self.request.GET.get("p"))
        return self.page(
            "import_preview",
            plan=plan,
            practice=practice_name(site) if len(self.sites) > 1 else "",
            has_errors=plan.count(Outcome.ERROR) > 0,
            counts=[(outcome, text, plan.count(outcome)) for outcome, text in OUTCOMES.items()],
            rows=[(row, OUTCOMES[row.outcome]) for row in page],
            page=page,
            shown=shown,
            choices=SHOWN.items(),
            max_changes=MAX_CHANGES,
        )


OUTCOMES = {
    Outcome.NEW: gettext_lazy("New"),
    Outcome.CHANGED: gettext_lazy("Changed"),
    Outcome.UNCHANGED: gettext_lazy("Unchanged"),
    Outcome.ERROR: gettext_lazy("Errors"),
}


def _shown(plan: Plan, shown: str) -> Iterator[PlannedRow]:
    for row in plan.rows:
        is_change = row.outcome in (Outcome.NEW, Outcome.CHANGED)
        if shown == "all" or (shown == "errors" and row.problems) or (shown == "changes" and is_change):
            yield row


def _counts_text(plan: Plan) -> str:
    new, changed = plan.count(Outcome.NEW), plan.count(Outcome.CHANGED)
    texts = [
        ngettext("%(count)d record was added.", "%(count)d records were added.", new) % {"count": new},
        ngettext("%(count)d record was changed.", "%(count)d records were changed.", changed) % {"count": changed},
    ]
    return " ".join(texts)
