"""Words of a search: folding, one typing error, and the inflected forms of Finnish names. Pure functions.

A small vocabulary, that of one practice, is searched. So forms may be generated that no Finn would use: they are only
compared with what a visitor has typed.
"""

import re
import unicodedata
from collections.abc import Iterator

MIN_TYPO_LENGTH = 4
_WORD = re.compile(r"[^\W_]+")
# Letters that have no decomposition into a letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ŋ": "n", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"})
#: Words that restrict nothing, in folded form.
STOP_WORDS = frozenset(
    "ja tai seka etsin haluan tarvitsen haen joka jolla on olen missa kuka "
    "och eller i pa for med till jag soker vill ha en ett som vid av "
    "and or in at on for with the a an to i am looking of who by".split()
)
# The last consonants of a stem in the strong grade, and what they become in the weak one.
_WEAK_GRADES = (
    ("kk", ("k",)), ("pp", ("p",)), ("tt", ("t",)), ("nk", ("ng",)), ("nt", ("nn",)), ("mp", ("mm",)), ("lt", ("ll",)),
    ("rt", ("rr",)), ("ht", ("hd",)), ("lk", ("l", "lj", "lk")), ("rk", ("r", "rj")), ("hk", ("h",)),
    ("k", ("", "v", "j")), ("p", ("v",)), ("t", ("d",)),
)  # fmt: skip
_ENDINGS = ("n", "ssa", "sta", "lla", "lta", "lle", "ksi", "na", "tta")
_VOWELS = "aeiouy"
_CONSONANTS_AND_VOWEL = re.compile(r"([^aeiouy]*)([aeiouy]+)$")


def fold(text: str) -> str:
    """In lower case, without diacritics: ``Jyväskylä`` and ``jyvaskyla`` are equal."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_LETTERS)


def split_words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def is_one_edit_apart(one: str, other: str) -> bool:
    """Whether the words differ by one letter that was left out, added, replaced or exchanged with the next one."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    exchanged = one[start + 1 : start + 2] + one[start : start + 1]
    return exchanged == other[start : start + 2] and one[start + 2 :] == other[start + 2 :]


def finnish_forms(name: str) -> frozenset[str]:
    """The folded forms that a folded Finnish noun may have, in singular and plural, including itself."""
    forms = {name}
    for strong, weak in _stems(name):
        forms.update(weak + ending for ending in _ENDINGS)
        forms.update(_strong_forms(strong))
        forms.update(weak.removesuffix("i") + "i" + ending for ending in _ENDINGS[1:7])
    if name.startswith("uusi") and len(name) > 6:
        forms |= _forms_of_uusi(name.removeprefix("uusi"))
    return frozenset(forms)


def _strong_forms(stem: str) -> Iterator[str]:
    """Essive, partitive and illative."""
    vowel = stem[-1:]
    yield from (stem + ending for ending in ("na", "a", "ta", "tta"))
    if vowel in _VOWELS:
        yield stem + vowel + "n"
        yield stem + "h" + vowel + "n"
        yield stem + "seen"
    else:
        yield stem + "iin"


def _stems(name: str) -> Iterator[tuple[str, str]]:
    """Pairs of a stem in the strong and in the weak grade."""
    if name.endswith("nen"):
        yield name[:-3] + "se", name[:-3] + "se"
        yield name[:-3] + "s", name[:-3] + "si"
        yield name[:-3] + "s", name[:-3] + "ste"
    elif name.endswith("s"):
        yield name + "e", name[:-1] + "kse"
        yield name[:-1] + "kse", name[:-1] + "de"
        yield name[:-1] + "te", name[:-1] + "de"
        yield name[:-1] + "kaa", name[:-1] + "kaa"
    elif name[-1:] not in _VOWELS:
        # Foreign names get an i: Cygnaeuksen is not one of them.
        yield name + "i", name + "i"
        if name.endswith("t"):
            yield from _plural_stems(name[:-1])
    else:
        yield from _vowel_stems(name)


def _vowel_stems(name: str) -> Iterator[tuple[str, str]]:
    if name.endswith("e"):
        yield name + "e", name + "e"
    endings = {name[-1]} | ({"e"} if name.endswith("i") else set())
    for vowel in endings:
        stem = name[:-1] + vowel
        yield stem, stem
        for weak in _weakened(stem):
            yield stem, weak
    if name.endswith("si"):
        yield name[:-2] + "te", name[:-2] + "de"


def _plural_stems(stem: str) -> Iterator[tuple[str, str]]:
    """A name in the plural, such as ``Virrat``, of which ``stem`` is in the weak grade."""
    base = stem.rstrip("aeiouy")
    yield stem, base + "oi"
    yield stem, base + "i"
    if base.endswith("rr"):
        yield base[:-1] + "toi", base + "oi"
        yield base[:-1] + "tai", base[:-1] + "tai"


def _weakened(stem: str) -> Iterator[str]:
    match = _CONSONANTS_AND_VOWEL.search(stem)
    if match is None:
        return
    before, consonants, vowels = stem[: match.start()], match[1], match[2]
    for strong, weak_grades in _WEAK_GRADES:
        if consonants.endswith(strong):
            for weak in weak_grades:
                yield before + consonants.removesuffix(strong) + weak + vowels
            return


def _forms_of_uusi(rest: str) -> set[str]:
    """Both parts of ``Uusikaupunki`` are inflected."""
    agreeing = {"n": "uuden", "ssa": "uudessa", "sta": "uudesta", "ksi": "uudeksi"}
    forms = {agreeing[ending] + stem + ending for _, stem in _stems(rest) for ending in agreeing}
    return forms | {"uuteen" + form for strong, _ in _stems(rest) for form in _strong_forms(strong)}
