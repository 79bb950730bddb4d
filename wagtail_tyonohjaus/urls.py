"""URLs outside the page tree: feeds, the contact form's target, the visitor's pages of a session, and health.

A project includes them above Wagtail's own: ``path("", include("wagtail_tyonohjaus.urls"))``.
"""

from django.urls import include, path, re_path

from .overview import readiness
from .page_types import color_stylesheet
from .page_types.notices import feed

app_name = "wagtail_tyonohjaus"

urlpatterns = [
    path("", include("wagtail_tyonohjaus.appointments.urls")),
    path("", include("wagtail_tyonohjaus.feeds.urls")),
    path("", include("wagtail_tyonohjaus.contact.urls")),
    path("", include("wagtail_tyonohjaus.headless.urls")),
    re_path(
        r"^tyonohjaus/colors/(?P<digits>[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6})\.css$",
        color_stylesheet.colors,
        name="colors",
    ),
    path("tyonohjaus/notices/<str:language>.atom", feed.notices_feed, name="notices_feed"),
    path("tyonohjaus/live/", readiness.live, name="live"),
    path("tyonohjaus/ready/", readiness.ready, name="ready"),
]
