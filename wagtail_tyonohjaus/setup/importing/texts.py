"""Words of a spreadsheet in each language in which this package exports them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import get_language, gettext, override

from ...practice.admin.exports import completion_note

#: The languages of the package's own texts. An exported file may come from somebody with another one than the reader.
LANGUAGES = ("en", "fi", "sv")
# What spreadsheet programs write for truth values, besides the words of the exports.
_TRUTH = {"true": True, "tosi": True, "sant": True, "1": True, "false": False, "epätosi": False, "falskt": False}
_UNTRUTH = {"0": False, "falsk": False}


def normalised(text: str) -> str:
    """As words are compared: without regard to case, white space and marks of a required column."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(text.split()).strip(" *:")


def in_each_language() -> Iterator[None]:
    """Activates the languages one after the other; the user's own comes first."""
    own = get_language() or LANGUAGES[0]
    for language in dict.fromkeys([own, *LANGUAGES]):
        with override(language):
            yield


def words(pairs: Callable[[], Iterable[tuple[str, str]]]) -> dict[str, str]:
    """What a word stands for, in all languages. ``pairs`` returns pairs of a code and its label.

    A word that stands for several codes belongs to the language that comes first.
    """
    found: dict[str, str] = {}
    for _language in in_each_language():
        for code, label in pairs():
            found.setdefault(normalised(str(label)), code)
            found.setdefault(normalised(code), code)
    return found


def truth_words() -> Mapping[str, bool]:
    """Words for true and false."""
    found = {**_TRUTH, **_UNTRUTH}
    for _language in in_each_language():
        found[normalised(gettext("Yes"))], found[normalised(gettext("No"))] = True, False
    return found


def is_completion_note(text: str) -> bool:
    """Whether a cell is the note at the end of an exported file."""
    number = re.search(r"\d+", text)
    return number is not None and any(completion_note(int(number[0][:9])) == text.strip() for _ in in_each_language())
