"""Blocks with records, links and forms, rendered on pages."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StructBlockValidationError

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
    return re.findall(r'class="tyo-card__title">(?:<(?:a|span)[^>]*>)?([^<]+)<', text)


@pytest.mark.parametrize(
    ("block_type", "value", "heading"),
    [
        ("services", {"services": []}, "Services"),
        ("supervisors", {"supervisors": []}, "Supervisors"),
        ("supervisors", {"supervisors": [], "group_by_city": True}, "Supervisors"),
        ("offices", {"offices": []}, "Offices"),
        ("steps", {"steps": [{"title": "Call us", "text": ""}]}, "Steps"),
        ("crisis_notices", {}, "Crisis supervision"),
    ],
)
def test_sections_of_cards_have_a_heading_for_screen_readers(client, home, block_type, value, heading):
    make_supervisor([make_office()], [make_service()])
    make_page("CrisisNoticePage", home, title="After a threat")
    text = html(client, home, block_type, **value)
    levels = [int(level) for level in re.findall(r"<h(\d)", text)]
    assert f'<h2 class="tyo-visually-hidden">{heading}</h2>' in text
    assert [(lower, higher) for lower, higher in pairwise(levels) if higher > lower + 1] == []
    given = html(client, home, block_type, **{**value, "heading": "Ours"})
    assert ("tyo-visually-hidden" in given.partition("</h2>")[0], "Ours</h2>" in given) == (False, True)


@pytest.mark.parametrize("block_type", ["services", "supervisors", "offices", "steps"])
def test_sections_without_cards_have_no_heading_of_their_own(client, home, block_type):
    assert "<h2" not in html(client, home, block_type, **{block_type: []})


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


def test_supervisors_of_an_office_are_grouped_under_its_city_only(client, home):
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    make_supervisor(name="Aino", offices=[turku, oulu])
    make_supervisor(name="Mikael", offices=[oulu])
    text = html(client, home, "supervisors", supervisors=[], office=turku.pk, group_by_city=True)
    assert re.findall(r'class="tyo-city-heading">([^<]+)<', text) == ["Turku"]
    assert card_titles(text) == ["Aino"]


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
    turku = make_office(city="Åbo Turku")
    for number in range(MAX_SUPERVISORS + 2):
        make_supervisor(name=f"Aino {number:02}", offices=[turku])
    text = html(client, home, "offices", offices=[turku.pk], show_supervisors=True)
    counts = [text.count(f">Aino {number:02}<") for number in range(MAX_SUPERVISORS + 2)]
    assert counts == [1] * MAX_SUPERVISORS + [0, 0]
    assert re.findall(r'href="(/people/\?city[^"]+)"', text) == ["/people/?city=abo-turku"]
    listed = client.get("/people/?city=abo-turku").content.decode()
    assert listed.count("tyo-card--supervisor") == MAX_SUPERVISORS


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
    assert re.findall(r'scope="col">([^<]*)<', text) == ["B"]


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
    make_supervisor(name="Mikael")
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


LIMITED_BLOCKS = [
    ("services", "services", "list"),
    ("supervisors", "supervisors", "list"),
    ("supervisors", "service", "one"),
    ("supervisors", "office", "one"),
    ("offices", "offices", "list"),
    ("free_times", "supervisor", "one"),
    ("free_times", "service", "one"),
    ("free_times", "office", "one"),
    ("calendar_subscription", "supervisor", "one"),
    ("calendar_subscription", "service", "one"),
    ("calendar_subscription", "office", "one"),
    ("contact_form", "supervisor", "one"),
    ("contact_form", "service", "one"),
    ("contact_form", "office", "one"),
]
MAKE = {
    "service": lambda name: make_service(name=name),
    "supervisor": lambda name: make_supervisor(name=name),
    "office": lambda name: make_office(city=name),
}


def limited_value(field, count, pk):
    return {"heading": "Only here", field: [pk] if count == "list" else pk}


@pytest.mark.parametrize(("block_type", "field", "count"), LIMITED_BLOCKS)
def test_block_limited_to_a_deleted_record_shows_nothing(client, admin_client, home, block_type, field, count):
    make = MAKE[field.removesuffix("s")]
    record, other = make("Kotka"), make("Somewhere else")
    value = limited_value(field, count, record.pk)
    # Free times need a supervisor with a service, who is not limited to the record.
    make_supervisor(name="Works here", services=[make_service(name="Offered", slug="offered")])
    assert "Only here" in html(client, home, block_type, **value) or block_type == "free_times"
    record.delete()
    text = html(client, home, block_type, **value)
    assert "Only here" not in text
    assert str(other) not in text
    assert "tyo-editor-hint" not in text
    home.save_revision()
    preview = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[home.pk])).content.decode()
    assert "Visitors don&#x27;t see this block" in preview


def test_selected_records_that_still_exist_are_displayed(client, home):
    first, second = make_service(name="A"), make_service(name="B")
    make_service(name="C")
    value = {"services": [first.pk, second.pk]}
    first.delete()
    assert card_titles(html(client, home, "services", **value)) == ["B"]


def test_key_facts_of_a_deleted_service_show_the_editors_facts(client, home):
    service = make_service(name="Supervision")
    pk = service.pk
    service.delete()
    text = html(client, home, "key_facts", service=pk, facts=[{"term": "Length", "description": "An hour"}])
    assert "An hour" in text


def test_deleted_record_stays_selected_when_the_page_is_saved_again(home):
    service = make_service()
    home.body = [{"type": "free_times", "value": {"service": service.pk}}]
    home.save()
    pk = service.pk
    service.delete()
    page = type(home).objects.get(pk=home.pk)
    assert page.body[0].value["service"] is not None
    page.save_revision().publish()
    assert type(home).objects.get(pk=home.pk).body.raw_data[0]["value"]["service"] == pk


def test_editor_sees_that_the_selected_record_is_deleted(home, admin_client):
    block = type(home)._meta.get_field("body").stream_block.child_blocks["free_times"]
    service = make_service()
    value = block.to_python({"service": service.pk})
    pk = service.pk
    service.delete()
    value = block.to_python({"service": pk, "max_times": 8})
    assert block.child_blocks["service"].get_form_state(value["service"]) == {
        "id": pk, "edit_url": None, "string": "Deleted",
    }  # fmt: skip
    posted = block.value_from_datadict({"x-service": str(pk), "x-max_times": "8", "x-heading": ""}, {}, "x")
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(posted)
    assert [str(each) for each in error.value.block_errors["service"].messages] == [
        "This has been deleted, so the block shows nothing. Choose another, or clear the choice."
    ]
    home.body = [("free_times", value)]
    home.save_revision()
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 200
