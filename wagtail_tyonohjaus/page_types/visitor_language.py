"""Whether the language of a page depends on the visitor instead of the URL."""

from functools import cache

from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_path


def depends_on_visitor_language(request: HttpRequest) -> bool:
    """Whether ``LocaleMiddleware`` took the language from a cookie or the browser, as it does outside i18n_patterns."""
    if len(settings.LANGUAGES) < 2 or not has_locale_middleware():
        return False
    urlconf = getattr(request, "urlconf", settings.ROOT_URLCONF)
    has_prefixes, default_has_prefix = is_language_prefix_patterns_used(urlconf)
    return not has_prefixes or (default_has_prefix and not get_language_from_path(request.path_info))


@cache
def has_locale_middleware() -> bool:
    """Whether the project uses Django's middleware or a subclass."""
    classes = [import_string(path) for path in settings.MIDDLEWARE]
    return any(isinstance(each, type) and issubclass(each, LocaleMiddleware) for each in classes)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "MIDDLEWARE":
        has_locale_middleware.cache_clear()


setting_changed.connect(_forget, dispatch_uid="wagtail_tyonohjaus.visitor_language")
