"""Blocks with records, links and forms, rendered on pages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_office, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.practice.listings import MAX_SUPERVISORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


def html(client, home, block_type, **value):
    """The front page's main content with one block."""
    home.body = [{"type": block_type, "value": {"heading": "", **value}}]
    home.save()
    return client.get(home.url).content.decode().partition("<main")[2].partition("</main>")[0]


def card_titles(text):
    return re.findall(r'class="tyo-card__title">(?:<a[^>]*>)?([^<]+)<', text)


def test_services_of_practice_link_to_their_pages(client, home):
    service = make_service(name="Supervision")
    make_service(name="Coaching")
    make_service(name="Elsewhere", site=make_site("second"))
    make_page("ServicePage", home, slug="supervision", service=service)
    text = html(client, home, "services", services=[])
    assert card_titles(text) == ["Coaching", "Supervision"]
    assert re.findall(r'tyo-card__title"><a href="([^"]+)"', text) == ["/supervision/"]


def test_selected_services_keep_the_editors_order(client, home):
    first, second, third = (make_service(name=name) for name in "ABC")
    assert card_titles(html(client, home, "services", services=[third.pk, first.pk])) == ["C", "A"]


def test_selected_record_of_another_practice_is_hidden(client, home):
    foreign = make_service(name="Elsewhere", site=make_site("second"))
    assert card_titles(html(client, home, "services", services=[foreign.pk])) == []


def test_supervisors_are_filtered_by_service_or_office(client, home):
    service, office = make_service(), make_office(city="Turku")
    make_supervisor(name="Aino", services=[service])
    make_supervisor(name="Mikael", offices=[office])
    make_supervisor(name="Gone", services=[service], active=False)
    assert card_titles(html(client, home, "supervisors", supervisors=[])) == ["Aino", "Mikael"]
    assert card_titles(html(client, home, "supervisors", supervisors=[], service=service.pk)) == ["Aino"]
    assert card_titles(html(client, home, "supervisors", supervisors=[], office=office.pk)) == ["Mikael"]


def test_long_list_of_supervisors_ends_with_link_unless_they_are_selected(client, home):
    make_page("SupervisorIndexPage", home, slug="people")
    everybody = [make_supervisor(name=f"S{number:02}").pk for number in range(26)]
    text = html(client, home, "supervisors", supervisors=[])
    assert (len(card_titles(text)), '<a href="/people/">' in text) == (24, True)
    text = html(client, home, "supervisors", supervisors=everybody)
    assert (len(card_titles(text)), '<a href="/people/">' in text) == (26, False)


def test_supervisors_are_grouped_by_city(client, home):
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    make_supervisor(name="Aino", offices=[turku, oulu])
    make_supervisor(name="Mikael", offices=[turku])
    make_supervisor(name="Remote")
    text = html(client, home, "supervisors", supervisors=[], group_by_city=True)
    assert re.findall(r'class="tyo-city-heading">([^<]+)<', text) == ["Oulu", "Turku", "No office"]
    assert card_titles(text) == ["Aino", "Aino", "Mikael", "Remote"]


def test_offices_show_contact_details_and_supervisors(client, home):
    office = make_office(
        city="Turku", phone="+358401112223", email="turku@example.com", address="Street 1\n20100 Turku"
    )
    make_supervisor(name="Aino", offices=[office], phone="+358409998887", email="hidden@example.com", show_email=False)
    text = html(client, home, "offices", offices=[], show_supervisors=True)
    assert "Street 1<br>20100 Turku" in text
    assert re.findall(r'href="(tel:[^"]+)"', text) == ["tel:+358401234567", "tel:+358401112223", "tel:+358409998887"]
    assert "hidden@example.com" not in text
    assert "Aino" not in html(client, home, "offices", offices=[], show_supervisors=False)


def test_office_with_many_supervisors_links_to_the_full_list(client, home):
    make_page("SupervisorIndexPage", home, slug="people")
    turku, oulu = make_office(city="Åbo Turku"), make_office(city="Oulu")
    for number in range(MAX_SUPERVISORS + 2):
        make_supervisor(name=f"Aino {number:02}", offices=[turku, oulu] if number < MAX_SUPERVISORS else [turku])
    text = html(client, home, "offices", offices=[turku.pk, oulu.pk], show_supervisors=True)
    counts = [text.count(f">Aino {number:02}<") for number in range(MAX_SUPERVISORS + 2)]
    assert counts == [2] * MAX_SUPERVISORS + [0, 0]
    assert re.findall(r'href="(/people/\?city[^"]+)"', text) == ["/people/?city=%C3%85bo%20Turku"]
    assert (
        client.get("/people/?city=%C3%85bo%20Turku").content.decode().count("tyo-card--supervisor") == MAX_SUPERVISORS
    )


def test_crisis_notices_are_hidden_if_there_are_none(client, home):
    assert "tyo-section--crisis-notices" not in html(client, home, "crisis_notices")
    make_page("CrisisNoticePage", make_page("CrisisNoticeIndexPage", home, slug="crisis"), slug="now", title="Now")
    assert card_titles(html(client, home, "crisis_notices")) == ["Now"]


def test_key_facts_are_those_of_the_service_then_of_the_editor(client, home):
    service = make_service(lengths="60, 90, 120", price="110 €")
    text = html(client, home, "key_facts", service=service.pk, facts=[{"term": "Agreement", "description": "Written"}])
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text) == [
        ("Length", "60, 90 or 120 min"),
        ("Price", "110 €"),
        ("Agreement", "Written"),
    ]


def test_call_to_action_uses_practices_number_and_contact_page(client, home):
    make_page("ContactPage", home, slug="contact")
    text = html(client, home, "call_to_action", show_phone=True, show_contact=True).partition("tyo-call-to-action")[2]
    assert re.findall(r'href="([^"]+)"', text) == ["tel:+358401234567", "/contact/"]


def test_call_to_action_prefers_its_own_number(client, home):
    text = html(client, home, "call_to_action", show_phone=True, show_contact=False, phone="+358409998887").partition(
        "tyo-call-to-action"
    )[2]
    assert re.findall(r'href="([^"]+)"', text) == ["tel:+358409998887"]


def test_call_to_action_shows_only_selected_buttons(client, home):
    times = make_page("StandardPage", home, slug="times")
    text = html(
        client, home, "call_to_action", show_phone=False, show_contact=False, free_times_page=times.pk
    ).partition("tyo-call-to-action")[2]
    assert re.findall(r'href="([^"]+)"', text) == ["/times/"]


def test_comparison_is_a_table_whose_columns_are_the_services(client, home):
    first, second = make_service(name="Supervision"), make_service(name="Coaching")
    text = html(
        client,
        home,
        "comparison",
        first={"service": first.pk, "title": "", "page": None},
        second={"service": second.pk, "title": "Our coaching", "page": None},
        rows=[{"title": "Goals", "first": "<p>One</p>", "second": "<p>Two</p>"}],
    )
    assert re.findall(r'scope="col">([^<]+)<', text) == ["Supervision", "Our coaching"]
    assert re.findall(r'scope="row">([^<]+)<', text) == ["Goals"]


def unreachable_pages(home):
    """A draft, and a crisis notice before it starts."""
    notice = {"slug": "soon", "title": "Secret soon", "valid_from": timezone.now() + timedelta(hours=1)}
    return [
        make_page("StandardPage", home, slug="draft", title="Secret draft", live=False),
        make_page("CrisisNoticePage", make_page("CrisisNoticeIndexPage", home, slug="crisis"), **notice),
    ]


def test_call_to_action_ignores_unreachable_pages(client, home):
    make_page("ContactPage", home, slug="contact")
    for page in unreachable_pages(home):
        value = {"show_phone": False, "show_contact": True, "contact_page": page.pk, "free_times_page": page.pk}
        text = html(client, home, "call_to_action", **value).partition("tyo-call-to-action")[2]
        assert re.findall(r'href="([^"]+)"', text) == ["/contact/"]


def test_comparison_does_not_link_unreachable_pages(client, home):
    for page in unreachable_pages(home):
        columns = {side: {"service": None, "title": side, "page": page.pk} for side in ("first", "second")}
        text = html(client, home, "comparison", rows=[], **columns)
        assert re.findall(r'scope="col">(.*?)</th>', text) == ["first", "second"]


def test_comparison_leads_to_published_pages(client, home):
    page = make_page("StandardPage", home, slug="coaching")
    columns = {side: {"service": None, "title": side, "page": page.pk} for side in ("first", "second")}
    text = html(client, home, "comparison", rows=[], **columns)
    assert re.findall(r'scope="col"><a href="([^"]+)"', text) == ["/coaching/", "/coaching/"]


def test_links_leave_out_a_page_that_visitors_do_not_find(client, home):
    links = [{"page": page.pk, "title": "", "description": "Of it"} for page in unreachable_pages(home)]
    assert "tyo-link-list__item" not in html(client, home, "links", links=links)


def test_menu_omits_crisis_notice_before_it_starts(client, home):
    later = timezone.now() + timedelta(hours=1)
    make_page("CrisisNoticePage", home, slug="soon", title="Secret soon", valid_from=later)
    assert "Secret soon" not in client.get(home.url).content.decode()


def test_key_facts_of_another_practices_service_are_hidden(client, home):
    foreign = make_service(lengths="45", site=make_site("second"))
    text = html(client, home, "key_facts", service=foreign.pk, facts=[{"term": "Agreement", "description": "Written"}])
    assert re.findall(r"<dt>([^<]+)</dt>", text) == ["Agreement"]


def test_comparison_ignores_another_practices_service(client, home):
    foreign = make_service(name="Elsewhere", site=make_site("second"))
    columns = {"first": {"service": foreign.pk, "title": "", "page": None}, "second": {"service": None, "title": "B"}}
    text = html(client, home, "comparison", rows=[], **columns)
    assert re.findall(r'scope="col">([^<]*)<', text) == ["", "B"]


@pytest.mark.parametrize("record", ["supervisor", "office", "service"])
def test_calendar_subscription_to_another_practices_record_is_not_offered(client, home, record):
    make = {"supervisor": make_supervisor, "office": make_office, "service": make_service}[record]
    assert "free.ics" in html(client, home, "calendar_subscription", **{record: make().pk})
    foreign = make(site=make_site("second"))
    assert "tyo-section--calendar-subscription" not in html(
        client, home, "calendar_subscription", **{record: foreign.pk}
    )


def test_link_without_target_is_omitted(client, home):
    page = make_page("StandardPage", home, slug="about", title="About us")
    links = [{"page": page.pk}, {"url": "https://example.com/", "title": "Elsewhere"}, {"title": "Nowhere"}]
    text = html(client, home, "links", links=links)
    assert re.findall(r'tyo-link-list__link" href="([^"]+)"[^>]*><span>([^<]+)<', text) == [
        ("/about/", "About us"),
        ("https://example.com/", "Elsewhere"),
    ]


def test_faq_expands_without_javascript(client, home):
    text = html(client, home, "faq", questions=[{"question": "Why?", "answer": "<p>Because.</p>"}])
    assert re.search(r"<details[^>]*><summary[^>]*>Why\?</summary>.*Because\..*</details>", text, re.DOTALL)


def test_contact_form_block_posts_to_contact_url(client, home):
    supervisor = make_supervisor(name="Aino Laine")
    text = html(client, home, "contact_form", supervisor=supervisor.pk, fields=[])
    assert re.findall(r'<form[^>]*method="post" action="([^"]+)"', text) == ["/contact/send/"]
    assert re.findall(r'<option value="\d+" selected>([^<]+)</option>', text) == ["Aino Laine"]


def test_calendar_subscription_shows_practices_feed_url(client, home):
    make_supervisor()
    assert "free.ics" in html(client, home, "calendar_subscription")


def test_two_forms_on_one_page_have_unique_ids(client, home):
    home.body = [{"type": "contact_form", "value": {"heading": "", "fields": []}} for _ in range(2)]
    home.save()
    ids = re.findall(r'\sid="([^"]+)"', client.get(home.url).content.decode())
    assert sorted(ids) == sorted(set(ids))
