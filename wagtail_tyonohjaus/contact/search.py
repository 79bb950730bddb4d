"""Finds requests by what somebody remembers of them: part of a name, a number in any notation, a reference."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import phonenumbers
from django.db.models import Q

from .references import normalise_reference

# Shorter runs of digits are in nearly every number.
FEWEST_DIGITS = 3
IN_NUMBERS = frozenset("0123456789 +-()/. \u00a0")
LONGEST_QUERY = 200


def search_text(request: Any) -> str:
    """What is searched of a request, in one column: people, addresses, the number's digits and the reference."""
    digits = "".join(char for char in str(request.phone or "") if char.isdigit())
    parts = [request.name, request.organisation, request.email, digits, request.reference.replace("-", "")]
    return " ".join(fold(part) for part in parts if part)


def fold(text: str) -> str:
    """Lower case without accents, so that every database compares alike and ``aijala`` finds Äijälä."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def matching(query: str, regions: Iterable[str] = ()) -> Q:
    """What a request must fulfil to be meant by ``query``; ``regions`` are the countries of national numbers."""
    query = query.replace("\x00", "")[:LONGEST_QUERY]
    found = Q()
    words = fold(query).split()
    if words:
        found |= _all_of(words)
    reference = normalise_reference(query)
    if reference:
        found |= Q(reference=reference)
    elif len(words) == 1 and words[0].startswith("to-"):
        found |= Q(search_text__contains=words[0].replace("-", ""))
    for digits in digits_of(query, regions):
        found |= Q(search_text__contains=digits)
    return found or Q(pk=None)


def digits_of(query: str, regions: Iterable[str]) -> set[str]:
    """The runs of digits that a typed number, or part of one, comes to in E.164."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", query) if char.isdigit())
    if len(plain) < FEWEST_DIGITS or not set(unicodedata.normalize("NFKC", query)) <= IN_NUMBERS:
        return set()
    if query.strip().startswith("+"):
        return {plain.replace("0", "", 1) if "(0)" in query else plain}
    found = {plain, plain.removeprefix("00"), plain.lstrip("0")}
    found |= {digits for region in regions for digits in _international(query, region)}
    return {digits for digits in found if len(digits) >= FEWEST_DIGITS}


def _all_of(words: Iterable[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(search_text__contains=word)
    return condition


def _international(query: str, region: str) -> Iterable[str]:
    try:
        number = phonenumbers.parse(query, region)
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.is_possible_number(number):
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
