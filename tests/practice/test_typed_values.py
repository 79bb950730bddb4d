"""What staff types into records is stored as it was meant, or is an error at the field."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import make_delivery, make_request
from wagtail_tyonohjaus.blocks import PhoneNumberBlock
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.contact.validators import validate_phone_lines

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["5-6", "1,5", "5 6", "about 5", "1e1", "-1"])
def test_number_that_cannot_be_read_in_a_record_is_an_error(admin_client, typed):
    supervisor = make_supervisor()
    response = admin_client.post(edit_url(supervisor), {"max_sessions_per_day": typed})
    form = response.context["form"]
    assert "max_sessions_per_day" in form.errors
    assert form["max_sessions_per_day"].value() == typed


@pytest.mark.parametrize("name", ["\u200b", "\u2800 ", "\u3164", "\ufeff\u00ad"])
def test_name_that_nobody_can_see_is_an_error(admin_client, name):
    response = admin_client.post(edit_url(make_supervisor()), {"name": name})
    assert "name" in response.context["form"].errors


@pytest.mark.parametrize("typed", ["09 1234 5678 #12", "09 1234 5678 ext. 12", "040 123 4567, 050 123 4567"])
def test_number_with_an_extension_in_a_record_is_an_error(admin_client, typed):
    response = admin_client.post(edit_url(make_supervisor()), {"phone": typed})
    assert "phone" in response.context["form"].errors


@pytest.mark.parametrize("line", ["+358 9 1234 5678 #12", "+358 40 123 4567, +358 50 123 4567"])
def test_line_with_an_extension_or_two_numbers_is_an_error(line):
    with pytest.raises(ValidationError):
        validate_phone_lines(f"+358401234567\n{line}")


def test_block_with_a_number_with_an_extension_is_an_error():
    with pytest.raises(ValidationError):
        PhoneNumberBlock().clean(PhoneNumberBlock().value_from_form("+358 9 1234 5678 #12"))


def edit_url(record) -> str:
    return reverse(type(record).snippet_viewset.get_url_name("edit"), args=[record.pk])


@pytest.mark.parametrize("character", ["\u200b", "\u202c", "\u00ad", "\ufeff", "\u2060", "\u3164", "\x07"])
def test_lines_of_addresses_are_stored_without_invisible_characters(character):
    text = f"{character}aino@example.org \r\n{character}\r\nbo@exam{character}ple.org"
    practice, rule = make_practice(fallback_recipients=text), RoutingRule(name="R", to_email_addresses=text)
    rule.save()
    practice.refresh_from_db()
    rule.refresh_from_db()
    assert {practice.fallback_recipients, rule.to_email_addresses} == {"aino@example.org\nbo@example.org"}


@pytest.mark.parametrize("url", ["tyonohjaus_inbox:index", "tyonohjaus_log:index"])
def test_lists_find_an_address_that_was_pasted_with_an_invisible_character(admin_client, url):
    request = make_request(make_office(), email="maija@example.org")
    make_delivery(request, address="maija@example.org")
    rows = admin_client.get(reverse(url), {"q": "\u200bmaija@exam\u00adple.org", "queue": "all"}).context["object_list"]
    assert len(rows) == 1
