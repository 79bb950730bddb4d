"""Keeps rendered pages that are the same for everybody in Django's cache, until something that they show changes.

Only pages are kept of which we know everything that they show: our page classes with our templates and blocks, in a
project without questions of its own in forms. A page is valid as long as the practice's content version and, if it
shows free times, the revisions of the supervisors are the same. They are read before the page is rendered, so that a
change in between makes the page invalid. What changes by itself ends the page's time (``content_validity``).
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
import wagtail
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.signals import setting_changed
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.template.loaders.base import Loader
from django.templatetags.static import static
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.models import Site

import wagtail_tyonohjaus
from wagtail_tyonohjaus.availability import safe_cache
from wagtail_tyonohjaus.blocks.stream_values import stream_children
from wagtail_tyonohjaus.blocks.stylesheets import stylesheet_paths
from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.contact.form.field_types import field_types
from wagtail_tyonohjaus.contact.form.questions import questions
from wagtail_tyonohjaus.content_validity import ContentValidity, changes_at, changes_often
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor
from wagtail_tyonohjaus.practice.page_links import presented_record
from wagtail_tyonohjaus.practice.site import current_practice

from .http_caching import METHODS, may_be_shared

PACKAGE = Path(wagtail_tyonohjaus.__file__).parent
TEMPLATES = PACKAGE / "templates"
MODULES = ("wagtail_tyonohjaus.", "wagtail.")
#: Of e-mails, and of the admin.
STAFF_TEMPLATES = re.compile(r"/(admin|messages|inbox|overview|practice|page_types)/")
#: Of URLs without a port, and of the default ports, which some clients add.
PORTS = frozenset({"", "80", "443"})
#: Fast; pages become six to eight times shorter.
COMPRESSION = 1

#: The state of the free time of a practice, and of the supervisor that the page presents.
Revisions = tuple[Any, ...]


@dataclass(frozen=True)
class StoredContent:
    """What is in the cache: a rendered page and until when it is valid."""

    compressed: bytes
    content_type: str
    until: datetime | None
    supervisors: frozenset[int] | None
    """Whose bookings change the page: none if it is empty, any of the practice if None."""
    revisions: Revisions


class StoredPage:
    """The stored content of a page for one request, if there is any."""

    def __init__(self, page: Any, request: HttpRequest, practice: PracticeSettings) -> None:
        self._page, self._practice = page, practice
        self._key = _key(page, request, practice)
        self._is_found = False
        self._revisions: dict[frozenset[int] | None, Revisions] = {frozenset(): ()}

    @classmethod
    def of(cls, page: Any, request: HttpRequest) -> "StoredPage | None":
        """None if the response to this request may not be kept. ``request`` may be that of a page for everybody."""
        if (
            not may_be_shared(request)
            or not app_settings.PAGE_STORED_SECONDS
            or settings.DEBUG
            or request.method not in METHODS
            or request.META.get("QUERY_STRING")
            or not page.live
            or not type(page).__module__.startswith(MODULES)
            or not _is_own_url(page, request)
            or has_foreign_questions()
            or overridden_templates()
        ):
            return None
        practice = current_practice({"page": page, "request": request})
        return cls(page, request, practice) if practice and practice.pk else None

    def response(self) -> HttpResponse | None:
        """The stored page, if it is valid. Reports when it changes, like a page that is rendered."""
        stored: StoredContent | None = safe_cache.get_many([self._key]).get(self._key)
        if stored is None or (stored.until is not None and stored.until <= timezone.now()):
            self._read_revisions()
            return None
        if stored.supervisors is None or stored.supervisors:
            if self._revisions_of(stored.supervisors) != stored.revisions:
                self._read_revisions()
                return None
            changes_often(stored.supervisors)
        changes_at(stored.until)
        self._is_found = True
        return HttpResponse(zlib.decompress(stored.compressed), content_type=stored.content_type)

    def store(self, response: HttpResponse, validity: ContentValidity) -> None:
        """Keeps a page that has just been rendered and is the same for everybody."""
        if self._is_found:
            return
        supervisors = validity.often_changed_by
        seconds = app_settings.PAGE_STORED_SECONDS
        if validity.until is not None:
            seconds = min(seconds, int((validity.until - timezone.now()).total_seconds()))
        revisions = self._revisions.get(supervisors)
        if response.status_code != 200 or seconds <= 0 or revisions is None or not _is_ours(self._page, response):
            return
        compressed = zlib.compress(response.content, COMPRESSION)
        stored = StoredContent(compressed, response.headers["Content-Type"], validity.until, supervisors, revisions)
        safe_cache.set_many({self._key: stored}, seconds)

    def _read_revisions(self) -> None:
        """Before the page is rendered, for all free times that it may show."""
        presented = presented_record(self._page)
        self._revisions[None] = self._revisions_of(None)
        if isinstance(presented, Supervisor):
            own = frozenset([presented.pk])
            self._revisions[own] = self._revisions_of(own)

    def _revisions_of(self, supervisors: frozenset[int] | None) -> Revisions:
        rows = Supervisor.objects.filter(site_id=self._practice.site_id)
        if supervisors is not None:
            rows = rows.filter(pk__in=supervisors)
        return tuple(rows.aggregate(Count("pk"), Sum("revision"), Max("changed_at")).values())


def _key(page: Any, request: HttpRequest, practice: PracticeSettings) -> str:
    # The page was loaded before the content version, so it may be older: then its revision is another one.
    parts = (page.pk, page.live_revision_id, page.last_published_at)
    url = (request.scheme, request.get_host(), request.path, get_language())
    text = repr((deployment(), practice.pk, practice.content_version, parts, url))
    # Keyed, since the tokens of forms are signed with the same key.
    digest = salted_hmac("wagtail_tyonohjaus.page_types.stored_pages", text, algorithm="sha256").hexdigest()
    return f"tyonohjaus:page:{digest}"


def _is_own_url(page: Any, request: HttpRequest) -> bool:
    """Whether it is one of the few URLs that lead to the page: clients invent others, which would fill the cache.

    ``ALLOWED_HOSTS`` may contain patterns and accepts every port; a database may ignore case in a slug.
    """
    parts = page.get_url_parts(request)
    if parts is None or unquote(parts[2]) != request.path:
        return False
    site = Site.find_for_request(request)
    host, port = split_domain_port(request.get_host())
    hosts = {site.hostname.lower(), *settings.ALLOWED_HOSTS} if site else set(settings.ALLOWED_HOSTS)
    return host in hosts and port in PORTS | ({str(site.port)} if site else set())


def _is_ours(page: Any, response: Any) -> bool:
    """Whether the page's own template and blocks are the package's."""
    resolve = getattr(response, "resolve_template", None)
    template = resolve(response.template_name) if resolve else None
    origin = getattr(getattr(template, "origin", None), "name", "")
    blocks = {type(block) for child in stream_children(page) for block in _with_children(child.block)}
    return Path(origin).is_relative_to(TEMPLATES) and all(block.__module__.startswith(MODULES) for block in blocks)


def _with_children(block: Any) -> Iterator[Any]:
    yield block
    if isinstance(block, StructBlock | StreamBlock):
        for child in block.child_blocks.values():
            yield from _with_children(child)
    elif isinstance(block, ListBlock):
        yield from _with_children(block.child_block)


def has_foreign_questions() -> bool:
    """Whether the project has added questions to the forms, which may show anything."""
    builders = [field_type.build for field_type in field_types()]
    return bool(questions()) or not all(build.__module__.startswith(MODULES) for build in builders)


@cache
def overridden_templates() -> frozenset[str]:
    """Those of our templates for visitors that the project replaces by its own, found once for each process."""
    folder = TEMPLATES / "wagtail_tyonohjaus"
    names = [f"wagtail_tyonohjaus/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.html")]
    shown = (name for name in names if not STAFF_TEMPLATES.search(name))
    return frozenset(name for name in shown if not _is_from_package(name))


def _is_from_package(name: str) -> bool:
    for engine in engines.all():
        if not isinstance(engine, DjangoTemplates):
            # Another engine that comes first may have a template of this name.
            continue
        for loader in _loaders(engine.engine.template_loaders):
            for origin in loader.get_template_sources(name):
                try:
                    loader.get_contents(origin)  # type: ignore[attr-defined]
                except TemplateDoesNotExist:
                    continue
                return Path(origin.name).is_relative_to(TEMPLATES)
    return False


def _loaders(loaders: list[Loader]) -> Iterator[Loader]:
    for loader in loaders:
        yield from _loaders(loader.loaders) if hasattr(loader, "loaders") else [loader]


@cache
def deployment() -> str:
    """A hash that differs between deployments whose pages may differ.

    It depends on the package, static files, translations and settings.
    """
    parts = (
        [static(path) for path in stylesheet_paths()],
        # Changes with any file that has a hash in its name.
        getattr(staticfiles_storage, "manifest_hash", ""),
        [package.__version__ for package in (wagtail_tyonohjaus, wagtail, django)],
        safe_cache.VERSION,
        TEMPLATES.stat().st_mtime_ns,
        [_catalogue_changes(Path(folder)) for folder in settings.LOCALE_PATHS],
        getattr(settings, "WAGTAIL_TYONOHJAUS", None),
        settings.LANGUAGES,
        settings.MEDIA_URL,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _catalogue_changes(folder: Path) -> list[tuple[str, int, int]]:
    """The sizes and times of the project's own translations, which may replace ours."""
    files = ((path, path.stat()) for path in sorted(folder.rglob("*.mo")))
    return [(str(path), found.st_size, found.st_mtime_ns) for path, found in files]


def _forget(**kwargs: object) -> None:
    overridden_templates.cache_clear()
    deployment.cache_clear()


setting_changed.connect(_forget, dispatch_uid="wagtail_tyonohjaus.stored_pages")
