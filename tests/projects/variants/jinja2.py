"""Templates of the site in Jinja2, those of the package in Django's language."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import TEMPLATES, WAGTAIL_APPS

INSTALLED_APPS = ["tests.projects.apps.sections", "wagtail_tyonohjaus", *WAGTAIL_APPS]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"extensions": ["wagtail.jinja2tags.core", "wagtail_tyonohjaus.jinja2tags.tyonohjaus"]},
    },
    *TEMPLATES,
]
PAGE_MODELS = "tests.projects.apps.sections.models"
CONTENT = "section_page"
