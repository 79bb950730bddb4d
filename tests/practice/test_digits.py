import pytest

from wagtail_tyonohjaus.digits import parse_digits


@pytest.mark.parametrize(
    ("value", "number"),
    [("12", 12), (7, 7), ("007", 7), ("1" * 18, int("1" * 18)), *((text, None) for text in ("", None, "-1", "1.0"))],
)
def test_digits_are_a_number(value, number):
    assert parse_digits(value) == number


@pytest.mark.parametrize("text", ["1" * 19, " 1", "1\n", "²", "٣", "1e3"])
def test_what_a_database_can_not_take_is_no_number(text):
    assert parse_digits(text) is None
