import pytest

from wagtail_tyonohjaus.finding.prices import lowest_price


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("98 € / 60 min, 135 € / 90 min (+ alv 25,5 %)", "98 € / 60 min (+ alv 25,5 %)"),
        ("135 € / 90 min, 98 € / 60 min", "98 € / 60 min"),
        ("210 € / 90 min, pidemmät tapaamiset tarjouksen mukaan (+ alv 25,5 %)", "210 € / 90 min (+ alv 25,5 %)"),
        ("1 200 € päivä, 990,50 € puoli päivää", "990,50 €"),
        ("90 euroa", "90 euroa"),
        ("EUR 90", None),
        ("sopimuksen mukaan", None),
        ("", None),
        ("90", None),
    ],
)
def test_lowest_price_is_shown_as_it_is_written(text, price):
    found = lowest_price(text)
    assert (found[1] if found else None) == price
