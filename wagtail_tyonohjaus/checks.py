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
    """E001: without the package's URLs, forms and feeds have no target."""
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
    """E002: an app of ``REQUIRED_APPS`` is not installed."""
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


@register(Tags.caches)
def check_caches(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """Redis and Memcached are on the network: they may fail or hang."""
    return [
        *([_optional_cache_warning()] if _is_remote("default") else []),
        *(_time_limit_warning(alias) for alias in settings.CACHES if _is_remote(alias) and not _has_time_limit(alias)),
    ]


def _is_remote(alias: str) -> bool:
    backend = settings.CACHES.get(alias, {}).get("BACKEND", "").lower()
    return "redis" in backend or "memcached" in backend


def _has_time_limit(alias: str) -> bool:
    """Whether the options, at any depth, have ``socket_timeout`` (Redis) or ``timeout`` (pymemcache)."""
    return _contains_key(settings.CACHES[alias].get("OPTIONS", {}), {"socket_timeout", "timeout"})


def _contains_key(options: Any, names: set[str]) -> bool:
    if not isinstance(options, dict):
        return False
    return any((str(key).lower() in names and value) or _contains_key(value, names) for key, value in options.items())


def _optional_cache_warning() -> CheckWarning:
    return CheckWarning(
        "Every page is an error while the default cache fails.",
        hint="Put wagtail_tyonohjaus.optional_cache.OptionalCache in front of it; see docs/operations.md.",
        id="wagtail_tyonohjaus.W004",
    )


def _time_limit_warning(alias: str) -> CheckWarning:
    return CheckWarning(
        f"The cache “{alias}” has no time limit: if its server hangs, so does the site.",
        hint='Set "socket_connect_timeout" and "socket_timeout" in its OPTIONS (Redis), or "timeout" (pymemcache).',
        id="wagtail_tyonohjaus.W005",
    )
