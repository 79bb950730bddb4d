"""Searches a directory for a visitor's words: names, cities in their inflected forms, services, fields, languages.

All words have to match. A word that nothing contains may have one typing error. Words that are not in the directory are
looked up in the supervisors' presentations, on PostgreSQL by its full-text search.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from django.db import connections
from django.db.models import Q, QuerySet
from django.utils import translation
from wagtail.coreutils import get_content_languages

from ..practice.choices import DeliveryMode, Format, Language
from ..practice.models import Supervisor
from .directory import Directory
from .matching import masks_of
from .selection import terms_of
from .words import MIN_TYPO_LENGTH, STOP_WORDS, finnish_forms, is_one_edit_apart, split_words

MIN_PREFIX_LENGTH = 3
MIN_PART_LENGTH = 5
#: Other words than names of people and cities: a short one is too easily another word.
MIN_OTHER_TYPO_LENGTH = 6
TEXT_FIELDS = ("introduction", "education", "memberships", "translations__introduction", "translations__education")
#: Language -> configuration of PostgreSQL's full-text search.
_CONFIGURATIONS = {"fi": "finnish", "sv": "swedish", "en": "english"}
_VOCABULARIES = {"format": Format, "delivery_mode": DeliveryMode, "language": Language}


@dataclass(frozen=True)
class SearchResult:
    """The set of supervisors who match, and what was read in place of words with a typing error: word -> read."""

    found: int
    corrections: dict[str, str] = field(default_factory=dict)


class Vocabulary:
    """The words of a directory, each with the set of supervisors whom it describes."""

    def __init__(self, directory: Directory) -> None:
        self.words: dict[str, int] = {}
        #: Words of people's names, which are not inflected here.
        self.names: dict[str, int] = {}
        self.city_forms: dict[str, str] = {}
        self.other_forms: dict[str, str] = {}
        for person in directory.people:
            self._add(self.names, split_words(person.name), directory.bits[person.pk])
            self._add(self.words, split_words(person.role), directory.bits[person.pk])
        masks = masks_of(directory)
        for facet in ("city", "service", "approach", "work_field"):
            for term in terms_of(directory, facet):
                words = [word for text in term.texts.values() for word in split_words(text)]
                self._add(self.words, words, masks[facet][term.slug])
                self._add_forms(self.city_forms if facet == "city" else self.other_forms, words)
        for code in get_content_languages():
            with translation.override(code):
                self._add_codes(masks)

    def find(self, word: str) -> tuple[int, str]:
        """The supervisors whom a folded word describes, and the word that it was read as; 0 for none."""
        found = self._exact(word) | self._beginning(word)
        if not found and len(word) >= MIN_PART_LENGTH:
            found = reduce(or_, (mask for each, mask in self.words.items() if word in each), 0)
        return (found, word) if found else self._with_typing_error(word)

    def _exact(self, word: str) -> int:
        base = {word, self.city_forms.get(word, word), self.other_forms.get(word, word)}
        return reduce(or_, (self.words.get(each, 0) | self.names.get(each, 0) for each in base))

    def _beginning(self, word: str) -> int:
        if len(word) < MIN_PREFIX_LENGTH:
            return 0
        both = (*self.words.items(), *self.names.items())
        return reduce(or_, (mask for each, mask in both if each.startswith(word)), 0)

    def _with_typing_error(self, word: str) -> tuple[int, str]:
        if len(word) < MIN_TYPO_LENGTH:
            return 0, word
        candidates = [*self.names, *self.city_forms]
        if len(word) >= MIN_OTHER_TYPO_LENGTH:
            candidates += self.words
        near = [each for each in candidates if len(each) >= MIN_TYPO_LENGTH and is_one_edit_apart(word, each)]
        read = sorted({self.city_forms.get(each, each) for each in near})
        return reduce(or_, (self._exact(each) for each in read), 0), ", ".join(read) or word

    def _add_codes(self, masks: dict[str, dict[str, int]]) -> None:
        for facet, choices in _VOCABULARIES.items():
            for code, label in choices.choices:
                words = split_words(str(label))
                self._add(self.words, words, masks[facet].get(code, 0))
                self._add_forms(self.other_forms, words)

    @staticmethod
    def _add(words: dict[str, int], found: Iterable[str], mask: int) -> None:
        for word in found:
            if mask and word not in STOP_WORDS:
                words[word] = words.get(word, 0) | mask

    @staticmethod
    def _add_forms(forms: dict[str, str], words: Iterable[str]) -> None:
        for word in words:
            forms.setdefault(word, word)
            for form in finnish_forms(word):
                forms.setdefault(form, word)


def search(directory: Directory, text: str) -> SearchResult:
    """The supervisors who match all words. One query if the directory does not have all of them, else none."""
    vocabulary = _vocabulary(directory)
    found, corrections, unknown = directory.everybody, {}, []
    for word in split_words(text):
        if word in STOP_WORDS:
            continue
        mask, read = vocabulary.find(word)
        if not mask:
            unknown.append(word)
            continue
        found &= mask
        if read != word:
            corrections[word] = read
    if unknown:
        found &= _by_presentation(directory, text, unknown)
    return SearchResult(found, corrections)


def _vocabulary(directory: Directory) -> Vocabulary:
    known = vars(directory).get("_vocabulary")
    if known is None:
        known = vars(directory)["_vocabulary"] = Vocabulary(directory)
    return known


def _by_presentation(directory: Directory, text: str, unknown: list[str]) -> int:
    """By the words as they were typed: texts in the database are not folded."""
    words = [typed for typed in text.split() if any(each in unknown for each in split_words(typed))]
    rows = Supervisor.objects.filter(pk__in=[person.pk for person in directory.people])
    is_full_text = connections[rows.db].vendor == "postgresql"
    rows = _full_text(rows, " ".join(words)) if is_full_text else _containing(rows, words)
    pks = set(rows.order_by().values_list("pk", flat=True))
    return reduce(or_, (directory.bits[pk] for pk in pks if pk in directory.bits), 0)


def _containing(rows: QuerySet, words: list[str]) -> QuerySet:
    conditions = (reduce(or_, (Q(**{f"{name}__icontains": word}) for name in TEXT_FIELDS)) for word in words)
    return rows.filter(reduce(and_, conditions)) if words else rows.none()


def _full_text(rows: QuerySet, text: str) -> QuerySet:
    # The module needs a driver for PostgreSQL.
    from django.contrib.postgres.search import SearchQuery, SearchVector

    language = (translation.get_language() or "").partition("-")[0]
    configuration = _CONFIGURATIONS.get(language, "simple")
    vector = SearchVector(*TEXT_FIELDS, config=configuration)
    return rows.annotate(presentation=vector).filter(presentation=SearchQuery(text, config=configuration))
