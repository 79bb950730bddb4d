import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.factories import make_site
from wagtail_tyonohjaus.feeds import subscribe
from wagtail_tyonohjaus.practice.models import PracticeSettings

URL = "https://example.org/calendar/1d8a1a5c-6a35-4d4e-9f43-5c2a33d1b6f0/fi/free.ics"


def hrefs():
    return {option.code: option.href for option in subscribe.options(URL, "Free times: Aino & Co")}


def test_case_26_each_app_gets_the_link_it_needs():
    found = hrefs()
    assert found["apple"] == URL.replace("https://", "webcal://")
    assert parse_qs(urlsplit(found["google"]).query) == {"cid": [URL.replace("https://", "webcal://")]}
    for code in ("outlook", "office"):
        assert parse_qs(urlsplit(found[code]).query) == {"url": [URL], "name": ["Free times: Aino & Co"]}
    assert "webcals:" not in str(found)
    assert found["other"] == ""


def test_each_app_is_explained_with_how_late_it_refreshes():
    assert all("refresh" in option.sentence for option in subscribe.options(URL, "x"))


def test_private_options_hand_the_secret_to_no_web_calendar():
    assert [option.code for option in subscribe.private_options(URL)] == ["apple", "other"]


def test_qr_code_is_plain_svg():
    made = subscribe.qr_code(URL)
    assert made.startswith('<svg role="img"')
    assert "style" not in made and "script" not in made
    assert "<title>QR code</title>" in made


@pytest.mark.django_db
def test_feed_paths_follow_the_active_language(aino):
    with translation.override("fi"):
        path = subscribe.feed_path(aino, service=aino.services.get(), office=aino.offices.get())
    assert path == f"/calendar/{aino.uuid}/fi/service-work-supervision/office-turku/free.ics"
    assert subscribe.feed_path(aino.offices.get()) == "/calendar/office/turku/free.ics"


@pytest.fixture
def render(aino, rf):
    make_site()

    def rendered(source, **context):
        request = rf.get("/", headers={"Host": "localhost"})
        return Template("{% load tyonohjaus_feeds %}" + source).render(Context({"request": request, **context}))

    return rendered


def test_subscription_shows_a_copyable_address_that_works(client, aino, render):
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


def test_subscription_is_silent_where_nothing_is_published(aino, render):
    PracticeSettings.objects.update(publish_free_times=False)
    assert render("{% tyo_calendar_subscription %}").strip() == ""
    assert render("{% tyo_calendar_feeds as found %}{{ found }}") == "[]"


def test_pages_name_their_feeds_for_programs(aino, render):
    class Page:
        supervisor = aino

    html = render("{% tyo_calendar_feeds as found %}{% for c in found %}{{ c.url }} {% endfor %}", page=Page())
    assert html.split() == [f"/calendar/{aino.uuid}/free.ics", "/calendar/practice/harbour-supervision/free.ics"]
