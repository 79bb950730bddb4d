"""System checks of the project's configuration, each with an ID and a hint."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.urls import NoReverseMatch, Resolver404, get_resolver, get_script_prefix, resolve, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone
from wagtail.models import AbstractPage, get_page_models

from .headless import checks as headless  # noqa: F401
from .overview import checks as overview  # noqa: F401
from .page_types import checks as page_types  # noqa: F401
from .page_types.base import PracticePageMixin
from .practice.formatting import have_different_clocks
from .practice.page_model import page_model_name
from .practice.settings import PracticeSettings

NAMESPACE = "wagtail_tyonohjaus"
URLS_HINT = 'Add path("", include("wagtail_tyonohjaus.urls")) to the project\'s URLconf, above Wagtail\'s URLs.'

REQUIRED_APPS = (
    "wagtail.contrib.settings",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
)
# Apps that translate words such as "Sessions", "Title" and "Cancelled" in another way.
TRANSLATE_OUR_WORDS = ("wagtail", "wagtail.admin", "wagtail.users", "django.contrib.auth", "django.contrib.sessions")


@register(Tags.urls)
def check_urls(app_configs: Any, **kwargs: Any) -> list[Error | CheckWarning]:
    """E001, E003, W006: forms and feeds need one URL each, which no other pattern takes."""
    try:
        path = reverse(f"{NAMESPACE}:live")
    except NoReverseMatch:
        return [Error("The URLs of wagtail_tyonohjaus are not included.", hint=URLS_HINT, id=f"{NAMESPACE}.E001")]
    if not _leads_to_package(path):
        return [Error("Another URL pattern takes those of wagtail_tyonohjaus.", hint=URLS_HINT, id=f"{NAMESPACE}.E003")]
    if len(list(_includes(get_resolver()))) > 1:
        message = "The URLs of wagtail_tyonohjaus are included more than once."
        hint = "Keep one include(): calendar apps and links in e-mails need one URL for each feed and form."
        return [CheckWarning(message, hint=hint, id=f"{NAMESPACE}.W006")]
    return []


def _leads_to_package(path: str) -> bool:
    try:
        return NAMESPACE in resolve("/" + path.removeprefix(get_script_prefix())).app_names
    except Resolver404:
        return False


def _includes(resolver: URLResolver) -> Iterator[URLResolver]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == NAMESPACE:
                yield pattern
            else:
                yield from _includes(pattern)


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
def check_base_page(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E004: the concrete page types inherit Wagtail's own ``Page``."""
    if page_model_name() == "wagtailcore.Page" or not apps.is_installed("wagtail_tyonohjaus.pages"):
        return []
    return [
        Error(
            f"wagtail_tyonohjaus.pages cannot be used with the base page {page_model_name()}.",
            hint=(
                'Remove "wagtail_tyonohjaus.pages" from INSTALLED_APPS, and combine the classes of '
                "wagtail_tyonohjaus.page_types with the project's base page; see docs/customising.md."
            ),
            id="wagtail_tyonohjaus.E004",
        )
    ]


@register()
def check_parent_pages(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W007: a page type of the package that editors can create nowhere."""
    return [
        CheckWarning(
            f"No page may have a child page of the type {model._meta.label}.",
            hint="Add the type to subpage_types of another page type, or check its parent_page_types.",
            obj=model,
            id="wagtail_tyonohjaus.W007",
        )
        for model in get_page_models()
        if issubclass(model, PracticePageMixin) and model.is_creatable and _has_no_parent(model)
    ]


def _has_no_parent(model: type[AbstractPage]) -> bool:
    try:
        return not model.allowed_parent_page_models()
    except (LookupError, ValueError):  # reported by Wagtail, which names the setting
        return False


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


@register()
def check_time_zone_support(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E005: all times are stored in UTC and displayed in the practice's time zone."""
    if settings.USE_TZ:
        return []
    return [Error("wagtail_tyonohjaus requires USE_TZ.", hint="Set USE_TZ = True.", id="wagtail_tyonohjaus.E005")]


@register(deploy=True)
def check_time_zone(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W008: Wagtail displays the times of its own views in ``TIME_ZONE``, which is UTC in a new project."""
    try:
        zones = set(PracticeSettings.objects.values_list("time_zone", flat=True))
    except DatabaseError:  # not migrated yet
        return []
    if not zones or not all(have_different_clocks(timezone.now(), [zone, settings.TIME_ZONE]) for zone in zones):
        return []
    return [
        CheckWarning(
            f"Wagtail's own views display times in {settings.TIME_ZONE}, the practice's in {', '.join(sorted(zones))}.",
            hint=f'Set TIME_ZONE = "{min(zones)}".',
            id="wagtail_tyonohjaus.W008",
        )
    ]


@register(deploy=True)
def check_slugs(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W030: feeds of practices with the same slug are told apart by the host alone."""
    try:
        used = Counter(PracticeSettings.objects.exclude(slug="").values_list("slug", flat=True))
    except DatabaseError:  # not migrated yet
        return []
    return [
        CheckWarning(
            f"{count} practices have the URL slug “{slug}”: only the host tells the URLs of their calendars apart.",
            hint="Enter another slug in the settings of all practices but one. Their old URLs keep working.",
            id="wagtail_tyonohjaus.W030",
        )
        for slug, count in sorted(used.items())
        if count > 1
    ]


@register(Tags.templates)
def check_app_order(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W009: Django uses the templates and translations of the app that comes first in ``INSTALLED_APPS``."""
    return order_warnings(list(apps.get_app_configs()))


def order_warnings(configs: list[AppConfig]) -> list[CheckWarning]:
    """The warnings of ``check_app_order`` for the installed apps, in their order."""
    position = [config.name for config in configs].index("wagtail_tyonohjaus")
    hidden = {config.name: names for config in configs[position + 1 :] if (names := sorted(_overrides(config)))}
    preceding = [config.name for config in configs[:position] if config.name in TRANSLATE_OUR_WORDS]
    return [
        *(_hidden_templates_warning(name, templates) for name, templates in hidden.items()),
        *(_hidden_translations_warning(name) for name in preceding[:1]),
    ]


def _overrides(config: AppConfig) -> Iterator[str]:
    """The names of the package's templates of which another app has one."""
    package = Path(__file__).parent / "templates"
    folder = Path(config.path) / "templates"
    for template in (folder / "wagtail_tyonohjaus").rglob("*.*"):
        name = template.relative_to(folder)
        if (package / name).is_file():
            yield name.as_posix()


def _hidden_templates_warning(app: str, templates: list[str]) -> CheckWarning:
    return CheckWarning(
        f"{app} has templates that are not used: {', '.join(templates[:3])}{' …' if len(templates) > 3 else ''}.",
        hint=f'Put "{app}" before "wagtail_tyonohjaus" in INSTALLED_APPS.',
        id="wagtail_tyonohjaus.W009",
    )


def _hidden_translations_warning(app: str) -> CheckWarning:
    return CheckWarning(
        f"{app} translates words of work supervision in its own way: “Sessions”, for example.",
        hint='Put "wagtail_tyonohjaus" after your own apps and before those of Wagtail and Django.',
        id="wagtail_tyonohjaus.W009",
    )


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
