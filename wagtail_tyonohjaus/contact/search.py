"""Searches requests by part of a name, e-mail address, telephone number (in any notation) or reference."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol

import phonenumbers
from django.db.models import Q, QuerySet

from ..practice.form_fields.texts import without_invisible
from ..practice.references import normalise_request_reference

# Nearly every number contains any shorter sequence of digits.
MIN_DIGITS = 3
NUMBER_CHARACTERS = frozenset("0123456789 +-()/. \u00a0")
MAX_QUERY_LENGTH = 200
# In characters of up to four bytes, which must fit into an index of every database.
SEARCH_LENGTH = 600
# Up to this many matches are loaded first.
MAX_PRELOADED = 1000


class Searchable(Protocol):
    """The fields of a contact request that are searched; the model itself imports this module."""

    reference: str
    phone: object
    name: str
    organisation: str
    email: str


def search_text(request: Searchable) -> str:
    """The searchable text of a request, for one column: reference, digits of the number, names, e-mail address."""
    digits = "".join(char for char in str(request.phone or "") if char.isdigit())
    parts = [request.reference.replace("-", ""), digits, request.name, request.organisation, request.email]
    return " ".join(fold(part) for part in parts if part)[:SEARCH_LENGTH]


def fold(text: str) -> str:
    """Lower case without accents, so that every database compares alike and ``aijala`` finds Äijälä.

    Invisible characters are left out too.
    """
    letters = unicodedata.normalize("NFKD", without_invisible(text).casefold())
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def search(requests: QuerySet, query: str, regions: Iterable[str] = ()) -> QuerySet:
    """The ``requests`` that match; ``regions`` are the countries (ISO 3166) of national telephone numbers.

    Most searches have few matches. These are looked up first, in the index of the searchable text.
    """
    condition = matching(query, regions)
    matches = requests.model._default_manager.order_by().filter(condition)
    pks = list(matches.values_list("pk", flat=True)[: MAX_PRELOADED + 1])
    if len(pks) > MAX_PRELOADED:
        return requests.filter(condition)
    # With a subquery, the database would scan the whole list in its order.
    return requests.filter(pk__in=list(requests.order_by().filter(pk__in=pks).values_list("pk", flat=True)))


def matching(query: str, regions: Iterable[str] = ()) -> Q:
    """The condition that a request must meet to match ``query``."""
    query = query.replace("\x00", "").strip().removeprefix("tel:")[:MAX_QUERY_LENGTH]
    words = fold(query).split()
    texts = {words[0].replace("-", "")} if len(words) == 1 and words[0].startswith("to-") else set()
    reference = normalise_request_reference(query)
    if reference:
        texts.add(fold(reference.replace("-", "")))
    texts |= digits_of(query, regions)
    # A text that contains another one is redundant.
    shortest = [text for text in texts if not any(other in text for other in texts - {text})]
    condition = Q(*(Q(search_text__contains=word) for word in words)) if words else Q(pk=None)
    for text in shortest:
        condition |= Q(search_text__contains=text)
    return condition


def digits_of(query: str, regions: Iterable[str]) -> set[str]:
    """The digits that E.164 has for a number, or part of one, in any notation."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", query) if char.isdigit())
    if len(plain) < MIN_DIGITS or not set(unicodedata.normalize("NFKC", query)) <= NUMBER_CHARACTERS:
        return set()
    if query.strip().startswith("+"):
        return {plain.replace("0", "", 1) if "(0)" in query else plain}
    candidates = {plain, plain.removeprefix("00"), plain.lstrip("0")}
    candidates |= {digits for region in regions for digits in _international(query, region)}
    return {digits for digits in candidates if len(digits) >= MIN_DIGITS}


def _international(query: str, region: str) -> Iterable[str]:
    try:
        number = phonenumbers.parse(query, region)
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.is_possible_number(number):
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
