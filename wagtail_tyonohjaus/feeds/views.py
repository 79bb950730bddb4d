"""Feeds over HTTP: whom it is about, whether it changed, and only then its bytes."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Site

from ..appointments import invitations
from ..appointments import tokens as session_tokens
from ..appointments.slots.picker_context import prefilled_form_url
from ..availability.free import current_hour
from ..practice.models import PracticeSettings, Supervisor
from ..practice.page_links import PageRole, first_page, record_urls
from . import (
    availability_feed,
    busy_feed,
    cache_version,
    feed_scope,
    free_feed,
    free_json,
    prefill,
    sessions_feed,
    tokens,
)
from .converters import Choice
from .feed_scope import FORMAT, Kind, Subject, Unknown
from .http import JSON, PRIVATE, Answer, options, quick, respond

#: The end of the year 9999, in UTC epoch seconds.
LAST_INSTANT = 253_402_300_799

View = Callable[..., HttpResponse]
Found = tuple[Answer, Callable[[], bytes]]


def feed(view: View) -> View:
    """GET and HEAD for everybody, from everywhere, without a token of any form; unknown subjects are a 404."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return options(request) or view(request, **kwargs)
        except Unknown as error:
            raise Http404 from error

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered


@feed
def supervisor_free(request: HttpRequest, supervisor: UUID, choice: Choice) -> HttpResponse:
    return _free(request, "supervisor", supervisor, choice)


@feed
def union_free(request: HttpRequest, kind: Kind, slug: str, choice: Choice) -> HttpResponse:
    return _free(request, kind, slug, choice)


@feed
def supervisor_json(request: HttpRequest, supervisor: UUID, choice: Choice) -> HttpResponse:
    as_of = current_hour()

    def found() -> Found:
        subject, language = (
            feed_scope.find(request, "supervisor", supervisor, choice),
            feed_scope.language(request, choice),
        )
        answer = _answer(request, subject, as_of, language, content_type=JSON)
        return answer, lambda: free_json.build(subject, choice, language, as_of)

    return _respond(request, as_of, found)


@feed
def supervisor_hours(request: HttpRequest, supervisor: UUID, choice: Choice) -> HttpResponse:
    if choice != Choice(language=choice.language):
        raise Http404
    as_of = current_hour()

    def found() -> Found:
        subject, language = (
            feed_scope.find(request, "supervisor", supervisor, choice),
            feed_scope.language(request, choice),
        )
        since = availability_feed.first_of_year(subject.tz, as_of)
        source = _source(request, subject)
        return _answer(request, subject, since, language), lambda: availability_feed.build(
            subject, language, since, source
        )

    return _respond(request, as_of, found)


@feed
def supervisor_busy(request: HttpRequest, supervisor: UUID) -> HttpResponse:
    subject, as_of = feed_scope.find(request, "supervisor", supervisor, Choice()), current_hour()
    if not subject.busy or not subject.people:
        raise Unknown
    try:
        start, end = busy_feed.asked_range(request.GET.dict(), subject.tz, as_of)
    except busy_feed.BadRange as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    # A range of somebody's own is not worth keeping.
    answer = _answer(request, subject, as_of, "", f"{start}-{end}", keep=not request.GET)
    return respond(request, answer, lambda: busy_feed.build(subject, start, end, _source(request, subject)))


@feed
def work(request: HttpRequest, token: str) -> HttpResponse:
    key = tokens.find(token)
    if key is None:
        raise Http404
    tokens.note_use(key)
    since, until = sessions_feed.span()
    state = sessions_feed.state(key.supervisor, since, until)
    # The state covers each change; the moment of the last one is not known, so that only the tag decides.
    answer = Answer(_tag(state, FORMAT), int(timezone.now().timestamp()), public=False, keep=False)
    return respond(request, answer, lambda: sessions_feed.build(key.supervisor, since, until))


@feed
def session(request: HttpRequest, token: str) -> HttpResponse:
    """One session as a file to download, by the link in its mails."""
    found = session_tokens.find_session(token)
    if found is None:
        raise Http404
    body = invitations.published(found)
    answer = Answer(
        tag=_tag(body.hex()),
        modified=int(found.changed_at.timestamp()) + 1,
        public=False,
        filename=f"{found.reference}.ics",
        keep=False,
    )
    return respond(request, answer, lambda: body)


@feed
def openapi(request: HttpRequest) -> HttpResponse:
    prefix = reverse("wagtail_tyonohjaus:calendar_openapi").removesuffix("openapi.json")
    site = Site.find_for_request(request)
    made = free_json.openapi(site.root_url if site else f"{request.scheme}://{request.get_host()}", prefix)
    body = json.dumps(made, indent=1, default=str).encode()
    answer = Answer(_tag(body.hex()), 0, content_type=JSON, keep=False)
    return respond(request, answer, lambda: body)


@feed
def ask(request: HttpRequest, supervisor: UUID, choice: Choice, start: int, minutes: int | None = None) -> HttpResponse:
    """From a time in a calendar to the form, wherever the practice keeps it now, with the first slot from then on."""
    person = Supervisor.objects.select_related("site").filter(uuid=supervisor).first()
    if person is None or start > LAST_INSTANT:
        raise Http404
    with translation.override(feed_scope.language(request, choice)):
        page = first_page(PageRole.CONTACT, person.site)
        target = page.full_url if page else record_urls(PageRole.SUPERVISOR, [person], person.site).get(person.pk)
        query = {"supervisor": str(person.pk)}
        if PracticeSettings.for_site(person.site).publish_free_times:
            query |= prefill.query_for(person, choice, start, minutes)
        response = HttpResponseRedirect(prefilled_form_url(target or f"{person.site.root_url}/", query))
    response.headers["X-Robots-Tag"] = PRIVATE["X-Robots-Tag"]
    return response


def _free(request: HttpRequest, kind: Kind, key: UUID | str, choice: Choice) -> HttpResponse:
    as_of = current_hour()

    def found() -> Found:
        subject, language = feed_scope.find(request, kind, key, choice), feed_scope.language(request, choice)
        source = _source(request, subject)
        answer = _answer(request, subject, as_of, language)
        return answer, lambda: free_feed.build(subject, choice, language, as_of, source)

    return _respond(request, as_of, found)


def _respond(request: HttpRequest, as_of: int, found: Callable[[], Found]) -> HttpResponse:
    """What was answered before at this address, as long as nothing changed; else what ``found`` tells."""
    key = f"tyonohjaus:answer:{FORMAT}:{as_of}:{request.get_host()}{request.path}"
    kept = cache_version.read(key)
    response = quick(request, Answer(*kept)) if kept else None
    if response is not None:
        return response
    before = cache_version.current()
    answer, build = found()
    cache_version.keep(key, astuple(answer), before)
    return respond(request, answer, build)


def _answer(
    request: HttpRequest, subject: Subject, as_of: int, language: str, variant: str = "", **kwargs: Any
) -> Answer:
    tag = _tag(subject.digest, FORMAT, str(as_of), request.path, language, variant)
    return Answer(tag, max(subject.changed, as_of), language=language, **kwargs)


def _tag(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _source(request: HttpRequest, subject: Subject) -> str:
    """The feed's own address, on the practice's host whatever name it was asked by."""
    return f"{subject.root_url}{request.path}"
