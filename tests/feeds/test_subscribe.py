import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.factories import make_site
from wagtail_tyonohjaus.feeds import subscribe
from wagtail_tyonohjaus.pages.models import SupervisorPage
from wagtail_tyonohjaus.practice.display.qr_codes import qr_code
from wagtail_tyonohjaus.practice.models import PracticeSettings

URL = "https://example.org/calendar/1d8a1a5c-6a35-4d4e-9f43-5c2a33d1b6f0/fi/free.ics"


def hrefs():
    return {option.code: option.href for option in subscribe.subscription_options(URL, "Free times: Aino & Co")}


def test_each_app_gets_the_link_that_it_supports():
    """Google needs ``cid=webcal://`` (calagator#556); ``webcals:`` confuses apps (nextcloud/calendar#3050)."""
    links = hrefs()
    assert links["apple"] == URL.replace("https://", "webcal://")
    assert parse_qs(urlsplit(links["google"]).query) == {"cid": [URL.replace("https://", "webcal://")]}
    for code in ("outlook", "office"):
        assert parse_qs(urlsplit(links[code]).query) == {"url": [URL], "name": ["Free times: Aino & Co"]}
    assert "webcals:" not in str(links)
    assert links["other"] == ""


def test_instructions_say_how_often_each_app_refreshes():
    assert all("refresh" in option.instructions for option in subscribe.subscription_options(URL, "x"))


def test_private_options_contain_no_web_calendar():
    assert [option.code for option in subscribe.private_options(URL)] == ["apple", "other"]


def test_qr_code_is_plain_svg():
    svg = qr_code(subscribe.webcal(URL))
    assert svg.startswith('<svg role="img"')
    assert "style" not in svg and "script" not in svg
    assert "<title>QR code</title>" in svg


@pytest.mark.django_db
def test_feed_paths_follow_the_active_language(aino):
    with translation.override("fi"):
        path = subscribe.feed_path(aino, service=aino.services.get(), office=aino.offices.get())
    assert path == f"/calendar/{aino.uuid}/fi/service-work-supervision/office-turku/free.ics"
    assert subscribe.feed_path(aino.offices.get()) == "/calendar/office/turku/free.ics"


@pytest.fixture
def render(aino, rf):
    make_site()

    def render_source(source, **context):
        request = rf.get("/", headers={"Host": "localhost"})
        return Template("{% load tyonohjaus_feeds %}" + source).render(Context({"request": request, **context}))

    return render_source


def test_subscription_contains_a_url_that_can_be_copied(client, aino, render):
    html = render("{% tyo_calendar_subscription supervisor=supervisor %}", supervisor=aino)
    (url,) = re.findall(r'value="(http[^"]+)" readonly', html)
    assert client.get(urlsplit(url).path).status_code == 200
    assert html.count("<dt>") == 5 and "<svg" in html
    assert re.search(r'<label for="([^"]+)">.*<input id="\1"', html, re.S)


@pytest.mark.parametrize("name", ["supervisor", "office", "service", "practice"])
def test_subscription_of_each_record_works(client, aino, render, name):
    records = {"supervisor": aino, "office": aino.offices.get(), "service": aino.services.get()}
    html = render(
        "{% tyo_calendar_subscription supervisor=supervisor office=office service=service %}",
        **{name: records.get(name)},
    )
    (url,) = re.findall(r'value="(http[^"]+)" readonly', html)
    assert client.get(urlsplit(url).path).status_code == 200


def test_subscription_is_empty_if_the_practice_does_not_publish(aino, render):
    PracticeSettings.objects.update(publish_free_times=False)
    assert render("{% tyo_calendar_subscription %}").strip() == ""
    assert render("{% tyo_calendar_feeds as feeds %}{{ feeds }}") == "[]"


def test_feed_links_of_a_page_are_those_of_its_record_and_practice(aino, render):
    page = SupervisorPage(title="Aino Laine", supervisor=aino)
    html = render("{% tyo_calendar_feeds as feeds %}{% for feed in feeds %}{{ feed.url }} {% endfor %}", page=page)
    assert html.split() == [f"/calendar/{aino.uuid}/free.ics", "/calendar/practice/harbour-supervision/free.ics"]
