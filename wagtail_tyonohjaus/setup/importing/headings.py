"""Finds out which column is which, in any of the languages of the exports."""

from difflib import get_close_matches
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from ...practice.record_columns import COLUMNS, heading
from .files import Table
from .texts import normalised, words

#: Columns without which nobody knows what a row is about.
REQUIRED = {"Supervisor": ("name",), "Office": ("city",), "Service": ("name",)}


class Headings(NamedTuple):
    """``names`` are the fields by the positions of their columns; ``problems`` say what is wrong, to the user."""

    names: dict[int, str]
    problems: list[str]


def match_headings(model: type[Model], table: Table) -> Headings:
    """The fields of the columns. A column without heading and cells is ignored."""
    known = words(lambda: ((name, heading(model, name)) for name in COLUMNS[model]))
    names: dict[int, str] = {}
    problems: list[str] = []
    for position, text in enumerate(table.headings):
        if not text and all(row.cells[position] is None for row in table.rows):
            continue
        name = known.get(normalised(text))
        if name is None:
            problems.append(_unknown(model, position, text))
        elif name in names.values():
            problems.append(_("There are two columns called “%(name)s”.") % {"name": heading(model, name)})
        else:
            names[position] = name
    if any(len(row.cells) > len(table.headings) for row in table.rows):
        problems.append(_("Some rows have more cells than there are headings."))
    missing = [name for name in REQUIRED[model.__name__] if name not in names.values()]
    problems.extend(_("The column “%(name)s” is missing.") % {"name": heading(model, name)} for name in missing)
    return Headings(names, problems)


def _unknown(model: type[Model], position: int, text: str) -> str:
    if not text:
        return _("Column %(number)s has no heading.") % {"number": position + 1}
    own = {normalised(heading(model, name)): heading(model, name) for name in COLUMNS[model]}
    close = get_close_matches(normalised(text), own, n=1, cutoff=0.7)
    if close:
        message = _("The column “%(name)s” is not known. Did you mean “%(close)s”?")
        return message % {"name": text, "close": own[close[0]]}
    return _("The column “%(name)s” is not known. Remove it or correct its heading.") % {"name": text}
