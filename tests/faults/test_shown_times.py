"""Every page shows the practice's clock and date in the language's order, with any TIME_ZONE.

All stored moments are just before midnight in UTC, on the last day of a week and of a month. In the practice's zone the
next day, week and month have begun.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from time_machine import travel
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from tests.contact.helpers import send
from tests.factories import make_busy_block, make_hours_exception, make_weekly_hours
from tests.inbox.factories import make_user
from tests.pages.factories import make_home, make_page
from tests.permissions.roles import OWN, make_records
from tests.permissions.test_matrix import TABLE, url_of
from wagtail_tyonohjaus.appointments import tokens
from wagtail_tyonohjaus.appointments.models import Session, SessionEvent
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.feeds.models import FeedToken
from wagtail_tyonohjaus.practice.erasure.models import ErasureRecord
from wagtail_tyonohjaus.practice.models import Approach, Office, PracticeSettings, Service, Supervisor, WorkField

# In Helsinki: Monday 1 February 2027 at 00:30.
MOMENT = datetime(2027, 1, 31, 22, 30, tzinfo=UTC)
NEXT_DAY = MOMENT.date() + timedelta(days=1)
ENDS = {"end", "hold_until", "due_until", "next_attempt_at"}
WRONG = r"31\.? ?(?:Jan|jan|tammi)|Jan(?:uary|\.)? 31|\b31\.0?1\.|2027-01-31|\b(?:22|23)[.:]3\d"
OTHER_NOTATION = r"\d ?[ap]\.m\.|(?<!\d )Feb(?:ruary|\.)? \d{1,2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
# Deletion is refused with a page that says what prevents it.
PAGE_STATUSES = (200, 409)
LOGGED_MODELS = [Approach, Office, PracticeSettings, ReplyTemplate, Rota, RoutingRule, Service, Supervisor, WorkField]
# Views that accept only POST, or redirect.
WITHOUT_PAGE = {
    *(f"tyonohjaus_inbox:{name}" for name in "assign assign_to_me add_note change_status reply".split()),
    *(f"tyonohjaus_inbox:{name}" for name in "plan_callback record_callback release_hold resend".split()),
    *(f"tyonohjaus_session:{name}" for name in "confirm decline cancel".split()),
    *("tyonohjaus_fetch_calendar", "tyonohjaus_create_feed_token", "tyonohjaus_revoke_feed_token"),
    *("tyonohjaus_own_feed_tokens", "tyonohjaus_log:resend", "tyonohjaus_delete_site", "tyonohjaus_notice_end"),
    *("wagtailsnippets_wagtail_tyonohjaus_routingrule:reorder", "tyonohjaus_guide:page", "tyonohjaus_import:template"),
    *("tyonohjaus_rota_change", "tyonohjaus_rota_undo", "tyonohjaus_availability:undo", "tyonohjaus_start:undo"),
    *("tyonohjaus_create_rota_feed_token", "tyonohjaus_revoke_rota_feed_token", "tyonohjaus_availability:mine"),
    *("tyonohjaus_import:preview", "tyonohjaus_session:propose_times"),
    *("tyonohjaus_start:index", "tyonohjaus_start:preview"),
}


class ShownText(HTMLParser):
    """What people see or hear of a page: text, labels, tooltips, and the values of text fields."""

    ATTRIBUTES = ("title", "aria-label", "alt", "placeholder", "data-w-tooltip-content-value")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.values: list[str] = []
        self.is_skipping = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.is_skipping = tag in ("script", "style")
        self.texts += [values[name] or "" for name in self.ATTRIBUTES if name in values]
        if tag == "input" and values.get("type", "text") not in ("hidden", "radio", "checkbox"):
            self.values.append(values.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.is_skipping = False

    def handle_data(self, data: str) -> None:
        if not self.is_skipping:
            self.texts.append(data)


def faults(html: str) -> list[str]:
    """Text with another clock, day or notation than the practice's; fields contain dates as they are typed."""
    visible = ShownText(html)
    text, values = " ".join(" ".join(visible.texts).split()), " ".join(visible.values)
    return re.findall(rf".{{0,40}}(?:{WRONG}|{OTHER_NOTATION}).{{0,20}}", text) + re.findall(rf"\S*(?:{WRONG})", values)


def make_world() -> dict[str, str]:
    """A practice with a record of each kind; the URLs of its public pages."""
    home = make_home()
    make_records(OWN, home.get_site(), "Varpunen", "sparrow@example.org", "+358401110111")
    supervisor, session = Supervisor.objects.get(pk=OWN), Session.objects.get(pk=OWN)
    add_hours(supervisor)
    end = MOMENT + timedelta(hours=1)
    DutyTurn.objects.create(rota=Rota.objects.get(pk=OWN), supervisor=supervisor, start=MOMENT, end=end)
    FeedToken.objects.update(last_used=NEXT_DAY)
    ErasureRecord.objects.create(site=home.get_site(), reference="TO-1")
    SessionEvent.objects.create(session=session, kind="moved", actor_role="staff", old_start=MOMENT, new_start=MOMENT)
    for model in LOGGED_MODELS:
        log(model.objects.first(), "wagtail.edit")
    urls = {**session_urls(session), **page_urls(home, supervisor, session.service), "receipt": receipt_url()}
    set_all_moments()
    # The receipt of an anonymised request can't be opened.
    ContactRequest.objects.exclude(pk=OWN).update(anonymised_at=None)
    return urls


def add_hours(supervisor: Supervisor) -> None:
    for weekday in range(7):
        make_weekly_hours(supervisor, weekday, valid_from=NEXT_DAY)
    make_hours_exception(supervisor, NEXT_DAY + timedelta(days=2))
    make_busy_block(supervisor, MOMENT + timedelta(days=1), MOMENT + timedelta(days=1, hours=1))
    HolidayOverride.objects.create(practice=supervisor.practice, day=NEXT_DAY, name="Closed")


def session_urls(session: Session) -> dict[str, str]:
    token = tokens.issue(session)
    session.save()
    views = {"session": "session", "move": "session_move", "cancel": "session_cancel"}
    return {name: reverse(f"wagtail_tyonohjaus:{view}", args=[token]) for name, view in views.items()}


def page_urls(home: Any, supervisor: Supervisor, service: Service) -> dict[str, str]:
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    until = MOMENT + timedelta(hours=1)
    pages = {
        "notices": notices,
        "notice": make_page("CrisisNoticePage", notices, service=service, valid_from=MOMENT, valid_until=until),
        "contact": make_page("ContactPage", home),
        "supervisor": make_page("SupervisorPage", home, supervisor=supervisor),
        "service": make_page("ServicePage", home, service=service),
        "home": home,
    }
    return {name: page.url for name, page in pages.items()}


def receipt_url() -> str:
    calls = {"phone": "0401234567", "preferred_contact": "call", "call_windows": ["0"], "call_from": "9"}
    request = send(preferred_start=f"{MOMENT + timedelta(hours=10):%Y-%m-%dT%H:%MZ}/60", **calls)
    return request.receipt_url


def set_all_moments() -> None:
    """Every moment of every row is the one before midnight, or an hour later for ends."""
    for model in [*apps.get_app_config("wagtail_tyonohjaus").get_models(), ModelLogEntry]:
        names = [field.name for field in model._meta.fields if isinstance(field, models.DateTimeField)]
        if names:
            model._base_manager.update(**{name: MOMENT + timedelta(hours=name in ENDS) for name in names})


@pytest.fixture(params=["en", "fi", "sv"])
def world(db, request, settings) -> Iterator[tuple[Client, dict[str, str]]]:
    """A superuser's client in a language, and the URLs of public pages; TIME_ZONE as ``wagtail start`` makes it."""
    settings.TIME_ZONE, settings.LANGUAGE_CODE = "UTC", request.param
    with travel(MOMENT, tick=False):
        urls = make_world()
        client, user = Client(), make_user("reader", is_superuser=True)
        UserProfile.objects.create(user=user, preferred_language=request.param)
        client.force_login(user)
        yield client, urls


def faults_of(client: Client, urls: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong on each page."""
    responses = {name: client.get(url) for name, url in urls.items()}
    assert {name: page.status_code for name, page in responses.items() if page.status_code not in PAGE_STATUSES} == {}
    results = {name: faults(page.content.decode()) for name, page in responses.items()}
    return {name: texts for name, texts in results.items() if texts}


def test_admin_pages_show_the_practices_time(world):
    names = [name for name in TABLE if name not in WITHOUT_PAGE and not name.startswith("wagtailsnippetchoosers")]
    assert faults_of(world[0], {name: url_of(name, OWN) for name in names}) == {}


def test_home_page_of_the_admin_shows_the_practices_time(world):
    assert faults_of(world[0], {"home": reverse("wagtailadmin_home")}) == {}


def test_days_of_lists_begin_at_the_practices_midnight(world):
    client, _urls = world
    lists = {"tyonohjaus_inbox:index": "created_at", "tyonohjaus_session:index": "start"}
    for name, field in lists.items():
        for query, is_listed in {f"{field}_from=1.2.2027": True, f"{field}_to=2027-01-31": False}.items():
            rows = client.get(f"{reverse(name)}?queue=all&{query}").context["object_list"]
            assert (OWN in [row.pk for row in rows]) is is_listed, (name, query)
    report = f"{reverse('tyonohjaus_inbox:report')}?first=2027-02-01&last=2027-02-01"
    assert client.get(report).context["statistics"].total.count == ContactRequest.objects.count()


def test_session_after_midnight_is_one_of_today(world):
    client, _urls = world
    Session.objects.update(status="confirmed")
    home, week = (client.get(reverse(f"{name}")) for name in ("wagtailadmin_home", "tyonohjaus_session:week"))
    today = next(day for day in week.context["weeks"][0] if day.is_today)
    assert reverse("tyonohjaus_session:detail", args=[OWN]) in home.content.decode()
    assert (today.date, [entry.session.pk for entry in today.entries]) == (NEXT_DAY, [OWN])


@pytest.mark.parametrize("url", ["tyonohjaus_inbox:index", "tyonohjaus_session:index"])
def test_exports_contain_the_practices_time(world, url):
    response = world[0].get(f"{reverse(url)}?queue=all&period=&export=csv")
    text = b"".join(response.streaming_content).decode()
    moments = ("2027-02-01 00:30", "1.2.2027 0.30", "1.2.2027 00:30")
    assert (sum(moment in text for moment in moments), re.findall(WRONG, text)) == (1, [])


def test_public_pages_show_the_practices_time(world):
    assert faults_of(Client(), world[1]) == {}
