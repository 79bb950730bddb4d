"""Wagtail's sentences on the admin pages of our records are translated, also where its own catalogues have gaps."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
import wagtail
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation
from wagtail.snippets.models import get_snippet_models
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_service, make_supervisor
from tests.inbox.factories import client_for, make_request
from wagtail_tyonohjaus.contact.models import ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.admin.viewsets import NoChooserViewSet
from wagtail_tyonohjaus.practice.models import Approach, Service, WorkField

LANGUAGES = ("fi", "sv")
SOURCES = sorted(Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"<[^>]+>")
MODELS = [model for model in get_snippet_models() if model._meta.app_label == "wagtail_tyonohjaus"]
OTHER_PAGES = (
    "tyonohjaus_inbox:index",
    "tyonohjaus_session:index",
    "tyonohjaus_log:index",
    "tyonohjaus_inbox:callbacks",
)
pytestmark = pytest.mark.django_db


@cache
def wagtail_messages() -> frozenset[str]:
    """All sentences and phrases of Wagtail, in English; single words are often the same in another language."""
    entries = [entry for path in SOURCES for entry in polib.pofile(str(path))]
    texts = {text for entry in entries for text in (entry.msgid, entry.msgid_plural) if text}
    return frozenset(text for text in texts if len(re.findall(r"(?<!%\()\b[A-Za-z]{3,}\b", text)) >= 2)


class Sentence:
    """A message as a pattern of what a page would show; the longest part without placeholders is looked for first."""

    def __init__(self, text: str) -> None:
        plain = " ".join(TAG.sub(" ", text).split())
        parts = PLACEHOLDER.split(plain)
        self.longest_part = max(parts, key=len)
        self.pattern = re.compile(".{1,80}?".join(map(re.escape, parts)))

    def is_in(self, page: str) -> bool:
        return self.longest_part in page and bool(self.pattern.search(page))


@cache
def english(language: str) -> dict[str, Sentence]:
    """Those that are not translated into the language."""
    with translation.override(language):
        return {text: Sentence(text) for text in wagtail_messages() if translation.gettext(text) == text}


def shown_texts(html: str) -> str:
    """What is read or read out: texts and labels."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style", "template"]):
        element.decompose()
    labels = [element.get(name, "") for element in soup.find_all() for name in ("aria-label", "title", "placeholder")]
    return " ".join(" ".join([soup.get_text(" "), *labels]).split())


def sentences_in_english(html: str, language: str) -> list[str]:
    page = shown_texts(html)
    return sorted(text for text, sentence in english(language).items() if sentence.is_in(page))


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def client(admin_user, language):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = language
    profile.save()
    return client_for(admin_user)


@pytest.fixture
def records():
    """One of each model that has a viewset."""
    site = make_practice().site
    office, service = make_office(), make_service()
    make_supervisor(offices=[office], services=[service])
    make_request(office)
    rows = [
        RoutingRule.objects.create(site=site, name="Rule"),
        Rota.objects.create(site=site, name="Rota"),
        ReplyTemplate.objects.create(site=site, name="Reply", subject="Reply", text="Reply"),
        Approach.objects.create(name="Approach"),
        WorkField.objects.create(name="Field"),
    ]
    return {type(row): row for row in rows} | {type(office): office, Service: service}


def pages(model, row) -> Iterator[tuple[str, dict[str, str]]]:
    viewset = model.snippet_viewset
    index = reverse(viewset.get_url_name("list"))
    yield from ((index, {}), (index, {"q": "zzyzx"}), (reverse(viewset.get_url_name("add")), {}))
    for name in ("edit", "delete", "history", "usage"):
        yield reverse(viewset.get_url_name(name), args=[row.pk]), {}
    chooser = viewset.chooser_viewset
    if not isinstance(viewset, NoChooserViewSet):
        yield from ((reverse(chooser.get_url_name("choose")), query) for query in ({}, {"q": "zzyzx"}))


def html_of(response) -> str:
    if response["Content-Type"].startswith("application/json"):
        return str(response.json().get("html", ""))
    return response.content.decode()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_page_of_a_record_shows_no_english_sentence_of_wagtail(model, client, language, records):
    row = records.get(model) or model.objects.first()
    found = {}
    for url, query in pages(model, row):
        response = client.get(url, query)
        assert response.status_code == 200, url
        if sentences := sentences_in_english(html_of(response), language):
            found[url] = sentences
    assert found == {}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_empty_list_and_refused_form_show_no_english_sentence(model, client, language):
    make_practice()
    viewset = model.snippet_viewset
    model.objects.all().delete()
    responses = [
        client.get(reverse(viewset.get_url_name("list"))),
        client.post(reverse(viewset.get_url_name("add")), {}),
    ]
    assert [sentences_in_english(html_of(each), language) for each in responses] == [[], []]


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_other_list_shows_no_english_sentence(name, client, language, records):
    for query in ({}, {"q": "zzyzx"}):
        assert sentences_in_english(html_of(client.get(reverse(name), query)), language) == []


def test_sentence_in_english_is_found():
    sentence = Sentence("There are no %(model_name)s to display.")
    assert sentence.is_in(shown_texts("<p>There are no <b>rotas</b> to display.</p>"))
    assert sentence.is_in(shown_texts('<a aria-label="There are no rotas to display."></a>'))
    assert not sentence.is_in(shown_texts("<p>Ei näytettävää.</p>"))
