"""URLs of the visitor's pages of a session, and the redirect from a slot to the contact form."""

from django.urls import path

from . import views

urlpatterns = [
    path("appointments/session/<str:token>/", views.SessionView.as_view(), name="session"),
    path("appointments/session/<str:token>/move/", views.MoveView.as_view(), name="session_move"),
    path("appointments/session/<str:token>/cancel/", views.CancelView.as_view(), name="session_cancel"),
    path(
        "appointments/session/<str:token>/cancel-series/",
        views.CancelSeriesView.as_view(),
        name="session_cancel_series",
    ),
]
