"""What the variants with several languages add to the shared settings."""

from .base import MIDDLEWARE as BASE_MIDDLEWARE

LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fi", "Suomi")]
WAGTAIL_I18N_ENABLED = True
ROOT_URLCONF = "tests.projects.urls_i18n"
MIDDLEWARE = [*BASE_MIDDLEWARE[:2], "django.middleware.locale.LocaleMiddleware", *BASE_MIDDLEWARE[2:]]
CONTACT_PATH = "/en/contact/"
