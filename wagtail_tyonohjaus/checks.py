"""System checks of the project's configuration, each with an ID and a hint."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.urls import NoReverseMatch, reverse

from .overview import checks as overview  # noqa: F401

REQUIRED_APPS = (
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
)


@register(Tags.urls)
def check_urls(app_configs: Any, **kwargs: Any) -> list[Error]:
    try:
        reverse("wagtail_tyonohjaus:contact_submit")
    except NoReverseMatch:
        hint = 'Add path("", include("wagtail_tyonohjaus.urls")) to the project\'s URLconf, above Wagtail\'s URLs.'
        return [
            Error("The URLs of wagtail_tyonohjaus are not included.", hint=hint, id="wagtail_tyonohjaus.E001"),
        ]
    return []


@register()
def check_apps(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [
        Error(
            f"wagtail_tyonohjaus requires the app {name}.",
            hint=f'Add "{name}" to INSTALLED_APPS.',
            id="wagtail_tyonohjaus.E002",
        )
        for name in REQUIRED_APPS
        if not apps.is_installed(name)
    ]


@register()
def check_sqlite(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """In SQLite's default mode a transaction that reads before it writes fails if another one writes in between."""
    return [
        CheckWarning(
            f"The SQLite database “{alias}” begins its transactions without a lock.",
            hint='Set "OPTIONS": {"transaction_mode": "IMMEDIATE"} for it; otherwise concurrent requests may fail.',
            id="wagtail_tyonohjaus.W003",
        )
        for alias, database in settings.DATABASES.items()
        if database.get("ENGINE", "").endswith(".sqlite3")
        and str(database.get("OPTIONS", {}).get("transaction_mode", "")).upper() not in ("IMMEDIATE", "EXCLUSIVE")
    ]
