"""A cache may give the same page, and with it the same form, to several visitors."""

import pytest

from wagtail_tyonohjaus.contact.form.factory import renew_token
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest

from .helpers import filled, make_token, post

pytestmark = pytest.mark.usefixtures("practice")
FIRST, SECOND = "~1f2e3d", "~9z8y7x"


def send_twice(first: dict, second: dict) -> tuple[int, bool]:
    """The number of stored requests, and whether both got the same receipt."""
    receipts = [post(data, **headers)["Location"] for data, headers in (first, second)]
    return ContactRequest.objects.count(), receipts[0] == receipts[1]


def submission(token: FormToken, visit: str = "", address: str = "192.0.2.1") -> tuple[dict, dict]:
    data = filled(token)
    return {**data, "form_key": data["form_key"] + visit}, {
        "sec-fetch-site": "same-origin",
        "x-forwarded-for": address,
    }


@pytest.fixture(autouse=True)
def proxy(settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "TRUSTED_PROXY_COUNT": 1}


def test_visitors_who_enter_the_same_in_one_cached_form_make_two_requests():
    token = make_token()
    assert send_twice(submission(token, FIRST), submission(token, SECOND)) == (2, False)


def test_visitors_without_javascript_in_two_networks_make_two_requests():
    token = make_token()
    assert send_twice(submission(token), submission(token, address="198.51.100.7")) == (2, False)


def test_second_click_is_recognised():
    token = make_token()
    assert send_twice(submission(token, FIRST), submission(token, FIRST)) == (1, True)


def test_second_click_without_javascript_is_recognised():
    token = make_token()
    assert send_twice(submission(token), submission(token)) == (1, True)


def test_second_click_is_recognised_after_a_change_of_network():
    token = make_token()
    other_network = submission(token, FIRST, address="198.51.100.7")
    assert send_twice(submission(token, FIRST), other_network) == (1, True)


def test_visit_stays_with_a_form_that_is_rendered_again(practice):
    token = FormToken.load(make_token().signed() + FIRST)
    assert FormToken.load(token.signed()).visit == renew_token(practice, token).visit == FIRST.removeprefix("~")
