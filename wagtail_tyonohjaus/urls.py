"""URLs outside the page tree: feeds, the contact form's target, and the visitor's pages of a session.

A project includes them above Wagtail's own: ``path("", include("wagtail_tyonohjaus.urls"))``.
"""

from django.urls import include, path

app_name = "wagtail_tyonohjaus"

urlpatterns = [
    path("", include("wagtail_tyonohjaus.appointments.urls")),
    path("", include("wagtail_tyonohjaus.feeds.urls")),
    path("", include("wagtail_tyonohjaus.contact.urls")),
]
