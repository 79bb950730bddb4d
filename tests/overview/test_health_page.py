"""The health page: who sees it, what it shows, and what can be tried."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_busy_calendar,
    make_office,
    make_practice,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.inbox.factories import (
    client_for,
    get_permission,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_user,
)
from tests.mailers import use_mailer
from tests.overview.test_dashboard import make_editor
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.plain_answers import plain_answer
from wagtail_tyonohjaus.messages.sms import MemoryBackend
from wagtail_tyonohjaus.overview.advice import ADVICE
from wagtail_tyonohjaus.overview.health_page import CHECKS
from wagtail_tyonohjaus.overview.tries import TRIES, _reading_texts, run_try
from wagtail_tyonohjaus.practice.installation.state import pause

pytestmark = pytest.mark.django_db
URL_NAME = "tyonohjaus_health_page"


@pytest.fixture
def practice() -> Any:
    return make_practice(fallback_recipients="fallback@example.com")


@pytest.fixture
def manager(practice: Any) -> Any:
    return make_manager(practice.site)


def post(user: Any, name: str, **values: Any) -> Any:
    """The result of a try."""
    response = client_for(user).post(reverse(URL_NAME), {"try": name, **values})
    assert response.status_code == 200
    return response.context["result"]


def test_every_problem_has_a_row():
    texts = ["pages_missing_language", "records_missing_language"]
    assert sorted(code for check in CHECKS for code in check.codes) == sorted([*ADVICE, *texts])
    assert sorted(name for check in CHECKS for name in check.tries) == sorted(TRIES)


def test_page_is_for_managers_only(practice, manager):
    office = make_office()
    assert client_for(manager).get(reverse(URL_NAME)).status_code == 200
    for user in (make_user(), make_coordinator(office)):
        client = client_for(user)
        assert client.get(reverse(URL_NAME)).status_code == 302
        assert client.post(reverse(URL_NAME), {"try": "email"}).status_code == 302


def test_unknown_try_is_not_found(manager):
    assert client_for(manager).post(reverse(URL_NAME), {"try": "unknown"}).status_code == 404


def test_problem_is_in_its_row_with_a_link(practice, manager):
    make_delivery(make_request(make_office()), state="failed", last_response="552 full")
    rows = client_for(manager).get(reverse(URL_NAME)).context["rows"]
    (row,) = [row for row in rows if row["check"].name == "messages"]
    ((problem, links),) = row["problems"]
    assert problem.cause == "The recipient's mailbox is full (552)."
    assert [link.url for link in links] == [reverse("tyonohjaus_log:index") + "?state=failed"]


# Messages


def test_email_goes_to_the_user_only_and_is_not_stored(manager, mailoutbox):
    result = post(manager, "email")
    assert (result.ok, [mail.to for mail in mailoutbox]) == (True, [[manager.email]])
    assert Delivery.objects.count() == 0


def test_refused_email_shows_the_answer_and_reaches_nobody_else(manager, settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    use_mailer(settings, "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port)
    result = post(manager, "email")
    assert (result.ok, result.text) == (False, "The server can't be reached.")
    assert "ConnectionRefusedError" in result.findings[0].text
    assert Delivery.objects.count() == 0


def test_user_without_an_address_is_told_what_is_missing(manager, mailoutbox):
    manager.email = ""
    manager.save()
    assert post(manager, "email").text.startswith("Your account has no e-mail address.")
    assert mailoutbox == []


def test_nothing_is_sent_from_a_paused_site(manager, mailoutbox):
    pause()
    assert (post(manager, "email").ok, mailoutbox) == (False, [])


def test_text_message_goes_to_the_number_of_the_own_record(manager, settings):
    assert post(manager, "sms").text.startswith("This needs a service for text messages")
    settings.WAGTAIL_TYONOHJAUS = {
        **settings.WAGTAIL_TYONOHJAUS,
        "SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"},
    }
    make_supervisor(user=manager, phone="+358401234567")
    make_supervisor(name="Colleague", phone="+358407654321")
    MemoryBackend.outbox.clear()
    assert post(manager, "sms").ok
    assert [number for number, _text, _id in MemoryBackend.outbox] == ["+358401234567"]


def test_one_try_at_a_time(manager, mailoutbox):
    cache.add(f"tyonohjaus:try:{manager.pk}", "email", 60)
    assert post(manager, "email").text.startswith("Another try of yours is still running.")
    assert mailoutbox == []


@pytest.mark.parametrize("is_optional", [False, True])
def test_tries_work_without_the_cache(manager, mailoutbox, settings, is_optional):
    broken = {"BACKEND": "tests.faults.test_failing_cache.DeadCache"}
    optional = {"BACKEND": "wagtail_tyonohjaus.optional_cache.OptionalCache", "LOCATION": "redis"}
    request = RequestFactory().post(reverse(URL_NAME), {"try": "email"})
    request.user = manager
    settings.CACHES = {"default": optional if is_optional else broken, "redis": broken}
    try:
        assert run_try("email", request).ok
    finally:
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert [mail.to for mail in mailoutbox] == [[manager.email]]


def test_messages_can_not_be_sent_in_quick_succession(manager, mailoutbox):
    assert post(manager, "email").ok
    assert post(manager, "email").text.startswith("You sent a message less than a minute ago.")
    assert len(mailoutbox) == 1
    assert post(make_manager(), "email").ok


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ("", "There is no answer of the server."),
        ("550 5.1.1 no such user maija@example.org", "knows no such address"),
        ("554 5.7.1 rejected", "perhaps as spam"),
        ("550 5.7.1 policy", "perhaps as spam"),
        ("535 login", "user name or password"),
        ("421 busy", "is busy"),
        ("552 full", "mailbox is full"),
        ("452 4.2.2 full", "mailbox is full"),
        ("ConnectionRefusedError", "can't be reached"),
        ("TimeoutError", "can't be reached"),
        ("gaierror", "can't be reached"),
        ("SSLCertVerificationError", "certificate"),
        ("HTTP 401", "refuses the access"),
        ("HTTP 503", "out of order"),
        ("HTTP 400", "refused the number"),
        ("maija@example.org is not here", "for a technical reason"),
    ],
)
def test_answers_are_put_in_plain_words_without_personal_data(response, text):
    answer = plain_answer(response)
    assert text in answer and "maija" not in answer


# Calendars, feeds, routing and pages


def test_calendar_of_another_practice_can_not_be_fetched(practice):
    manager = make_manager(practice.site, ["change_contactrequest", "change_supervisor"])
    other = make_busy_calendar(make_supervisor(site=make_site("other.example")))
    for value in (other.pk, "x", "", "9" * 30):
        assert post(manager, "calendar", calendar=value).text == "Select a calendar."
    other.refresh_from_db()
    assert other.attempted_at is None


def test_calendar_that_can_not_be_fetched_says_why(practice):
    manager = make_manager(practice.site, ["change_contactrequest", "change_supervisor"])
    calendar = make_busy_calendar(make_supervisor(), url="http://127.0.0.1:9/x.ics")
    result = post(manager, "calendar", calendar=calendar.pk)
    assert (result.ok, bool(result.text)) == (False, True)


def test_feed_is_built_and_read(practice, manager):
    assert post(manager, "feed").text == "There is no supervisor whose feed could be tried."
    make_weekly_hours(make_supervisor(name="Aino"))
    result = post(manager, "feed")
    assert (result.ok, "The feed of Aino can be read" in result.text) == (True, True)


def test_calendars_that_fail_can_be_selected_first_and_remain_selected(practice):
    manager = make_manager(practice.site, ["change_contactrequest", "change_supervisor"])
    make_busy_calendar(make_supervisor(name="Aino"))
    failing = make_busy_calendar(make_supervisor(name="Väinö"), error="timeout")
    response = client_for(manager).get(reverse(URL_NAME))
    assert list(response.context["calendars"])[0] == failing
    response = client_for(manager).post(reverse(URL_NAME), {"try": "feed", "calendar": str(failing.pk)})
    assert f'<option value="{failing.pk}" selected>' in response.content.decode()


def test_what_a_calendar_program_can_not_read_is_in_words():
    assert _reading_texts({"bad_value": 1, "unknown_zone": 2, "doubtful": 1}) == [
        "1 event with dates that can't be read",
        "2 unknown time zones, replaced by the supervisor's",
        "1 event is kept as busy although part of it could not be read",
    ]


def test_missing_translations_are_in_their_row_for_those_who_edit_pages():
    home = make_home()
    manager = make_manager(home.get_site())
    url = reverse(URL_NAME)
    assert "translations" not in {row["check"].name for row in client_for(manager).get(url).context["rows"]}
    make_page("StandardPage", home, slug="page")
    make_translation(home, "sv")
    editor = make_editor(home)
    editor.user_permissions.add(get_permission("change_contactrequest"))
    rows = {row["check"].name: row for row in client_for(editor).get(url).context["rows"]}
    ((problem, links),) = rows["translations"]["problems"]
    assert problem.code == "pages_missing_language"
    assert "kind=missing_language" in links[0].url


def test_routing_is_total_with_a_rule_for_everything(practice, manager):
    assert not post(manager, "routing").ok
    RoutingRule.objects.create(name="All", site=practice.site, to_email_addresses="all@example.com")
    assert post(manager, "routing").ok


def test_routing_of_another_practice_is_not_shown(practice, manager):
    other = make_practice(make_site("other.example"), name="Canary")
    RoutingRule.objects.create(name="All", site=practice.site, to_email_addresses="all@example.com")
    assert RoutingRule.objects.filter(site=other.site).count() == 0
    assert "Canary" not in str(post(manager, "routing").findings)


def test_content_of_all_pages_is_checked():
    home = make_home()
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    make_page("CrisisNoticePage", notices, slug="endless", title="Endless")
    result = post(make_manager(home.get_site()), "content")
    assert (result.ok, result.text) == (False, "3 pages were checked.")
    assert any(finding.text.startswith("Endless: The notice has no end.") for finding in result.findings)


def test_hold_of_the_sessions_panel_tells_when_it_expires(practice):
    from tests.overview.test_dashboard import make_session

    office = make_office()
    make_session(make_supervisor([office]), office, hold_until=timezone.now() + timedelta(hours=2))
    content = client_for(make_coordinator(office)).get(reverse("wagtailadmin_home")).content.decode()
    assert "unless you confirm it." in content


def test_what_can_not_run_while_paused_is_not_called_good(manager):
    pause()
    rows = {row["check"].name: row for row in client_for(manager).get(reverse(URL_NAME)).context["rows"]}
    assert [name for name, row in rows.items() if row["is_unchecked"]] == ["worker", "calendars"]
