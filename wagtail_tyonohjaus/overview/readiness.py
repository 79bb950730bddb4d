"""URLs for load balancers and process managers: whether this process runs, and whether it can serve requests.

They use neither a session nor the cache, and tell nobody more than "ok" or "unavailable".
"""

import logging

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

APP_LABEL = "wagtail_tyonohjaus"
# Whether the database has been seen with all migrations of this version of the code. They are not taken back.
_is_migrated = False


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200: the process answers. Needs no database."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 if the database answers and has this version's migrations, else 503. One query after the first success."""
    try:
        is_ready = _database_is_ready()
    except Error as error:
        logger.warning("Not ready: the database fails (%s).", type(error).__name__)
        is_ready = False
    if is_ready:
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("unavailable", status=503, content_type="text/plain")


def _database_is_ready() -> bool:
    global _is_migrated
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
    _is_migrated = _is_migrated or not _has_unapplied_migrations()
    return _is_migrated


def _has_unapplied_migrations() -> bool:
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
    missing = [name for app, name in loader.graph.nodes.keys() - loader.applied_migrations.keys() if app == APP_LABEL]
    for name in sorted(missing):
        logger.warning("Not ready: the migration %s has not been applied.", name)
    return bool(missing)
