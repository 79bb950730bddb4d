"""URLs of free times and the contact form as JSON. The language is in the path, never in a cookie."""

from django.urls import path

from . import views

_PREFIX = "tyonohjaus/api/"

urlpatterns = [
    path(f"{_PREFIX}openapi.json", views.openapi, name="headless_openapi"),
    path(f"{_PREFIX}<str:language>/", views.practice, name="headless_practice"),
    path(f"{_PREFIX}<str:language>/times/", views.times, name="headless_times"),
    path(f"{_PREFIX}<str:language>/form/", views.form, name="headless_form"),
]
