"""The fields of the records whose values histories keep; see ``changes``.

Not those of people's names, contact details and accounts.
"""

OFFICE = ("site", "city", "name", "slug", "address", "directions", "map_url")
OFFICE_TRANSLATION = ("language", "city", "name", "address", "directions")
SERVICE = (
    "site",
    "name",
    "slug",
    "kind",
    "summary",
    "formats",
    "delivery_modes",
    "lengths",
    "interval",
    "price",
    "step",
    "buffer_before",
    "buffer_after",
    "minimum_notice_hours",
    "horizon_days",
    "capacity",
    "series_sessions",
)
SERVICE_TRANSLATION = ("language", "name", "summary", "interval", "price")
SUPERVISOR = (
    "site",
    "role",
    "photo",
    "introduction",
    "show_phone",
    "show_email",
    "languages",
    "formats",
    "delivery_modes",
    "offices",
    "services",
    "approaches",
    "work_fields",
    "education",
    "memberships",
    "accepts_new_clients",
    "time_zone",
    "max_sessions_per_day",
    "max_sessions_per_week",
    "publish_busy",
    "active",
)
SUPERVISOR_TRANSLATION = ("language", "role", "introduction", "education", "memberships")
