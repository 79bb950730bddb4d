"""Spam checks. A spam reason holds a request for review; it never drops one or misleads the visitor."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.module_loading import import_string

from ..conf import app_settings
from ..messages.failures import log_failure
from .form.tokens import FormToken
from .rate_limits.counters import exceeds_limit

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """What spam checks get. ``network`` is None for a request that no visitor sent, such as an import."""

    token: FormToken
    honeypot: str
    network: str | None
    cleaned: dict[str, Any] = field(default_factory=dict)


class SpamCheck(Protocol):
    """A spam check, listed in the setting ``SPAM_CHECKS`` if it is the site's own.

    ``labels`` is optional: it maps codes to texts that staff see after "This may be spam:".
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        """Codes of at most 40 characters; empty if there are none. An exception is logged and counts as none."""


class Honeypot:
    """A field that people do not see has a value."""

    def spam_reasons(self, post: Post) -> Iterable[str]:
        return ["honeypot"] if post.honeypot else []


class TimeTrap:
    """A form that is sent faster than anybody types. A cached page only makes a form older.

    A token from the future counts as good: the clock has been set back, or that of another server is fast. Tokens
    round to a second.
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        minimum = app_settings.FORM_MIN_SECONDS
        return ["fast"] if minimum and -1 < post.token.age < minimum else []


class RateLimit:
    """A network has sent more than ``SUBMISSIONS_PER_HOUR``."""

    def spam_reasons(self, post: Post) -> Iterable[str]:
        if post.network is None:
            return []
        return ["rate"] if exceeds_limit(post.network, app_settings.SUBMISSIONS_PER_HOUR) else []


def spam_reasons(post: Post) -> list[str]:
    """The codes of all checks, built-in and the site's own."""
    checks: list[SpamCheck] = [Honeypot(), TimeTrap(), RateLimit()]
    checks += [import_string(path)() for path in app_settings.SPAM_CHECKS]
    return [code for check in checks for code in _run(check, post)]


def site_labels() -> dict[str, Any]:
    """The labels of the site's own checks, by code."""
    checks = map(import_string, app_settings.SPAM_CHECKS)
    return {code: label for check in checks for code, label in getattr(check, "labels", {}).items()}


def _run(check: SpamCheck, post: Post) -> list[str]:
    try:
        return [str(code)[:40] for code in check.spam_reasons(post)]
    except Exception as error:
        log_failure(logger, f"The spam check {type(check).__name__}", error)
        return []
