"""The load of the coming weeks, by supervisor or by office: agreed, held, busy and free hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ....availability.weeks.load import WeekLoad, total_load, weekly_load
from ....practice.admin.pictures.charts import Chart, Table, Text, matrix_chart, stacked_bar_chart
from ....practice.admin.pictures.pages import ChartPage
from ....practice.formatting import format_day_and_month
from ....practice.models import Supervisor
from .office import OfficeForm, SelectedSupervisors
from .pages import NAMESPACE

WEEKS = 8
#: Rows on one page: each has forty figures.
PER_PAGE = 12
BY_SUPERVISOR, BY_OFFICE = "supervisor", "office"
#: The parts of a bar, by the fields of ``WeekLoad``, in the order in which they are drawn.
PARTS = {
    "agreed": pgettext_lazy("hours", "Agreed"),
    "held": gettext_lazy("Held for visitors"),
    "busy": gettext_lazy("Busy in a calendar"),
    "free": gettext_lazy("Free for visitors"),
}


class LoadForm(OfficeForm):
    """A GET form: an office, and what the rows are."""

    by = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Rows"),
        choices=[(BY_SUPERVISOR, gettext_lazy("Supervisors")), (BY_OFFICE, gettext_lazy("Offices"))],
    )


class Row(NamedTuple):
    """A supervisor or an office with its load in each week."""

    name: str
    loads: Sequence[WeekLoad]


class LoadView(SelectedSupervisors, ChartPage):
    """``WEEKS`` weeks from that of ``?from=`` on. Names of clients are nowhere."""

    template_name = "wagtail_tyonohjaus/availability/admin/load.html"
    header_icon = "calendar-alt"
    form_class = LoadForm

    def get_page_title(self) -> str:
        return _("Load by week")

    @property
    def by(self) -> str:
        """What the rows are; supervisors for a value that is no choice."""
        value = self.form.cleaned_data.get("by") if self.form.is_valid() else ""
        return value or BY_SUPERVISOR

    @cached_property
    def mondays(self) -> list[date]:
        return [self.monday + timedelta(weeks=number) for number in range(WEEKS)]

    @cached_property
    def names(self) -> dict[int, str]:
        """The selected supervisors by primary key, in their order."""
        return {pk: name for pk, name, _revision in self._supervisors}

    @cached_property
    def _supervisors(self) -> list[tuple[int, str, int]]:
        return list(self.selected().values_list("pk", "name", "revision"))

    @cached_property
    def loads(self) -> Mapping[int, Sequence[WeekLoad]]:
        """The load of each selected supervisor."""
        return weekly_load({pk: revision for pk, _name, revision in self._supervisors}, self.monday, WEEKS)

    @cached_property
    def rows(self) -> list[Row]:
        """One for each supervisor, or for each office that the user may see."""
        if self.by == BY_OFFICE:
            return self.office_rows()
        return [Row(name, self.loads[pk]) for pk, name in self.names.items() if pk in self.loads]

    def office_rows(self) -> list[Row]:
        """The sums of those who work at an office; who works at several counts at each."""
        shown = self.offices() if self.office is None else [self.office]
        offices = {office.pk: str(office) for office in shown}
        members, links = defaultdict(list), Supervisor.offices.through.objects.order_by("pk")
        for office, supervisor in links.filter(office__in=offices).values_list("office", "supervisor"):
            if supervisor in self.loads:
                members[office].append(supervisor)
        rows = [Row(name, self._total(members[pk])) for pk, name in offices.items() if pk in members]
        if self.office is None:
            placed = {pk for pks in members.values() for pk in pks}
            others = [pk for pk in self.loads if pk not in placed]
            rows += [Row(_("No office"), self._total(others))] if others else []
        return rows

    def _total(self, supervisors: Sequence[int]) -> list[WeekLoad]:
        return total_load((self.loads[pk] for pk in supervisors), WEEKS)

    @cached_property
    def page(self) -> Page:
        """The rows that are shown."""
        return Paginator(self.rows, PER_PAGE).get_page(self.request.GET.get("p"))

    def get_tables(self) -> list[Table]:
        """Downloads have all rows, not only those of a page."""
        return [self.total_chart().table, self._row_table(self.rows)]

    def total_chart(self) -> Chart:
        """All selected supervisors together."""
        totals = self._total(list(self.loads))
        rows = [
            [monday, *_hours(load), _in_hours(load.hours)] for monday, load in zip(self.mondays, totals, strict=True)
        ]
        headings: list[Text] = [_("Week from"), *PARTS.values(), _("Working hours")]
        title = _("Hours of all together")
        return stacked_bar_chart("all", title, list(PARTS.values()), Table("all", title, headings, rows))

    def row_chart(self) -> Chart:
        """The rows of the page."""
        shown = list(self.page.object_list)
        table = self._row_table(shown)
        columns = [format_day_and_month(monday) for monday in self.mondays]
        rows = [(row.name, [_hours(load) for load in row.loads]) for row in shown]
        description = _("A row for each supervisor or office, and in it a bar for each week.")
        return matrix_chart("rows", table.title, columns, rows, list(PARTS.values()), table, description)

    def _row_table(self, rows: Sequence[Row]) -> Table:
        is_office = self.by == BY_OFFICE
        title = _("Hours by office") if is_office else _("Hours by supervisor")
        fields = {**PARTS, "hours": _("Working hours")}
        headings: list[Text] = [_("Office") if is_office else _("Supervisor"), _("Time")]
        headings += [format_day_and_month(monday) for monday in self.mondays]
        cells = [
            [row.name, label, *(_in_hours(getattr(load, field)) for load in row.loads)]
            for row in rows
            for field, label in fields.items()
        ]
        return Table("rows", title, headings, cells)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, step = super().get_context_data(**kwargs), timedelta(weeks=WEEKS)
        return {
            **context,
            "form": self.form,
            "charts": [self.total_chart(), self.row_chart()] if self.rows else [],
            "this_week_url": self._url(),
            "previous_url": self._url(self.monday - step),
            "next_url": self._url(self.monday + step),
            "previous_page_url": self._page_url(self.page.previous_page_number() if self.page.has_previous() else 0),
            "next_page_url": self._page_url(self.page.next_page_number() if self.page.has_next() else 0),
        }

    def _page_url(self, number: int) -> str:
        return self._url(self.monday, number) if number else ""

    def _url(self, day: date | None = None, page: int = 1) -> str:
        query = {
            "office": self.office.pk if self.office else None,
            "by": self.by,
            "from": day.isoformat() if day else None,
            "p": page if page > 1 else None,
        }
        return f"{reverse(f'{NAMESPACE}:load')}?{urlencode({name: text for name, text in query.items() if text})}"


def _in_hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def _hours(load: WeekLoad) -> list[float]:
    """The parts of a bar."""
    return [_in_hours(getattr(load, field)) for field in PARTS]
