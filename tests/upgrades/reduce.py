"""Deletes what commands can make anew, to keep the text of a former state small."""

import django
from django.apps import apps

MODELS = (
    "wagtailsearch.IndexEntry",
    "wagtailimages.Rendition",
    "wagtailcore.PageLogEntry",
    "wagtailcore.ReferenceIndex",
    "sessions.Session",
)

if __name__ == "__main__":
    django.setup()
    for name in MODELS:
        apps.get_model(name).objects.all().delete()
