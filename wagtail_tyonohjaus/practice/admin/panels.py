"""The tabs of the records' forms. Higher parts have their own tabs, see ``wagtail_tyonohjaus.wagtail_hooks``."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from .record_forms.folded_rows import FoldedRows
from .record_forms.short_panels import CompactCheckboxes


def translations_panel() -> FoldedRows:
    """The record's texts in further languages, one row each."""
    return FoldedRows("translations", heading=_("In other languages"), label=_("Language"))


def openings_panel() -> InlinePanel:
    """The hours when the telephone is answered, one row for each weekday and stretch."""
    return InlinePanel("opening_hours", heading=_("Telephone hours"), label=_("Hours"))


def checkboxes(name: str) -> FieldPanel:
    """A panel that lists all choices of the field ``name``, instead of a select box."""
    return FieldPanel(name, widget=CompactCheckboxes)


PRACTICE_TABS = [
    ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(["phone", "email", "phone_region"], heading=_("Contact details")),
            openings_panel(),
            MultiFieldPanel(["fallback_recipients", "include_message_in_email"], heading=_("Requests")),
            MultiFieldPanel(
                [
                    "privacy_page",
                    "closed_retention_days",
                    "agreed_retention_days",
                    "spam_retention_days",
                ],
                heading=_("Data protection"),
            ),
            InlinePanel(
                "consent_texts",
                ["language", "text"],
                heading=_("Own consent texts"),
                label=_("Consent text"),
                help_text=_(
                    "What visitors agree to with a request, in each language. In a language without a text here, they "
                    "see the standard sentence."
                ),
            ),
        ],
        heading=_("Practice"),
    ),
    ObjectList(
        [
            MultiFieldPanel(["publish_free_times", "show_names_in_calendars", "slug"], heading=_("Calendars")),
            MultiFieldPanel(["time_zone", "holiday_country", "holiday_subdivision"], heading=_("Time and holidays")),
            MultiFieldPanel(
                ["hold_hours", "change_deadline_hours", "reminder_hours", "video_url"],
                heading=_("Supervision sessions"),
            ),
        ],
        heading=_("Times"),
    ),
    ObjectList(
        [
            FieldPanel("theme"),
            MultiFieldPanel(["background_color", "brand_color", "accent_color"], heading=_("Own colours")),
            MultiFieldPanel(["logo", "logo_has_name", "picture"], heading=_("Logo and picture")),
        ],
        heading=_("Appearance"),
    ),
]

OFFICE_TABS = [
    ObjectList(
        [
            FieldPanel("site"),
            FieldRowPanel(["city", "name"]),
            MultiFieldPanel(["address", "directions", "map_url"], heading=_("Location")),
            MultiFieldPanel(["phone", "email"], heading=_("Customer service")),
            openings_panel(),
        ],
        heading=_("Office"),
    ),
    ObjectList([checkboxes("coordinators"), FieldPanel("slug")], heading=_("Settings")),
    ObjectList([translations_panel()], heading=_("Languages")),
]

SERVICE_TABS = [
    ObjectList(
        [
            FieldPanel("site"),
            FieldRowPanel(["name", "kind"]),
            FieldPanel("summary"),
            MultiFieldPanel(["formats", "delivery_modes"], heading=_("Format and place")),
            MultiFieldPanel(["lengths", "interval", "price"], heading=_("Lengths and price")),
        ],
        heading=_("Service"),
    ),
    ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel(["step", "capacity"]),
                    FieldRowPanel(["buffer_before", "buffer_after"]),
                    "series_sessions",
                ],
                heading=_("Supervision sessions"),
            ),
            MultiFieldPanel(
                [FieldRowPanel(["minimum_notice_hours", "horizon_days"])], heading=_("When times can be requested")
            ),
            FieldPanel("slug"),
        ],
        heading=_("Times"),
    ),
    ObjectList([translations_panel()], heading=_("Languages")),
]

SUPERVISOR_TABS = [
    ObjectList(
        [
            FieldPanel("site"),
            MultiFieldPanel(["name", "role", "photo", "introduction"], heading=_("Person")),
            MultiFieldPanel(
                [FieldRowPanel(["phone", "show_phone"]), FieldRowPanel(["email", "show_email"])],
                heading=_("Contact details"),
            ),
            MultiFieldPanel(
                ["accepts_new_clients", "active", "user"],
                heading=_("At the practice"),
            ),
        ],
        heading=_("Supervisor"),
    ),
    ObjectList(
        [
            MultiFieldPanel([checkboxes("offices"), checkboxes("services")], heading=_("Offices and services")),
            MultiFieldPanel(["formats", "delivery_modes", "languages"], heading=_("Ways of working")),
            MultiFieldPanel(
                [checkboxes("approaches"), checkboxes("work_fields"), "education", "memberships"],
                heading=_("Background"),
            ),
        ],
        heading=_("Work"),
    ),
]
SUPERVISOR_LAST_TABS = [ObjectList([translations_panel()], heading=_("Languages"))]

TERM_PANELS = [FieldPanel("name"), translations_panel()]
