"""Tabs with hours, calendars and holidays for the records of supervisors and the practice."""

from collections.abc import Iterator
from typing import Any

from django.forms import RadioSelect, Select
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from ...practice.admin.record_forms.folded_rows import FoldedRows
from ...practice.admin.record_forms.short_panels import CompactCheckboxes
from ...practice.admin.restrictions import ExhaustedConditionsPanel
from ...practice.fields import choice_list_field
from ...practice.formatting import format_short_date
from ..models import HoursException, WeeklyHours


class WeekGridPanel(Panel):
    """Where the next weeks are: as saved on a page of their own, with unsaved changes in the preview."""

    class BoundPanel(Panel.BoundPanel):
        """Shown once the supervisor is saved."""

        template_name = "wagtail_tyonohjaus/availability/admin/week_grid_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            context["calendars_url"] = reverse("tyonohjaus_busy_calendars", args=[self.instance.pk])
            return context


def _restrictions_panel(heading: str | Promise, *rows: Panel) -> MultiFieldPanel:
    """Fields that most rows leave at their defaults."""
    restrictions = [
        FieldRowPanel([FieldPanel("office", widget=Select), "crisis_only"]),
        FieldPanel("delivery_modes", widget=CompactCheckboxes),
        FieldPanel("services", widget=CompactCheckboxes),
        FieldPanel("restricted_fields", widget=CompactCheckboxes),
    ]
    return MultiFieldPanel([*rows, *restrictions], heading=heading)


def hours_note(hours: WeeklyHours | HoursException) -> Iterator[str]:
    """What stored hours are limited to, in a few words; nothing for most."""
    weeks = getattr(hours, "interval_weeks", 1)
    if weeks > 1:
        yield ngettext("every %(count)d week", "every %(count)d weeks", weeks) % {"count": weeks}
    first, last = getattr(hours, "valid_from", None), getattr(hours, "valid_until", None)
    if first or last:
        yield f"{format_short_date(first) if first else ''}–{format_short_date(last) if last else ''}"
    if hours.office_id:
        yield str(hours.office)
    yield from choice_list_field(type(hours), "delivery_modes").labels(hours.delivery_modes)
    services = list(hours.services.all())
    yield from (service.name for service in services[:2])
    if len(services) > 2:
        yield f"+{len(services) - 2}"
    if hours.crisis_only:
        yield gettext("crisis")


SUPERVISOR_TABS = [
    ObjectList(
        [
            FoldedRows(
                "weekly_hours",
                [
                    ExhaustedConditionsPanel(),
                    FieldRowPanel(["weekday", "start", "end"]),
                    _restrictions_panel(
                        _("Repetition, place and services"),
                        FieldRowPanel(["interval_weeks", "reference_date"]),
                        FieldRowPanel(["valid_from", "valid_until"]),
                    ),
                ],
                heading=_("Weekly hours"),
                label=_("Hours"),
                note=hours_note,
            ),
            FoldedRows(
                "hours_exceptions",
                [
                    ExhaustedConditionsPanel(),
                    FieldRowPanel(["first_day", "last_day"]),
                    FieldPanel("effect", widget=RadioSelect),
                    FieldRowPanel(["start", "end"]),
                    _restrictions_panel(_("Place and services")),
                ],
                heading=_("Exceptions"),
                label=_("Exception"),
                note=hours_note,
            ),
            MultiFieldPanel(
                [FieldRowPanel(["max_sessions_per_day", "max_sessions_per_week"]), "time_zone"],
                heading=_("Maximum numbers of sessions and time zone"),
            ),
            WeekGridPanel(heading=_("Next weeks")),
        ],
        heading=_("Hours"),
    ),
    ObjectList(
        [
            FoldedRows(
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
