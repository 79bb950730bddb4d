import re

import pytest

from tests.factories import make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.practice.models import ServiceTranslation

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return make_page("ServiceIndexPage", make_home(), slug="services")


def headings(text):
    return re.findall(r'<h2 class="tyo-section__heading">([^<]+)</h2>', text)


def test_service_page_shows_key_facts(client, index):
    service = make_service(
        formats=["individual", "group"],
        delivery_modes=["remote"],
        lengths="60, 90",
        interval="every 2–4 weeks",
        price="110 €",
    )
    text = client.get(make_page("ServicePage", index, slug="one", service=service).url).content.decode()
    assert dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text)) == {
        "Formats": "Individual supervision, Group supervision",
        "Length": "60 or 90 min",
        "Interval": "every 2–4 weeks",
        "Place": "Remotely",
        "Price": "110 €",
    }


def test_service_page_omits_empty_sections(client, index):
    page = make_page(
        "ServicePage",
        index,
        slug="one",
        service=make_service(),
        show_free_times=False,
        about="<p>What</p>",
        methods="<p>How</p>",
        show_form=False,
        show_supervisors=False,
    )
    assert headings(client.get(page.url).content.decode()) == ["About the service", "Methods"]


def test_service_page_lists_supervisors_who_offer_it(client, index):
    service = make_service()
    aino = make_supervisor(name="Aino Laine", services=[service])
    make_supervisor(name="Not offering")
    make_supervisor(name="Gone", services=[service], active=False)
    make_page("SupervisorPage", index.get_parent(), slug="aino", supervisor=aino, title="Aino")
    response = client.get(make_page("ServicePage", index, slug="one", service=service).url)
    assert [(item.record.name, item.url) for item in response.context["supervisors"]] == [("Aino Laine", "/aino/")]


def section_headings(response):
    return [heading for heading in headings(response.content.decode()) if heading != "Get in touch"]


@pytest.mark.parametrize("show_supervisors", [True, False])
@pytest.mark.parametrize("offers", ["nobody", "full"])
def test_service_that_nobody_can_offer_now_leads_on_to_others(client, index, offers, show_supervisors):
    make_practice()
    service, other = make_service(), make_service(name="Group supervision")
    make_weekly_hours(make_supervisor(name="Mikael", services=[other]))
    if offers == "full":
        make_weekly_hours(make_supervisor(name="Aino", services=[service], accepts_new_clients=False))
    make_page("ServicePage", index, slug="group", service=other)
    page = make_page("ServicePage", index, slug="one", service=service, show_supervisors=show_supervisors)
    response = client.get(page.url)
    listed = ["Supervisors"] if offers == "full" and show_supervisors else []
    assert section_headings(response) == ["Other services", "Supervisors who accept new clients", *listed]
    assert [card.record.name for card in response.context["other_services"]] == ["Group supervision"]
    assert [card.record.name for card in response.context["alternatives"]] == ["Mikael"]
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'href="tel:+358401234567"' in main and 'href="#times"' not in main
    assert "None of our supervisors who accept new clients offers this service now." in main


@pytest.mark.parametrize("case", ["offered", "hidden", "crisis", "no supervisors"])
def test_service_that_can_be_had_leads_to_no_others(client, index, case):
    make_practice()
    service = make_service(kind="crisis" if case == "crisis" else "supervision")
    if case != "no supervisors":
        make_supervisor(name="Mikael", services=[service] if case in ("offered", "hidden") else [])
    page = make_page("ServicePage", index, slug="one", service=service, show_supervisors=case != "hidden")
    response = client.get(page.url)
    assert (response.context["is_available"], "None of our supervisors" in response.content.decode()) == (True, False)


def test_service_index_lists_live_pages_in_tree_order(client, index):
    make_page("ServicePage", index, slug="b", title="B", service=make_service())
    make_page("ServicePage", index, slug="a", title="A", service=make_service())
    make_page("ServicePage", index, slug="draft", title="Draft", live=False)
    response = client.get(index.url)
    assert [page.title for page in response.context["services"]] == ["B", "A"]


def test_translated_page_shows_the_records_translation(client, index):
    service = make_service(interval="every month")
    service.translations = [ServiceTranslation(language="fi", interval="kerran kuussa")]
    service.save()
    page = make_page("ServicePage", index, slug="one", service=service)
    finnish = make_translation(page, "fi", slug="yksi")
    texts = [client.get(url).content.decode() for url in (page.url, finnish.url)]
    assert ["every month" in text for text in texts] == [True, False]
    assert ["kerran kuussa" in text for text in texts] == [False, True]


def test_supervisors_of_another_practice_are_hidden(client, index):
    service = make_service()
    make_supervisor(name="Elsewhere", site=make_site("second"), services=[service])
    response = client.get(make_page("ServicePage", index, slug="one", service=service).url)
    assert response.context["supervisors"] == []


def test_long_list_of_supervisors_starts_with_those_taking_clients_and_ends_with_link(client, index):
    service = make_service()
    make_page("SupervisorIndexPage", index.get_parent(), slug="people")
    for number in range(14):
        make_supervisor(name=f"S{number:02}", services=[service], accepts_new_clients=number > 1)
    response = client.get(make_page("ServicePage", index, slug="one", service=service).url)
    assert [item.record.name for item in response.context["supervisors"]] == [f"S{n:02}" for n in range(2, 14)]
    assert f'<a href="/people/?service={service.slug}">' in response.content.decode()


def test_short_list_of_supervisors_has_no_link(client, index):
    service = make_service()
    make_page("SupervisorIndexPage", index.get_parent(), slug="people")
    for number in range(12):
        make_supervisor(name=f"S{number:02}", services=[service])
    response = client.get(make_page("ServicePage", index, slug="one", service=service).url)
    assert (len(response.context["supervisors"]), "tyo-more-link" in response.content.decode()) == (12, False)
