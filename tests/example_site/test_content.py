"""The demo content is invented, valid and complete."""

import re
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest

from example_site.content import practices, terms
from example_site.content.schema import PageSpec, PracticeSpec, Ref

URL = re.compile(r"https?://[^\s\"<]+")


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts(item)]
    return []


def walk(page: PageSpec) -> list[PageSpec]:
    return [page, *(below for child in page.children for below in walk(child))]


def refs(value: Any) -> set[Ref]:
    if isinstance(value, Ref):
        return {value}
    if isinstance(value, dict):
        return {ref for item in value.values() for ref in refs(item)}
    if isinstance(value, list | tuple):
        return {ref for item in value for ref in refs(item)}
    return set()


@pytest.fixture(params=practices(), ids=lambda practice: practice.slug)
def practice(request) -> PracticeSpec:
    return request.param


def test_telephone_numbers_are_valid_ordinary_rate_and_invented(practice):
    numbers = {text for text in texts(practice) if text.startswith("+358")}
    parsed = {text: phonenumbers.parse(text) for text in numbers}
    kinds = {phonenumbers.number_type(number) for number in parsed.values()}

    assert [text for text, number in parsed.items() if not phonenumbers.is_valid_number(number)] == []
    assert kinds <= {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE}
    assert [text for text in numbers if not re.fullmatch(r"\+358(40 ?0000\d{3}|\d55504\d\d)", text)] == []


def test_email_addresses_use_reserved_domain(practice):
    addresses = {address for text in texts(practice) for address in re.findall(r"[\w.+-]+@[\w.-]+\w", text)}

    assert [address for address in addresses if not address.endswith(".example")] == []


def test_only_external_link_is_the_professional_association(practice):
    urls = {url for text in texts(practice) for url in URL.findall(text)}
    invented = {url for url in urls if (urlsplit(url).hostname or "").endswith(".example")}

    assert urls - invented <= {"https://www.suomentyonohjaajat.fi/"}


def test_references_in_pages_exist(practice):
    for root in practice.pages.values():
        pages = walk(root)
        known = {Ref("page", page.key) for page in pages} | {Ref("picture", key) for key in practice.pictures}
        known |= {Ref("service", one.slug) for one in practice.services}
        known |= {Ref("office", one.slug) for one in practice.offices}
        known |= {Ref("supervisor", one.slug) for one in practice.supervisors}
        assert {ref for page in pages for ref in refs(page.values) | refs(page.body)} - known == set()


def test_every_page_has_search_description(practice):
    pages = [page for root in practice.pages.values() for page in walk(root)]

    assert [page.slug for page in pages if not 10 <= len(page.description) <= 160] == []


def test_texts_use_correct_punctuation(practice):
    """No double hyphens, spaced hyphens, three dots, or spaces before punctuation."""
    wrong = re.compile(r"\s--\s| - |\.\.\.|[^\s]\s+[,;!?]|  ")
    prose = [re.sub(r"<[^>]+>", "", text) for text in texts(practice)]

    assert [text for text in prose if wrong.search(text)] == []


def test_terms_are_translated(practice):
    people = practice.supervisors
    missing = {name for one in people for name in one.approaches if set(terms.APPROACHES.get(name, ())) != {"sv", "en"}}
    missing |= {
        name for one in people for name in one.work_fields if set(terms.WORK_FIELDS.get(name, ())) != {"sv", "en"}
    }

    assert missing == set()


def test_records_are_translated_into_the_languages_of_the_pages(practice):
    others = set(practice.pages) - {"fi"}
    records = (*practice.services, *practice.supervisors, *practice.offices)

    assert [record.slug for record in records if others - set(record.texts)] == []
