"""Finds requests by what somebody remembers of them: part of a name, a number in any notation, a reference."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import phonenumbers
from django.db.models import Q, QuerySet

from ..practice.references import normalise_request_reference

# Shorter runs of digits are in nearly every number.
FEWEST_DIGITS = 3
IN_NUMBERS = frozenset("0123456789 +-()/. \u00a0")
LONGEST_QUERY = 200
# In characters; four bytes each must fit into an index of every database.
SEARCH_LENGTH = 600
# More matches than this are not gathered beforehand.
MOST_GATHERED = 1000


def search_text(request: Any) -> str:
    """What is searched of a request, in one column: the reference, the number's digits, people and addresses."""
    digits = "".join(char for char in str(request.phone or "") if char.isdigit())
    parts = [request.reference.replace("-", ""), digits, request.name, request.organisation, request.email]
    return " ".join(fold(part) for part in parts if part)[:SEARCH_LENGTH]


def fold(text: str) -> str:
    """Lower case without accents, so that every database compares alike and ``aijala`` finds Äijälä."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def search(requests: QuerySet, query: str, regions: Iterable[str] = ()) -> QuerySet:
    """Those of ``requests`` that ``query`` means; ``regions`` are the countries of national numbers.

    The few that most searches find are gathered first, by the searched column alone.
    """
    condition = matching(query, regions)
    everywhere = requests.model._default_manager.order_by().filter(condition)
    found = list(everywhere.values_list("pk", flat=True)[: MOST_GATHERED + 1])
    if len(found) > MOST_GATHERED:
        return requests.filter(condition)
    # Narrowed to these requests at once, or the list would be looked for along its order.
    return requests.filter(pk__in=list(requests.order_by().filter(pk__in=found).values_list("pk", flat=True)))


def matching(query: str, regions: Iterable[str] = ()) -> Q:
    """What a request must fulfil to be meant by ``query``."""
    query = query.replace("\x00", "").strip().removeprefix("tel:")[:LONGEST_QUERY]
    words = fold(query).split()
    texts = {words[0].replace("-", "")} if len(words) == 1 and words[0].startswith("to-") else set()
    reference = normalise_request_reference(query)
    if reference:
        texts.add(fold(reference.replace("-", "")))
    texts |= digits_of(query, regions)
    # What holds a shorter one of them holds the longer ones too.
    fewest = [text for text in texts if not any(other in text for other in texts - {text})]
    found = Q(*(Q(search_text__contains=word) for word in words)) if words else Q(pk=None)
    for text in fewest:
        found |= Q(search_text__contains=text)
    return found


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


def _international(query: str, region: str) -> Iterable[str]:
    try:
        number = phonenumbers.parse(query, region)
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.is_possible_number(number):
        yield phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
