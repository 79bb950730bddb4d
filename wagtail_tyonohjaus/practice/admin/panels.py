"""What editors see of the records, in tabs; parts above add tabs of their own."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList


def translations_panel() -> InlinePanel:
    return InlinePanel("translations", heading=_("In other languages"), label=_("Language"))


def openings_panel() -> InlinePanel:
    return InlinePanel("opening_hours", heading=_("When the telephone is answered"), label=_("Hours"))


def checkboxes(name: str) -> FieldPanel:
    return FieldPanel(name, widget=CheckboxSelectMultiple)


PRACTICE_TABS = [
    ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(["phone", "email", "phone_region"], heading=_("Contact details")),
            openings_panel(),
            MultiFieldPanel(["fallback_recipients", "message_in_mail"], heading=_("Requests")),
            MultiFieldPanel(
                ["privacy_page", "consent_text", "keep_closed_days", "keep_agreed_days", "keep_spam_days"],
                heading=_("Data protection"),
            ),
        ],
        heading=_("Practice"),
    ),
    ObjectList(
        [
            MultiFieldPanel(["publish_free_times", "names_in_calendar", "slug"], heading=_("Calendars")),
            MultiFieldPanel(["time_zone", "holiday_country", "holiday_subdivision"], heading=_("Time and holidays")),
            MultiFieldPanel(
                ["hold_hours", "cancel_hours", "reminder_hours", "video_link"], heading=_("Supervision sessions")
            ),
        ],
        heading=_("Times"),
    ),
]

OFFICE_TABS = [
    ObjectList(
        [
            FieldPanel("site"),
            FieldRowPanel(["city", "name"]),
            MultiFieldPanel(["address", "directions", "map_link"], heading=_("Where")),
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
            MultiFieldPanel(["formats", "delivery_modes"], heading=_("How")),
            MultiFieldPanel(["lengths", "interval", "price"], heading=_("Facts")),
        ],
        heading=_("Service"),
    ),
    ObjectList(
        [
            MultiFieldPanel(
                [FieldRowPanel(["step", "capacity"]), FieldRowPanel(["buffer_before", "buffer_after"])],
                heading=_("Supervision sessions"),
            ),
            MultiFieldPanel(
                [FieldRowPanel(["notice_hours", "horizon_days"])], heading=_("When times can be asked for")
            ),
            FieldPanel("slug"),
        ],
        heading=_("Times"),
    ),
    ObjectList([translations_panel()], heading=_("Languages")),
]

# Hidden from supervisors and coordinators, who may change a record without the model's permission.
MANAGER = "wagtail_tyonohjaus.change_supervisor"

SUPERVISOR_TABS = [
    ObjectList(
        [
            FieldPanel("site", permission=MANAGER),
            MultiFieldPanel(["name", "role", "photo", "introduction"], heading=_("Who")),
            MultiFieldPanel(
                [FieldRowPanel(["phone", "show_phone"]), FieldRowPanel(["email", "show_email"])],
                heading=_("Contact details"),
            ),
            MultiFieldPanel(
                [
                    "takes_new_clients",
                    FieldPanel("active", permission=MANAGER),
                    FieldPanel("user", permission=MANAGER),
                ],
                heading=_("In the practice"),
            ),
        ],
        heading=_("Supervisor"),
    ),
    ObjectList(
        [
            MultiFieldPanel([checkboxes("offices"), checkboxes("services")], heading=_("Offices and services")),
            MultiFieldPanel(["formats", "delivery_modes", "languages"], heading=_("How")),
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
