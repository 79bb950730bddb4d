"""The settings that all variants share: the smallest site that the README describes."""

import os
from pathlib import Path

import django

VARIANT = os.environ["DJANGO_SETTINGS_MODULE"].rpartition(".")[2]
SCRATCH = Path(os.environ["PROJECTS_SCRATCH"]) / VARIANT
MIGRATED_DATABASE = SCRATCH.parent / "migrated.sqlite3"

SECRET_KEY = "projects"
DEBUG = False
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "tests.projects.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PACKAGE_APPS = ["wagtail_tyonohjaus.pages", "wagtail_tyonohjaus"]
WAGTAIL_APPS = [
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = [*PACKAGE_APPS, *WAGTAIL_APPS]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SCRATCH / "db.sqlite3" if VARIANT != "base" else MIGRATED_DATABASE,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous = OFF"},
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
LANGUAGE_CODE = "en"

STATIC_URL = "/static/"
STATIC_ROOT = SCRATCH / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = SCRATCH / "media"

WAGTAIL_SITE_NAME = "Harbour"
WAGTAILADMIN_BASE_URL = "http://testserver"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

DEFAULT_FROM_EMAIL = "site@example.com"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A test is faster than a person.
WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False, "FORM_MIN_SECONDS": 0}

# Read by the smoke test.
PAGE_MODELS = "wagtail_tyonohjaus.pages.models"
"""The module of the practice's page types."""
CONTENT = "practice_pages"
"""The function of ``content.py`` that creates the pages."""
CONTACT_PATH = "/contact/"
"""The page with the contact form."""
USE_ASGI = False
STARTS_EMPTY = False
"""Whether the variant migrates an empty database, since its models differ, instead of a copy of the migrated one."""
