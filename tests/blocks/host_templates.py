"""Templates of a site of its own, for pages with our blocks."""

from typing import Any

from django.conf import settings
from django.test import override_settings
from wagtail.models import AbstractPage

BODY = "<!doctype html><html><head><title>Host</title></head><body><main>%s</main></body></html>"
JINJA = "django.template.backends.jinja2.Jinja2"


def template_name(page: AbstractPage) -> str:
    """The name that Wagtail expects of a page's template."""
    return type(page).template


def host_templates(templates: dict[str, str]) -> override_settings:
    """These Django templates take precedence over those of apps."""
    django = dict(settings.TEMPLATES[0])
    options = {**django["OPTIONS"], "loaders": [("django.template.loaders.locmem.Loader", templates), APP_LOADER]}
    return override_settings(TEMPLATES=[{**django, "APP_DIRS": False, "OPTIONS": options}])


def host_jinja_templates(folder: Any, templates: dict[str, str]) -> override_settings:
    """These Jinja2 templates take precedence over Django templates."""
    for name, text in templates.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    options = {"extensions": ["wagtail.jinja2tags.core", "wagtail_tyonohjaus.jinja2tags.tyonohjaus"]}
    jinja = {"BACKEND": JINJA, "DIRS": [folder], "APP_DIRS": False, "OPTIONS": options}
    return override_settings(TEMPLATES=[jinja, *settings.TEMPLATES])


APP_LOADER = "django.template.loaders.app_directories.Loader"
