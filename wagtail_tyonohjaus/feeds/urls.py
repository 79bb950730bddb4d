"""Addresses of feeds: short (Google takes 256 characters), without a query, with the extension that apps look for."""

from django.urls import path

from . import converters, views  # noqa: F401  (paths registers its converter)

_CHOICE = "<tyonohjaus_choice:choice>"

urlpatterns = [
    path(f"calendar/<uuid:supervisor>/{_CHOICE}free.ics", views.supervisor_free, name="calendar_free"),
    path("calendar/openapi.json", views.openapi, name="calendar_openapi"),
    path("calendar/private/<str:token>/work.ics", views.work, name="calendar_work"),
    path("calendar/session/<str:token>.ics", views.session, name="calendar_session"),
    path(
        f"calendar/practice/<slug:slug>/{_CHOICE}free.ics",
        views.union_free,
        {"kind": "practice"},
        name="calendar_practice",
    ),
    path(
        f"calendar/office/<slug:slug>/{_CHOICE}free.ics", views.union_free, {"kind": "office"}, name="calendar_office"
    ),
    path(
        f"calendar/service/<slug:slug>/{_CHOICE}free.ics",
        views.union_free,
        {"kind": "service"},
        name="calendar_service",
    ),
    path(f"calendar/<uuid:supervisor>/{_CHOICE}free.json", views.supervisor_json, name="calendar_json"),
    path(
        f"calendar/<uuid:supervisor>/{_CHOICE}availability.ics",
        views.supervisor_hours,
        name="calendar_availability",
    ),
    path("calendar/<uuid:supervisor>/busy.ifb", views.supervisor_busy, name="calendar_busy"),
    path(f"calendar/<uuid:supervisor>/{_CHOICE}at/<int:start>/", views.ask, name="calendar_ask"),
    path(f"calendar/<uuid:supervisor>/{_CHOICE}at/<int:start>/<int:minutes>/", views.ask, name="calendar_ask"),
]
