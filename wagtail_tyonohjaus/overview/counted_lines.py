"""Lines of the dashboard that count rows which the user may see: what it is, its cause, and where to solve it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from ..practice.users import Account
from .limited_counts import count_limited, count_text
from .problems import Link, Problem


@dataclass(frozen=True)
class CountedLine:
    """``rows`` returns the user's rows, None if they are not the user's business; ``links`` takes them.

    ``text`` is an ``ngettext_lazy`` of ``number`` that shows ``count``.
    """

    code: str
    rows: Callable[[Account], QuerySet[Any] | None]
    text: Any
    cause: str | Promise
    links: Callable[[QuerySet[Any]], Iterable[Link]]


def counted_problems(user: Account, lines: Iterable[CountedLine]) -> list[Problem]:
    """The lines of which there are rows, in order; one query, and one more for each line that names single rows."""
    found = {str(number): (line, rows) for number, line in enumerate(lines) if (rows := line.rows(user)) is not None}
    counts = count_limited(user, {name: rows for name, (_line, rows) in found.items()})
    return [_problem(line, rows, counts[name]) for name, (line, rows) in found.items() if counts[name]]


def link_to(label: str | Promise, url: Callable[[], str]) -> Callable[[QuerySet[Any]], list[Link]]:
    """The same link for all rows."""
    return lambda rows: [Link(str(label), url())]


def _problem(line: CountedLine, rows: QuerySet[Any], count: int) -> Problem:
    text = line.text % {"number": count, "count": count_text(count)}
    return Problem(line.code, capfirst(text), str(line.cause), links=tuple(line.links(rows)))
