"""Who finds the way from a request to a session on its page."""

import pytest
from django.urls import reverse

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_request, make_user, response_text

from .helpers import inbox_url

pytestmark = pytest.mark.django_db


def page_of(request, user) -> str:
    return response_text(client_for(user).get(inbox_url("detail", request.pk)))


def urls(request) -> list[str]:
    return [f"{reverse(f'tyonohjaus_session:{name}')}?request={request.pk}" for name in ("create", "propose_times")]


@pytest.mark.parametrize("service", [None, "known"])
def test_coordinator_finds_both_on_every_request(office, coordinator, service):
    supervisor = make_supervisor(offices=[office])
    request = make_request(office, supervisor=supervisor if service else None)
    page = page_of(request, coordinator)
    assert [f'href="{url}"' in page for url in urls(request)] == [True, True]


def test_supervisor_finds_both_on_the_own_requests(office):
    user = make_user()
    request = make_request(office, supervisor=make_supervisor(user=user))
    page = page_of(request, user)
    assert [url in page for url in urls(request)] == [True, True]


def test_recipient_who_may_book_for_nobody_of_the_practice_finds_neither(office):
    make_supervisor(offices=[office])
    elsewhere = make_site("elsewhere")
    make_practice(elsewhere)
    other = make_office(site=elsewhere, city="Turku")
    make_supervisor(offices=[other], site=elsewhere, name="Bo Berg")
    for user in (make_user(), make_coordinator(other)):
        request = make_request(office, recipients=[user])
        page = page_of(request, user)
        assert [url in page for url in urls(request)] == [False, False]
        assert [client_for(user).get(url).status_code for url in urls(request)] == [404, 404]


def test_spam_is_not_booked_and_says_why(office, coordinator):
    make_supervisor(offices=[office])
    request = make_request(office, status="spam")
    page = page_of(request, coordinator)
    assert [url in page for url in urls(request)] == [False, False]
    assert "This request is marked as spam." in page
