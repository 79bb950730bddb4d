"""What visitors type into the contact form is stored as it was meant, or is an error at the field."""

import re
import time
from unittest import mock

import pytest

from tests.contact.helpers import errors, filled, make_token, post, send
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest

pytestmark = pytest.mark.django_db

INVISIBLE = ["\u200b", "\u200e", "\u202c", "\u00ad", "\ufeff", "\u2060", "\u034f", "\u3164", "\U000e0001", "\ufe0f"]
NUMBER = FormConfig(custom_fields=(CustomField("size", "number", "Size"),), requirements={"participants": "optional"})


@pytest.mark.parametrize("character", INVISIBLE)
@pytest.mark.parametrize(
    "pattern", ["{}maija@example.org", "mai{}ja@example.org", "maija@exam{}ple.org", "maija@example.org{}"]
)
def test_email_address_is_stored_without_invisible_characters(practice, character, pattern):
    assert send(email=pattern.format(character)).email == "maija@example.org"


@pytest.mark.parametrize("character", INVISIBLE)
def test_name_of_invisible_characters_is_blank(practice, character):
    assert errors(post(filled(name=f" {character}{character} "))) == {"name": ["This field is required."]}


def test_joiners_inside_a_name_remain(practice):
    assert send(name="\u0645\u06cc\u200c\u062e\u0648\u0627\u0646").name == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", 1.5), ("1.5", 1.5), ("-2", -2), ("\u22122", -2), ("12 500", 12500), ("0,125", 0.125), ("7", 7)]
    + [
        ("1\u00a0500,5", 1500.5),
        ("1\u202f500", 1500),
        ("\uff11\uff0c\uff15", 1.5),
        ("-0", 0),
        ("+5", 5),
        ("00012", 12),
    ],
)
def test_own_number_question_accepts_a_decimal_comma(practice, text, value):
    answer = send(make_token(NUMBER), custom_size=text).answers[0]
    assert answer["value"] == value


@pytest.mark.parametrize(
    "text",
    ["5-6", "about 5", "1,5,5", "1,500", "2.000", "1e3", "5 6", "nan", "\u00bd"]
    + ["5,", ",5", "1.500,50", "12 34", "5–6", "1/2", "10€", "1_000", "\u0661\u0662", "9" * 30, "1," + "0" * 25 + "1"],
)
@pytest.mark.parametrize("name", ["custom_size", "participants"])
def test_other_than_one_number_is_an_error(practice, name, text):
    response = post(filled(make_token(NUMBER), **{name: text}))
    assert re.match("Enter (one|a) (whole )?number", errors(response)[name][0])
    assert response.context["form"][name].value() == text


def test_participants_are_a_whole_number_within_limits(practice):
    assert send(make_token(NUMBER), participants="12").participants == 12
    assert "whole number" in errors(post(filled(make_token(NUMBER), participants="1,5")))["participants"][0]
    assert errors(post(filled(make_token(NUMBER), participants="0")))["participants"] == [
        "Enter a number from 1 to 1000."
    ]


def test_number_questions_are_text_fields(practice):
    response = post(filled(make_token(NUMBER), custom_size="x", participants="x"))
    inputs = re.findall(r"<input[^>]*name=\"(?:custom_size|participants)\"[^>]*>", response.content.decode())
    assert [('type="text"' in html, "inputmode=" in html) for html in inputs] == [(True, True)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "09 1234 5678 #12",
        "09 1234 5678;12",
        "040 123 4567, 050 123 4567",
        "040 123 4567 / 12",
        "+358401234567,,12",
        "#12 040 1234567",
    ],
)
def test_number_with_an_extension_is_refused(practice, text):
    assert "telephone number" in errors(post(filled(phone=text)))["phone"][0]
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "040 123 4567",
        "+358 (0)40 123 4567",
        "00358401234567",
        "+358 40 1234567",
        "(040) 123-4567",
        "\u200e040\u00a01234567",
    ],
)
def test_number_in_any_notation_is_accepted(practice, text):
    assert send(phone=text).phone.as_e164 == "+358401234567"


def test_long_text_is_an_error_and_not_cut(practice):
    response = post(filled(message="x" * 6000, name="n" * 121))
    assert set(errors(response)) == {"message", "name"}
    html = response.content.decode()
    assert "x" * 6000 in html
    assert "maxlength" not in html
    assert 'data-tyo-max-length="5000"' in html


@pytest.mark.parametrize(
    ("text", "start"), [("9", "09:00"), ("klo 9", "09:00"), ("9.30", "09:30"), ("kl. 10:15", "10:15")]
)
def test_callback_times_are_read_as_typed(practice, text, start):
    request = send(phone="0401234567", preferred_contact="call", call_windows=["0"], call_from=text, call_until="15")
    assert request.call_windows == [{"weekday": 0, "from": start, "to": "15:00"}]


def test_unreadable_callback_time_is_an_error(practice):
    assert set(errors(post(filled(phone="0401234567", call_from="morning")))) == {"call_from"}


def expired_data(config: FormConfig, **kwargs):
    with mock.patch("time.time", return_value=time.time() - 1000 * 86400):
        return filled(FormToken(config, language="sv", issued_at=time.time()), **kwargs)


def test_form_that_had_expired_keeps_its_questions_and_can_be_sent_again_at_once(practice):
    response = post(expired_data(NUMBER, custom_size="7"))
    renewed = response.context["form"].token
    assert (renewed.config, renewed.language) == (NUMBER, "sv")
    request = send(renewed, custom_size="7")
    assert (request.spam_reasons, request.held_for_review, request.answers[0]["value"]) == ([], False, 7)


def test_form_with_a_forged_token_has_a_minimum_time(practice):
    response = post({**filled(), "form_key": "forged"})
    assert send(response.context["form"].token).spam_reasons == ["fast"]


def test_form_from_another_origin_can_be_sent_again_at_once(practice):
    response = post(filled(), **{"sec-fetch-site": "cross-site"})
    assert send(response.context["form"].token).spam_reasons == []
