"""A system check of what keeps pages out of shared caches."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, register
from django.core.checks import Warning as CheckWarning
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from .. import purging
from ..visitor_language import depends_on_visitor_language


@register(Tags.urls)
def check_shared_pages(app_configs: Any, **kwargs: Any) -> list[CheckWarning]:
    """W027: caches are configured, but pages are private, because their language is that of the visitor's browser."""
    if not purging.is_configured() or not _depends_on_browser():
        return []
    hint = "Put Wagtail's URLs into i18n_patterns(), or remove LocaleMiddleware."
    text = "Caches store no pages, because the language of a page depends on the visitor's browser instead of its URL."
    return [CheckWarning(text, hint=hint, id="wagtail_tyonohjaus.W027")]


def _depends_on_browser() -> bool:
    with override(settings.LANGUAGE_CODE):
        try:
            path = reverse("wagtail_serve", args=[""])
        except NoReverseMatch:
            return False
    return depends_on_visitor_language(RequestFactory().get(path))
