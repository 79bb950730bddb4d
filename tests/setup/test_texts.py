"""The draft texts: complete in every language, and without anything made up."""

import re
from typing import Any

import pytest

from wagtail_tyonohjaus.setup.ready_made import READY_MADE
from wagtail_tyonohjaus.setup.texts import LANGUAGES, filled, texts, to_html

PLACEHOLDER = re.compile(r"\[\[[^\[\]]+\]\]")


def structure(value: Any) -> Any:
    """Which texts there are, with their paragraphs, items and what is to be filled in."""
    if isinstance(value, dict):
        return {name: structure(each) for name, each in value.items()}
    parts = ("</p>", "</li>")
    marks = [len(re.findall(re.escape(mark), to_html(value))) for mark in parts]
    return [bool(value), *marks, len(PLACEHOLDER.findall(value)), sorted(re.findall(r"\{\w+\}", value))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_texts(language):
    assert structure(texts(language)) == structure(texts("fi"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_ready_made_service_has_its_texts(language):
    services = texts(language)["services"]
    assert set(services) == set(READY_MADE)
    slugs = [service["slug"] for service in services.values()]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)
    assert max(len(service["name"]) for service in services.values()) <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_price_is_made_up(language):
    assert re.findall(r"\d+ ?(?:€|euro|e\b)", str(texts(language))) == []
    for kind in ("supervision", "coaching", "crisis"):
        assert PLACEHOLDER.search(texts(language)["texts"]["practicalities"][kind])


def test_texts_are_escaped_and_other_braces_stay():
    assert to_html("a < b\n\n- one\n- two") == "<p>a &lt; b</p><ul><li>one</li><li>two</li></ul>"
    assert filled("{name} {other}", name="Majakka") == "Majakka {other}"
