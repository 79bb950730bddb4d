"""What a visitor has selected in the list of supervisors: read from a query string, and written as a clean one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from ..digits import parse_digits
from ..practice.choices import DeliveryMode, Format, Language
from .directory import Directory, Term

SEARCH = "q"
#: In the finder one choice stands for a delivery mode and a city: ``yours:tampere``.
WHERE = "where"
FACETS = (
    "service", "format", "city", "delivery_mode", "language", "approach", "work_field", "accepts_new_clients", "free",
    "time",
)  # fmt: skip
TIME_FACETS = ("free", "time")
SORTS = ("soonest", "name", "city")
VIEWS = ("list", "city")
MAX_SEARCH_LENGTH = 100
MAX_PAGE_DIGITS = 4

_CODES: Mapping[str, Iterable[str]] = {
    "format": Format.values,
    "delivery_mode": DeliveryMode.values,
    "language": Language.values,
    "accepts_new_clients": ("on",),
    "free": ("this-week", "next-week"),
    "time": ("morning", "afternoon", "evening"),
}
_TERMS = {"service": "services", "city": "cities", "approach": "approaches", "work_field": "work_fields"}


@dataclass(frozen=True)
class Selection:
    """Values of facets, which are in the order of the query string; blank means any.

    ``unreadable`` has the values of the query string that are not valid, by parameter. ``sort`` and ``view`` are blank
    for the page's own.
    """

    search: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    view: str = ""
    page: int = 1
    unreadable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_restricted(self) -> bool:
        """Whether anything is searched or filtered."""
        return bool(self.search or self.facets or self.unreadable)

    def values(self, facet: str) -> tuple[str, ...]:
        """The selected values of a facet."""
        return self.facets.get(facet, ())

    def with_values(self, facet: str, values: Iterable[str]) -> "Selection":
        """With other values of one facet, on the first page."""
        facets = {**self.facets, facet: tuple(values)}
        return self.with_change(facet, facets={k: v for k, v in facets.items() if v})

    def with_change(self, parameter: str, **changes: Any) -> "Selection":
        """With other attributes, on the first page; what could not be read of the parameter is gone."""
        unreadable = {name: texts for name, texts in self.unreadable.items() if name != parameter}
        return replace(self, **changes, unreadable=unreadable, page=1)

    def parameters(self) -> list[tuple[str, str]]:
        """The query string as pairs, in the one order that is used in links."""
        facets = ((name, value) for name in FACETS for value in self.facets.get(name, ()))
        unreadable = ((name, value) for name, values in self.unreadable.items() for value in values if name != SEARCH)
        page = str(self.page) if self.page > 1 else ""
        single = ((SEARCH, self.search), ("sort", self.sort), ("view", self.view), ("page", page))
        pairs = [*single[:1], *facets, *unreadable, *single[1:]]
        return [(name, value) for name, value in pairs if value]

    def query(self) -> str:
        """``?city=tampere&page=2``; empty without parameters."""
        encoded = urlencode(self.parameters(), safe=":")
        return f"?{encoded}" if encoded else ""


def terms_of(directory: Directory, facet: str) -> tuple[Term, ...]:
    """The terms of a facet; none if its values are codes."""
    return getattr(directory, _TERMS[facet]) if facet in _TERMS else ()


def selected_keys(directory: Directory, selection: Selection, facet: str) -> frozenset[int]:
    """The primary keys of the selected terms of a facet."""
    chosen = selection.values(facet)
    return frozenset(key for term in terms_of(directory, facet) if term.slug in chosen for key in term.keys)


def values_of(directory: Directory, facet: str) -> list[str]:
    """All valid values of a facet."""
    if facet in TIME_FACETS and not directory.publishes_times:
        return []
    return sorted(term.slug for term in terms_of(directory, facet)) or list(_CODES.get(facet, ()))


def read_selection(data: QueryDict, directory: Directory, *, sort: str = "soonest", view: str = "list") -> Selection:
    """The selection in a query string. ``sort`` and ``view`` are the page's own, which clean URLs leave out."""
    facets: dict[str, tuple[str, ...]] = {}
    unreadable: dict[str, tuple[str, ...]] = {}
    for facet in FACETS:
        _read_facet(facet, _nonblank(data, facet), directory, facets, unreadable)
    for value in _nonblank(data, WHERE):
        if not _read_where(value, directory, facets):
            unreadable[WHERE] = (*unreadable.get(WHERE, ()), value)
    search = " ".join(data.get(SEARCH, "").split())
    if len(search) > MAX_SEARCH_LENGTH:
        unreadable[SEARCH] = (search,)
    for name, allowed in (("sort", SORTS), ("view", VIEWS)):
        unknown = [value for value in _nonblank(data, name) if value not in allowed]
        if unknown:
            unreadable[name] = tuple(unknown)
    chosen = {name: data.get(name, "") for name in ("sort", "view") if name not in unreadable}
    return Selection(
        search=search,
        facets=facets,
        sort=chosen.get("sort", "") if chosen.get("sort") != sort else "",
        view=chosen.get("view", "") if chosen.get("view") != view else "",
        page=_page_number(data.get("page", "")),
        unreadable=unreadable,
    )


def clean_query(data: QueryDict, selection: Selection) -> str | None:
    """The query string that the list should have; None if it has it. Parameters of others remain, at the end."""
    ours = {*FACETS, SEARCH, WHERE, "sort", "view", "page"}
    given = [(name, value) for name, values in data.lists() if name in ours for value in values]
    others = [(name, value) for name, values in data.lists() if name not in ours for value in values]
    wanted = selection.parameters()
    if sorted(given) == sorted(wanted):
        return None
    encoded = urlencode([*wanted, *others], safe=":")
    return f"?{encoded}" if encoded else ""


def error_text(name: str) -> str:
    """What is said at a filter whose value can't be read."""
    if name == SEARCH:
        return _("Enter at most %(number)d letters.") % {"number": MAX_SEARCH_LENGTH}
    return _("This choice does not exist any more. Choose another one.")


def _nonblank(data: QueryDict, name: str) -> list[str]:
    return [value.strip() for value in data.getlist(name) if value.strip()]


def _read_facet(
    facet: str,
    texts: list[str],
    directory: Directory,
    facets: dict[str, tuple[str, ...]],
    unreadable: dict[str, tuple[str, ...]],
) -> None:
    read = {text: _read_value(facet, text, directory) for text in texts}
    valid = {value for value in read.values() if value}
    if valid:
        facets[facet] = tuple(value for value in values_of(directory, facet) if value in valid)
    unknown = tuple(text for text, value in read.items() if not value)
    if unknown:
        unreadable[facet] = unknown


def _read_value(facet: str, text: str, directory: Directory) -> str:
    """The value; a term is also found by its name or primary key. Blank if there is none."""
    if text in values_of(directory, facet):
        return text
    for term in terms_of(directory, facet):
        names = {name.casefold() for name in term.texts.values()}
        if text.casefold() in names or parse_digits(text) in term.keys:
            return term.slug
    return ""


def _read_where(text: str, directory: Directory, facets: dict[str, tuple[str, ...]]) -> bool:
    mode, _colon, city = text.partition(":")
    values: dict[str, Any] = {"delivery_mode": mode} | ({"city": city} if city else {})
    if any(value not in values_of(directory, facet) for facet, value in values.items()):
        return False
    # The finder's button for remote supervision takes precedence over the delivery mode in its choice of places.
    for facet, value in values.items():
        facets.setdefault(facet, (value,))
    return True


def _page_number(text: str) -> int:
    return max(1, parse_digits(text, MAX_PAGE_DIGITS) or 1)
