"""Keeps the secret parts of URLs out of Django's log.

Some URLs are secrets: of receipts, of a visitor's session, of private feeds. Django logs the path of each request that
fails, which often reaches a service for errors or an e-mail to the administrators.
"""

import copy
import logging
from typing import Any

from django.http import HttpRequest

NAMESPACE = "wagtail_tyonohjaus"
#: The names of path arguments that are secrets, in all URLs of the package.
SECRET_ARGUMENTS = ("token", "key")
PLACEHOLDER = "[secret]"


class HideSecrets(logging.Filter):
    """Replaces the secrets of a request's URL in a record of the logger ``django.request``, and in its ``request``."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        secrets = _secrets_of(request)
        if request is not None and secrets:
            if isinstance(record.args, tuple):
                record.args = tuple(_without(arg, secrets) for arg in record.args)
            record.msg = _without(record.msg, secrets)
            record.request = _request_without(request, secrets)
        return True


def hide_secrets() -> None:
    """For Django's log of failed requests, in each process."""
    logger = logging.getLogger("django.request")
    if not any(isinstance(each, HideSecrets) for each in logger.filters):
        logger.addFilter(HideSecrets())


def _secrets_of(request: HttpRequest | None) -> list[str]:
    match = getattr(request, "resolver_match", None)
    if match is None or NAMESPACE not in match.namespaces:
        return []
    return [str(match.kwargs[name]) for name in SECRET_ARGUMENTS if match.kwargs.get(name)]


def _without(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, PLACEHOLDER)
    return value


def _request_without(request: HttpRequest, secrets: list[str]) -> HttpRequest:
    hidden = copy.copy(request)
    hidden.path, hidden.path_info = _without(request.path, secrets), _without(request.path_info, secrets)
    hidden.META = {name: _without(value, secrets) for name, value in request.META.items()}
    hidden.resolver_match = None
    return hidden
