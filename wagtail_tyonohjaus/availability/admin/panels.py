"""The tabs of a supervisor's record, and the rows of the practice's settings, that are about time."""

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from .. import week_grid


class WeeksPanel(Panel):
    """The picture of the coming weeks as they are saved; the preview shows them with what is being changed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_tyonohjaus/availability/admin/weeks_panel.html"

        class Media:
            css = {"all": ["wagtail_tyonohjaus/admin-weeks.css"]}

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["weeks"] = week_grid.weeks_of(self.instance.pk)
            context["calendars_url"] = reverse("tyonohjaus_busy_calendars", args=[self.instance.pk])
            return context


def _details(*rows: Panel) -> Panel:
    """What most rows leave as it is, folded away."""
    terms = [
        FieldRowPanel(["office", "crisis_only"]),
        FieldPanel("delivery_modes"),
        FieldPanel("services", widget=CheckboxSelectMultiple),
    ]
    return MultiFieldPanel([*rows, *terms], heading=_("When, where and for what"), classname="collapsed")


SUPERVISOR_TABS = [
    ObjectList(
        [
            InlinePanel(
                "weekly_hours",
                [
                    FieldRowPanel(["weekday", "start", "end"]),
                    _details(
                        FieldRowPanel(["every_weeks", "counted_from"]), FieldRowPanel(["valid_from", "valid_until"])
                    ),
                ],
                heading=_("Weekly hours"),
                label=_("Hours"),
            ),
            InlinePanel(
                "hours_exceptions",
                [FieldRowPanel(["first_day", "last_day"]), FieldRowPanel(["start", "end"]), _details()],
                heading=_("Exceptions"),
                label=_("Exception"),
            ),
            MultiFieldPanel(
                [FieldRowPanel(["max_sessions_day", "max_sessions_week"]), "time_zone"], heading=_("Limits")
            ),
            WeeksPanel(heading=_("The coming weeks"), classname="collapsed"),
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
                    "own_address",
                    FieldRowPanel(["stale", "stale_hours"]),
                ],
                heading=_("Calendars whose events keep time busy"),
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
            heading=_("Days that differ from the public holidays"),
            label=_("Day"),
        )
    ],
    heading=_("Holidays"),
)
