import phonenumbers
import pytest
from django.utils import translation

from wagtail_tyonohjaus.contact.routing.phone_numbers import country_of


@pytest.mark.parametrize(
    ("language", "number", "country"),
    [
        ("en", "+358401234567", "Finland"),
        ("fi", "+46701234567", "Ruotsi"),
        ("sv", "+37251234567", "Estland"),
        ("en-gb", "+447400123456", "United Kingdom"),
        ("fi", "+48512345678", "Puola"),
    ],
)
def test_country_of_a_number_is_in_the_language_of_the_visitor(language, number, country):
    with translation.override(language):
        assert country_of(phonenumbers.parse(number)) == country
