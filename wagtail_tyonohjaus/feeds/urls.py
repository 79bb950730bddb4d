"""URLs of feeds: at most 256 characters (Google's limit), without a query, with the extension that apps expect."""

from django.urls import path

from . import converters, views  # noqa: F401  (converters registers its path converter)

_FILTER = "<tyonohjaus_feed_filter:feed_filter>"

urlpatterns = [
    path(f"calendar/<uuid:supervisor>/{_FILTER}free.ics", views.supervisor_free, name="calendar_free"),
    path("calendar/openapi.json", views.openapi, name="calendar_openapi"),
    path("calendar/private/<str:token>/sessions.ics", views.supervisor_sessions, name="calendar_sessions"),
    path("calendar/private/<str:token>/duty.ics", views.supervisor_duty, name="calendar_duty"),
    path("calendar/private/<str:token>/rota.ics", views.rota_duty, name="calendar_rota"),
    path("calendar/session/<str:token>.ics", views.session_file, name="calendar_session"),
    path(
        f"calendar/practice/<slug:slug>/{_FILTER}free.ics",
        views.combined_free,
        {"kind": "practice"},
        name="calendar_practice",
    ),
    path(
        f"calendar/office/<slug:slug>/{_FILTER}free.ics",
        views.combined_free,
        {"kind": "office"},
        name="calendar_office",
    ),
    path(
        f"calendar/service/<slug:slug>/{_FILTER}free.ics",
        views.combined_free,
        {"kind": "service"},
        name="calendar_service",
    ),
    path(f"calendar/<uuid:supervisor>/{_FILTER}free.json", views.supervisor_json, name="calendar_json"),
    path(
        f"calendar/<uuid:supervisor>/{_FILTER}availability.ics",
        views.supervisor_availability,
        name="calendar_availability",
    ),
    path("calendar/<uuid:supervisor>/busy.ifb", views.supervisor_busy, name="calendar_busy"),
    path(f"calendar/<uuid:supervisor>/{_FILTER}at/<int:start>/", views.open_slot, name="calendar_slot"),
    path(f"calendar/<uuid:supervisor>/{_FILTER}at/<int:start>/<int:minutes>/", views.open_slot, name="calendar_slot"),
]
