"""The script of the web component; ``tests/browser/test_headless.py`` uses it."""

import re
from pathlib import Path

import wagtail_tyonohjaus
from wagtail_tyonohjaus.headless.component_texts import component_texts

from .requests import get

SCRIPT = Path(wagtail_tyonohjaus.__file__).parent / "static/wagtail_tyonohjaus/headless.js"


def test_script_is_small():
    assert SCRIPT.stat().st_size < 10_000


def test_script_has_no_texts_of_its_own_and_uses_all_of_the_api():
    source = SCRIPT.read_text(encoding="utf-8")
    by_name = set(re.findall(r'\b(?:week|select)\("(\w+)"', source))
    assert by_name == {"earlier", "later", "service", "length"}
    assert set(re.findall(r"\btexts\??\.(\w+)", source)) == component_texts().keys() - by_name


def test_texts_are_in_the_language_of_the_path(practice):
    assert get("", language="sv").json()["texts"]["send"] == "Skicka"
