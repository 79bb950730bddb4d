"""The banner of crisis notices on every page, and the number that its pages ring."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import timezone, translation
from time_machine import travel
from wagtail.models import Locale

from tests.blocks.host_templates import BODY, host_jinja_templates, host_templates, template_name
from tests.factories import make_office, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus import content_validity
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.practice.listings import crisis_notices, notice_language
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.site import current_practice

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 12, 6, 21, 40, tzinfo=UTC)  # a Sunday, 23:40 in Helsinki
HOUR = timedelta(hours=1)


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def index(home):
    return make_page("CrisisNoticeIndexPage", home, slug="crisis")


@pytest.fixture
def practice(home):
    return PracticeSettings.for_site(home.get_site())


def notice(index, slug="accident", **kwargs):
    return make_page("CrisisNoticePage", index, slug=slug, **{"title": slug, **kwargs})


def soup_of(client, page, at=NIGHT):
    with travel(at, tick=False):
        return BeautifulSoup(client.get(page.url).content, "html.parser")


def banner_texts(soup):
    banner = soup.select_one(".tyo-crisis-banner")
    return (
        [" ".join(part.get_text().split()) for part in banner.select("p, .tyo-crisis-banner__message")]
        if banner
        else []
    )


def test_banner_has_the_notice_and_the_number_with_its_hours(client, home, index):
    page = notice(index, banner_text="We come within two days.", phone_opens=time(8), phone_closes=time(20))
    soup = soup_of(client, home)
    assert banner_texts(soup) == [
        "accident We come within two days.",
        "Call 040 123 4567 opens tomorrow at 08:00 Mon–Sun 08:00–20:00",
    ]
    assert soup.select_one(".tyo-crisis-banner h2 a")["href"] == page.url
    intervals = json.loads(soup.select_one("[data-tyo-hours]")["data-tyo-hours"])
    monday = datetime(2026, 12, 7, 6, tzinfo=UTC)
    assert intervals[0] == [
        *(int((monday + hours * HOUR).timestamp() * 1000) for hours in (-8, 0, 12)),
        *("opens at 08:00", "opens tomorrow at 08:00", "open until 20:00"),
    ]


def test_call_bar_of_a_page_with_the_banner_rings_the_person_on_duty(client, home, index, practice):
    rota = Rota.objects.create(site=practice.site, name="Crisis")
    person = make_supervisor(name="On duty", phone="+358401111111", email="on.duty@example.com")
    DutyTurn.objects.create(rota=rota, supervisor=person, start=NIGHT - HOUR, end=NIGHT + HOUR)
    RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    bar = '.tyo-contact-bar a[href^="tel:"]'
    assert soup_of(client, home).select_one(bar)["href"] == "tel:+358401234567"
    notice(index)
    soup = soup_of(client, home)
    links = [soup.select_one(selector)["href"] for selector in (bar, ".tyo-crisis-banner__phone")]
    assert links == ["tel:+358401111111", "tel:+358401111111"]
    assert "open now" in soup.select_one(".tyo-contact-bar").get_text()


def test_first_of_several_notices_is_shown_with_a_link_to_the_others(client, home, index):
    notice(index, "standing", valid_from=NIGHT - HOUR)
    event = notice(index, "event", notice_kind="event", valid_from=NIGHT - 5 * HOUR)
    older = notice(index, "older", notice_kind="event", valid_from=NIGHT - 9 * HOUR)
    soup = soup_of(client, home)
    assert [link["href"] for link in soup.select(".tyo-crisis-banner h2 a, .tyo-crisis-banner__others")] == [
        event.url,
        index.url,
    ]
    assert soup_of(client, event).select_one(".tyo-crisis-banner h2 a")["href"] == older.url


def test_notice_of_an_office_is_not_on_pages_of_supervisors_who_work_elsewhere(client, home, index):
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    people = [make_supervisor(name="T", offices=[turku]), make_supervisor(name="O", offices=[oulu]), make_supervisor()]
    pages = [make_page("SupervisorPage", home, slug=f"p{person.pk}", supervisor=person) for person in people]
    notice(index, offices=[str(turku.pk)], banner_text="Help for schools.")
    texts = [banner_texts(soup_of(client, page))[:1] for page in (home, *pages)]
    shown = ["accident Turku: Help for schools."]
    assert texts == [shown, shown, [], shown]
    turku.delete()
    assert [bool(banner_texts(soup_of(client, page))) for page in (home, *pages)] == [True, True, False, True]


def test_notice_that_is_not_translated_is_shown_in_its_language(client, home, index, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    swedish = Locale.objects.create(language_code="sv")
    translated_home = home.copy_for_translation(swedish)
    translated_home.get_latest_revision().publish()
    page = notice(index)
    site = home.get_site()
    with translation.override("sv"):
        assert [(each.pk, notice_language(each)) for each in crisis_notices(site)] == [(page.pk, "en")]
    translated = page.copy_for_translation(swedish, copy_parents=True)
    translated.get_latest_revision().publish()
    with translation.override("sv"):
        assert [(each.pk, notice_language(each)) for each in crisis_notices(site)] == [(translated.pk, "")]
    with translation.override("en"):
        assert [(each.pk, notice_language(each)) for each in crisis_notices(site)] == [(page.pk, "")]


@pytest.mark.parametrize("change", ["unpublished", "ended", "not yet published"])
def test_notice_withdrawn_in_a_language_does_not_come_back_in_another(home, index, settings, change):
    settings.WAGTAIL_I18N_ENABLED = True
    swedish = Locale.objects.create(language_code="sv")
    home.copy_for_translation(swedish).get_latest_revision().publish()
    page = notice(index)
    translated = page.copy_for_translation(swedish, copy_parents=True)
    if change != "not yet published":
        translated.get_latest_revision().publish()
        translated.refresh_from_db()
    if change == "unpublished":
        translated.unpublish()
    elif change == "ended":
        translated.valid_until = timezone.now() - HOUR
        translated.save_revision().publish()
    with translation.override("sv"):
        shown = [each.pk for each in crisis_notices(home.get_site())]
    assert shown == ([page.pk] if change == "not yet published" else [])


def test_kept_banner_takes_no_query_and_ends_with_the_next_change(rf, home, index, settings, django_assert_num_queries):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "PAGE_STORED_SECONDS": 3600}
    notice(index, valid_until=NIGHT + timedelta(minutes=9))
    template = Template("{% load tyonohjaus_notices %}{% tyo_crisis_banner %}{% tyo_crisis_banner_number as number %}")

    def render(at, queries):
        request = rf.get("/")
        # Every page loads these.
        current_practice({"request": request, "page": home})
        with travel(at, tick=False), django_assert_num_queries(queries) if queries is not None else nullcontext():
            validity = content_validity.begin()
            text = template.render(Context({"request": request, "page": home}))
            content_validity.end()
        return "accident" in text, validity.until

    assert render(NIGHT, None) == (True, NIGHT + timedelta(minutes=9))
    assert render(NIGHT + timedelta(minutes=8), 0) == (True, NIGHT + timedelta(minutes=9))
    assert render(NIGHT + timedelta(minutes=9), None) == (False, None)


@pytest.mark.parametrize("with_notice", [True, False])
def test_banner_in_jinja_is_that_in_djangos_templates(client, home, index, tmp_path, with_notice):
    pytest.importorskip("jinja2")
    if with_notice:
        notice(index)
    number = "[{% tyo_crisis_banner_number as number %}{% if number %}{{ number.text }}{% endif %}]"
    django = "{% load tyonohjaus_notices %}{% tyo_crisis_banner %}" + number
    jinja = "{{ tyo_crisis_banner() }}[{{ tyo_crisis_banner_number().text if tyo_crisis_banner_number() }}]"
    with travel(NIGHT, tick=False):
        with host_templates({template_name(home): BODY % django}):
            expected = client.get(home.url).content.decode()
        with host_jinja_templates(tmp_path, {template_name(home): BODY % jinja}):
            html = client.get(home.url).content.decode()
    assert ("tyo-crisis-banner" in html, "<main>[]" in html) == (with_notice, not with_notice)
    assert html == expected
