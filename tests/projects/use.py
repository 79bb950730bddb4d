"""Uses an installed site: pages, the form, a feed, and the editor's views."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests.packaging.use_site import FormParser
from wagtail_tyonohjaus.feeds.converters import FeedFilter
from wagtail_tyonohjaus.inbox.links import detail_url
from wagtail_tyonohjaus.models import ContactRequest

from . import extras
from .browser import Browser
from .content import create_pages, create_records

ANSWERS = {"name": "Veli Visitor", "email": "veli@example.com", "message": "Our team of six.", "consent": "on"}
PASSWORD = "projects"


def use_site() -> None:
    """What a variant adds is checked by the function of its name in ``extras.py``."""
    supervisor = create_records()
    pages = create_pages(supervisor)
    visitor = Browser()
    texts = {path: visitor.page(path) for path in pages}
    for text in texts.values():
        check_policy(text)
    send_request(visitor, texts[settings.CONTACT_PATH])
    subscribe(visitor, supervisor)
    editor = logged_in_editor()
    edit(editor, supervisor, pages)
    extra = getattr(extras, settings.VARIANT, None)
    if extra:
        extra(extras.Site(visitor, editor, supervisor, pages, texts))


def check_policy(text: str) -> None:
    """Works with the Content Security Policy ``default-src 'self'``: nothing inline, nothing of other hosts."""
    inline = re.findall(r"<style|<script(?![^>]*(?:\ssrc=|/(?:ld\+)?json))|\s(?:style|on\w+)=[\"']", text)
    foreign = re.findall(r"<(?:script|img|iframe|link rel=.stylesheet.)[^>]*(?:src|href)=[\"'](?:https?:)?//", text)
    assert (inline, foreign) == ([], []), (inline, foreign)


def send_request(visitor: Browser, page: str) -> None:
    """The request is stored, and the visitor gets a receipt on a page and by mail."""
    form = FormParser(page)
    assert form.action, page
    receipt = visitor.post(form.action, {**form.values, **ANSWERS})
    stored = ContactRequest.objects.get()
    assert stored.reference in receipt.content.decode(), receipt.status_code
    call_command("tyonohjaus_deliver", verbosity=0)
    assert ["veli@example.com"] in [message.to for message in mail.outbox], mail.outbox


def subscribe(visitor: Browser, supervisor: Any) -> None:
    """The feed, its link to the front page, and its first link to the form."""
    feed = visitor.page(reverse("wagtail_tyonohjaus:calendar_free", args=[supervisor.uuid, FeedFilter()]))
    assert feed.count("BEGIN:VEVENT") >= 20, feed[:400]
    calendar, event, *_ = feed.replace("\r\n ", "").split("BEGIN:VEVENT")
    for part in (calendar, event):
        link = re.search(r"^URL\S*?:(http\S+)", part, re.M)
        assert link, part
        visitor.page(link[1])


def logged_in_editor() -> Browser:
    model = get_user_model()
    model.objects.create_superuser(**{model.USERNAME_FIELD: "editor@example.com", "password": PASSWORD})
    editor = Browser()
    editor.post(reverse("wagtailadmin_login"), {"username": "editor@example.com", "password": PASSWORD})
    return editor


def edit(editor: Browser, supervisor: Any, pages: dict[str, Any]) -> None:
    """The views of the dashboard, a record, the inbox and every page open, without a redirect to the login."""
    urls = [
        reverse("wagtailadmin_home"),
        reverse(supervisor.snippet_viewset.get_url_name("edit"), args=[supervisor.pk]),
        detail_url(ContactRequest.objects.get()),
        *(reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages.values()),
    ]
    for url in urls:
        editor.page(url)
        assert editor.path == url
