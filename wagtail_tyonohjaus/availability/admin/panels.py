"""Tabs with hours, calendars and holidays for the records of supervisors and the practice."""

from typing import TYPE_CHECKING, Any

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from ...late_imports import LateModule
from ...practice.admin.restrictions import ExhaustedConditionsPanel

if TYPE_CHECKING:
    from .. import week_grid
else:
    week_grid = LateModule("wagtail_tyonohjaus.availability.week_grid")


class WeekGridPanel(Panel):
    """The next weeks as saved; the preview includes unsaved changes."""

    class BoundPanel(Panel.BoundPanel):
        """Shown once the supervisor is saved."""

        template_name = "wagtail_tyonohjaus/availability/admin/week_grid_panel.html"

        class Media:
            css = {"all": ["wagtail_tyonohjaus/admin-week-grid.css"]}

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["week_grid"] = week_grid.saved_week_grid(self.instance.pk)
            context["calendars_url"] = reverse("tyonohjaus_busy_calendars", args=[self.instance.pk])
            return context


def _collapsed_panel(heading: str | Promise, *rows: Panel) -> MultiFieldPanel:
    """Fields that most rows leave at their defaults."""
    restrictions = [
        FieldRowPanel(["office", "crisis_only"]),
        FieldPanel("delivery_modes"),
        FieldPanel("services", widget=CheckboxSelectMultiple),
        FieldPanel("restricted_fields", widget=CheckboxSelectMultiple),
    ]
    return MultiFieldPanel([*rows, *restrictions], heading=heading, classname="collapsed")


SUPERVISOR_TABS = [
    ObjectList(
        [
            InlinePanel(
                "weekly_hours",
                [
                    ExhaustedConditionsPanel(),
                    FieldRowPanel(["weekday", "start", "end"]),
                    _collapsed_panel(
                        _("Repetition, place and services"),
                        FieldRowPanel(["interval_weeks", "reference_date"]),
                        FieldRowPanel(["valid_from", "valid_until"]),
                    ),
                ],
                heading=_("Weekly hours"),
                label=_("Hours"),
            ),
            InlinePanel(
                "hours_exceptions",
                [
                    ExhaustedConditionsPanel(),
                    FieldRowPanel(["first_day", "last_day"]),
                    FieldPanel("effect", widget=RadioSelect),
                    FieldRowPanel(["start", "end"]),
                    _collapsed_panel(_("Place and services")),
                ],
                heading=_("Exceptions"),
                label=_("Exception"),
            ),
            MultiFieldPanel(
                [FieldRowPanel(["max_sessions_per_day", "max_sessions_per_week"]), "time_zone"],
                heading=_("Maximum numbers of sessions and time zone"),
            ),
            WeekGridPanel(heading=_("Next weeks"), classname="collapsed"),
        ],
        heading=_("Hours"),
    ),
    ObjectList(
        [
            InlinePanel(
                "busy_calendars",
                [
                    FieldRowPanel(["name", "url"]),
                    FieldRowPanel(["all_day", "transparent"]),
                    "own_email",
                    FieldRowPanel(["stale", "stale_hours"]),
                ],
                heading=_("Busy calendars"),
                label=_("Calendar"),
            ),
            FieldPanel("publish_busy"),
        ],
        heading=_("Calendars"),
    ),
]

HOLIDAYS_TAB = ObjectList(
    [
        InlinePanel(
            "holiday_overrides",
            [FieldRowPanel(["day", "closed"]), "name"],
            heading=_("Exceptions to the public holidays"),
            label=_("Day"),
        )
    ],
    heading=_("Holidays"),
)
