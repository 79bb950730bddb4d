"""Folding, edit distance and inflected forms, with oracles of another kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_tyonohjaus.finding.words import finnish_forms, fold, is_one_edit_apart, split_words

# Genitive, local cases and others, as the Institute for the Languages of Finland lists them.
CITIES = {
    "Helsinki": "Helsingin Helsingissä Helsingistä Helsinkiin Helsinkiä",
    "Tampere": "Tampereen Tampereella Tampereelta Tampereelle Tamperetta",
    "Turku": "Turun Turussa Turusta Turkuun Turkua",
    "Jyväskylä": "Jyväskylän Jyväskylässä Jyväskylästä Jyväskylään",
    "Oulu": "Oulun Oulussa Oulusta Ouluun",
    "Vaasa": "Vaasan Vaasassa Vaasasta Vaasaan",
    "Lahti": "Lahden Lahdessa Lahdesta Lahteen",
    "Kuopio": "Kuopion Kuopiossa Kuopioon",
    "Pori": "Porin Porissa Poriin",
    "Espoo": "Espoon Espoossa Espooseen",
    "Vantaa": "Vantaan Vantaalla Vantaalle",
    "Seinäjoki": "Seinäjoen Seinäjoella Seinäjoelle Seinäjokea",
    "Rovaniemi": "Rovaniemen Rovaniemellä Rovaniemelle",
    "Lappeenranta": "Lappeenrannan Lappeenrannassa Lappeenrantaan",
    "Joensuu": "Joensuun Joensuussa Joensuuhun",
    "Hämeenlinna": "Hämeenlinnan Hämeenlinnassa Hämeenlinnaan",
    "Varkaus": "Varkauden Varkaudessa Varkauteen",
    "Pieksämäki": "Pieksämäen Pieksämäellä",
    "Valkeakoski": "Valkeakosken Valkeakoskella",
    "Iisalmi": "Iisalmen Iisalmessa",
    "Pietarsaari": "Pietarsaaren Pietarsaaressa",
    "Parainen": "Paraisten Paraisilla Paraisissa",
    "Kauniainen": "Kauniaisten Kauniaisissa Kauniaisiin",
    "Nurmes": "Nurmeksen Nurmeksessa",
    "Uusikaupunki": "Uudenkaupungin Uudessakaupungissa Uuteenkaupunkiin",
    "Hanko": "Hangon Hangossa Hankoon",
    "Lieto": "Liedon Liedossa Lietoon",
    "Outokumpu": "Outokummun Outokummussa",
    "Kurikka": "Kurikan Kurikassa",
    "Orivesi": "Oriveden Orivedellä Oriveteen",
    "Virrat": "Virtain Virroilla Virroille",
    "Salo": "Salon Salossa Saloon",
    "Kokkola": "Kokkolan Kokkolassa",
    "Rauma": "Rauman Raumalla",
    "Raahe": "Raahen Raahessa Raaheen",
    "Maarianhamina": "Maarianhaminan Maarianhaminassa",
    "Järvenpää": "Järvenpään Järvenpäässä",
    "Porvoo": "Porvoon Porvoossa Porvooseen",
    "Kajaani": "Kajaanin Kajaanissa",
    "Harjavalta": "Harjavallan Harjavallassa",
}
LETTERS = "abcdä"


@pytest.mark.parametrize("city", CITIES)
def test_inflected_city_names_are_forms_of_the_city(city):
    forms = finnish_forms(fold(city))
    assert [form for form in [city, *CITIES[city].split()] if fold(form) not in forms] == []


def test_forms_of_one_city_are_not_those_of_another():
    forms = {city: finnish_forms(fold(city)) for city in CITIES}
    wrong = [
        (form, other)
        for city, text in CITIES.items()
        for form in text.split()
        for other in CITIES
        if other != city and fold(form) in forms[other]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jyväskylä, Åbo", ["jyvaskyla", "abo"]),
        ("Ann-Sofi Öst", ["ann", "sofi", "ost"]),
        ("Đorđe Šarić & Łucja", ["dorde", "saric", "lucja"]),
        ("Анна 王", ["анна", "王"]),
        ("  \u200b--  ", []),
    ],
)
def test_words_are_folded(text, words):
    assert split_words(text) == words


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the textbook's matrix."""
    rows = [[i + j if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            is_replaced = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + is_replaced)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text(LETTERS, max_size=6), st.text(LETTERS, max_size=6))
def test_one_edit_is_a_distance_of_one(one, other):
    assert is_one_edit_apart(one, other) == (distance(one, other) == 1)


@given(st.text(LETTERS, min_size=1, max_size=8), st.data())
def test_every_single_edit_is_recognised(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    edits = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    } - {word}
    assert [edit for edit in edits if not is_one_edit_apart(word, edit)] == []
    assert [edit for edit in edits if not is_one_edit_apart(edit, word)] == []
