"""A few questions with links as answers, which lead to fitting services and supervisors.

What has been answered is in the URL, as one ``PARAMETER`` for each question, in the order of the questions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from wagtail.models import Site

from ..practice import listings
from ..practice.choices import Kind
from ..practice.listings import RecordCard
from ..practice.page_links import PageRole, first_page
from .cards import SupervisorCard
from .directory import Directory, Term
from .matching import Matcher
from .results import Results
from .search import search
from .selection import FACETS, Selection

PARAMETER = "answer"
MAX_SUPERVISORS = 3
MAX_SERVICES = 3


@dataclass(frozen=True)
class Answer:
    """``key`` identifies it among the answers of its question. It means values of facets, and words to search for.

    ``only_if_matched``: it is offered only if somebody matches it together with the earlier answers.
    """

    key: str
    text: str
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    description: str = ""
    only_if_matched: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its answers in their order."""

    text: str
    answers: tuple[Answer, ...]

    def find(self, key: str) -> Answer | None:
        """The answer with a key, also if it is not offered."""
        return next((answer for answer in self.answers if answer.key == key), None)


@dataclass(frozen=True)
class Step:
    """A question that has been answered. ``query`` leads back to it."""

    question: Question
    answer: Answer
    query: str


class Guide:
    """Where a visitor is on the way through ``questions``. ``keys`` are the answers in the URL."""

    def __init__(
        self,
        site: Site | None,
        directory: Directory,
        questions: Iterable[Question],
        keys: Sequence[str] = (),
        request: HttpRequest | None = None,
    ) -> None:
        self.questions = [question for question in questions if question.answers]
        self.steps: list[Step] = []
        for question, key in zip(self.questions, keys, strict=False):
            answer = question.find(key)
            if answer is None:
                break
            self.steps.append(Step(question, answer, self._query([])))
        self.is_unreadable = len(self.steps) < len(keys)
        self._site, self._directory, self._request = site, directory, request

    @property
    def question(self) -> Question | None:
        """The next one; None at the end."""
        return self.questions[len(self.steps)] if len(self.steps) < len(self.questions) else None

    @property
    def number(self) -> int:
        """That of the question, counted from one."""
        return len(self.steps) + 1

    @property
    def choices(self) -> list[tuple[Answer, str]]:
        """The answers that are offered, each with the query string of the page that follows."""
        if self.question is None:
            return []
        answers = self.question.answers
        offered = [answer for answer in answers if not answer.only_if_matched or self._is_matched(answer)]
        return [(answer, self._query([answer])) for answer in offered or answers]

    @cached_property
    def selection(self) -> Selection:
        """What the answers mean in the list of supervisors."""
        return selection_of([step.answer for step in self.steps])

    @property
    def list_url(self) -> str:
        """The list of all supervisors who fit; blank if the site has no list, or if nobody fits."""
        page = first_page(PageRole.SUPERVISOR_INDEX, self._site, self._request)
        url = (page.get_url(self._request) if page else "") or ""
        return f"{url}{self.selection.query()}#results" if url and self.results.total else ""

    @cached_property
    def results(self) -> Results:
        """The supervisors who fit, the soonest first."""
        return Results(self._site, self._directory, self.selection, self._request, page_size=MAX_SUPERVISORS)

    @property
    def supervisors(self) -> list[SupervisorCard]:
        """At most ``MAX_SUPERVISORS`` who fit, or if nobody does, those who fit best."""
        if not self.results.total:
            return self.results.nearest
        return [card for group in self.results.groups for card in group.cards]

    @cached_property
    def services(self) -> list[RecordCard]:
        """At most ``MAX_SERVICES`` that fit, those with a page first; of all services if none does."""
        cards = listings.services(self._site, None, self._request)
        fitting = _fitting_services(self._directory, self.selection)
        cards = [card for card in cards if card.record.pk in fitting] or cards
        return sorted(cards, key=lambda card: not card.url)[:MAX_SERVICES]

    @property
    def is_crisis(self) -> bool:
        """Whether only crisis supervision has been asked for."""
        slugs = self.selection.values("service")
        return bool(slugs) and set(slugs) <= set(slugs_of_kind(self._directory, Kind.CRISIS))

    def _query(self, further: list[Answer]) -> str:
        answers = [*(step.answer for step in self.steps), *further]
        encoded = urlencode([(PARAMETER, answer.key) for answer in answers])
        return f"?{encoded}" if encoded else ""

    def _is_matched(self, answer: Answer) -> bool:
        selection = selection_of([*(step.answer for step in self.steps), answer])
        return bool(Matcher(self._directory, selection, {}, self._found).matches)

    @cached_property
    def _found(self) -> int:
        """The set of those who match the words of the answers so far."""
        words = self.selection.search
        return search(self._directory, words).found if words else self._directory.everybody


def selection_of(answers: Iterable[Answer]) -> Selection:
    """What answers mean together. A later one narrows an earlier one of the same facet down, else adds to it."""
    facets: dict[str, tuple[str, ...]] = {}
    words = []
    for answer in answers:
        words += answer.search.split()
        for name, values in answer.facets.items():
            known = facets.get(name, values)
            narrowed = tuple(value for value in known if value in values)
            facets[name] = narrowed or tuple(dict.fromkeys((*known, *values)))
    return Selection(" ".join(words), {name: facets[name] for name in FACETS if name in facets})


def slugs_of_kind(directory: Directory, kind: str) -> tuple[str, ...]:
    """The values of the facet of services that mean a kind of service."""
    return tuple(term.slug for term in directory.services if kind in _kinds(directory, term))


def _kinds(directory: Directory, service: Term) -> set[str]:
    return {directory.service_facts[pk].kind for pk in service.keys}


def _fitting_services(directory: Directory, selection: Selection) -> set[int]:
    """The primary keys of the services that are meant, in a format and a delivery mode that are asked for."""
    slugs, formats = selection.values("service"), set(selection.values("format"))
    modes = set(selection.values("delivery_mode"))
    return {
        pk
        for term in directory.services
        for pk in term.keys
        if (not slugs or term.slug in slugs)
        and (not formats or not directory.service_facts[pk].formats or directory.service_facts[pk].formats & formats)
        and (not modes or directory.service_facts[pk].delivery_modes & modes)
    }
