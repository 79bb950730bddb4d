"""URLs outside the page tree: feeds, the contact form's target, the visitor's pages of a session, and health.

A project includes them above Wagtail's own: ``path("", include("wagtail_tyonohjaus.urls"))``.
"""

from django.urls import include, path

from .overview import readiness

app_name = "wagtail_tyonohjaus"

urlpatterns = [
    path("", include("wagtail_tyonohjaus.appointments.urls")),
    path("", include("wagtail_tyonohjaus.feeds.urls")),
    path("", include("wagtail_tyonohjaus.contact.urls")),
    path("tyonohjaus/live/", readiness.live, name="live"),
    path("tyonohjaus/ready/", readiness.ready, name="ready"),
]
