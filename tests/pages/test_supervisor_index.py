"""The list of supervisors: facets, counts, search, views, pages, clean URLs and what is shown if nobody matches."""

import re
from datetime import datetime
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as PILImage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from tests.factories import (
    make_busy_block,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.pages.factories import make_home, make_page
from tests.pages.marks import UNCLOSED_RENDITIONS
from wagtail_tyonohjaus.finding.selection import FACETS
from wagtail_tyonohjaus.practice.models import (
    Approach,
    OfficeTranslation,
    ServiceTranslation,
    Supervisor,
    SupervisorTranslation,
    WorkField,
)

pytestmark = [pytest.mark.django_db, *UNCLOSED_RENDITIONS]

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = datetime(2026, 11, 30, 6, tzinfo=HELSINKI)


@pytest.fixture
def index():
    with time_machine.travel(MONDAY, tick=False):
        yield make_page("SupervisorIndexPage", make_home(), slug="people")


@pytest.fixture
def people(index):
    """Three supervisors who differ in everything that can be searched by."""
    supervision = make_service(name="Supervision", slug="supervision", price="98 € / 60 min, 135 € / 90 min (+ VAT)")
    coaching = make_service(name="Coaching", slug="coaching", price="1 200 €")
    helsinki, vaasa, turku = (make_office(city=city) for city in ("Helsinki", "Vaasa", "Turku"))
    aino = make_supervisor(
        name="Aino Laine",
        offices=[helsinki],
        services=[supervision],
        languages=["fi"],
        formats=["individual"],
        delivery_modes=["premises"],
        introduction="<p>Psychodrama and horses.</p>",
    )
    mikael = make_supervisor(
        name="Mikael Öst",
        offices=[vaasa, turku],
        services=[coaching],
        languages=["sv", "fi"],
        formats=["group"],
        delivery_modes=["remote", "yours"],
    )
    nelli = make_supervisor(name="Nelli Ahonen", services=[supervision, coaching], accepts_new_clients=False)
    aino.approaches, aino.work_fields = [Approach.objects.create(name="Narrative")], []
    mikael.work_fields = [WorkField.objects.create(name="Schools"), WorkField.objects.create(name="Church")]
    aino.save()
    mikael.save()
    return aino, mikael, nelli


def results(client, index, query=""):
    response = client.get(f"{index.url}{query}", follow=True)
    assert response.status_code == 200
    return response.context["results"]


def names(found):
    return [card.record.name for group in found.groups for card in group.cards]


def listed(client, index, query=""):
    return names(results(client, index, query))


def counts(client, index, facet, query=""):
    facets = {each.name: each for each in results(client, index, query).facets}
    return {value.value: value.count for value in facets[facet].values}


def page_text(client, index, query=""):
    return unescape(client.get(f"{index.url}{query}", follow=True).content.decode())


def test_index_lists_active_supervisors_of_the_practice(client, index, people):
    make_supervisor(name="Gone", active=False)
    make_supervisor(name="Elsewhere", site=make_site("second"))
    assert listed(client, index) == ["Aino Laine", "Mikael Öst", "Nelli Ahonen"]


def test_values_of_a_facet_are_alternatives_and_facets_restrict_each_other(client, index, people):
    expected = {
        "?city=vaasa": ["Mikael Öst"],
        "?city=helsinki&city=vaasa": ["Aino Laine", "Mikael Öst"],
        "?language=sv": ["Mikael Öst"],
        "?language=fi&language=sv": ["Aino Laine", "Mikael Öst"],
        "?format=individual": ["Aino Laine"],
        "?delivery_mode=remote": ["Mikael Öst"],
        "?accepts_new_clients=on": ["Aino Laine", "Mikael Öst"],
        "?service=supervision": ["Aino Laine", "Nelli Ahonen"],
        "?service=supervision&service=coaching&language=fi": ["Aino Laine", "Mikael Öst"],
        "?approach=narrative": ["Aino Laine"],
        "?work_field=schools": ["Mikael Öst"],
        "?city=vaasa&format=individual": [],
        "?where=yours:turku": ["Mikael Öst"],
        "?where=yours:helsinki": [],
    }
    assert {query: listed(client, index, query) for query in expected} == expected


def test_other_urls_lead_to_the_clean_one(client, index, people):
    expected = {
        "?city=vaasa&language=&service=": "?city=vaasa",
        "?q=&city=": "",
        "?language=sv&city=vaasa&page=1&sort=soonest&view=list": "?city=vaasa&language=sv",
        "?where=yours:turku&where=": "?city=turku&delivery_mode=yours",
        "?city=Vaasa": "?city=vaasa",
        "?city=vaasa&city=turku&city=vaasa": "?city=turku&city=vaasa",
        "?utm_source=letter&city=": "?utm_source=letter",
        "?page=99": "",
        "?page=x&view=city": "?view=city",
        "?city=atlantis&service=": "?city=atlantis",
    }
    responses = {given: client.get(f"{index.url}{given}") for given in expected}
    assert {response.status_code for response in responses.values()} == {302}
    locations = {given: response.headers["Location"] for given, response in responses.items()}
    assert locations == {given: f"{index.url}{clean}" for given, clean in expected.items()}
    assert {client.get(location).status_code for location in locations.values()} == {200}


def test_service_is_found_by_its_primary_key_in_old_links(client, index, people):
    service = people[0].services.get()
    response = client.get(f"{index.url}?service={service.pk}")
    assert response.headers["Location"] == f"{index.url}?service=supervision"


@pytest.mark.parametrize(
    "query", ["?city=atlantis", "?language='; DROP", "?service=9999999999999999999999", "?time=noon", "?where=yours:x"]
)
def test_value_that_cannot_be_read_is_an_error_and_matches_nobody(client, index, people, query):
    found = results(client, index, query)
    errors = [*found.errors.values(), *(facet.error for facet in found.facets if facet.error)]
    assert (errors, found.total) == (["This choice does not exist any more. Choose another one."], 0)
    assert errors[0] in page_text(client, index, query)


def test_unreadable_order_is_an_error(client, index, people):
    found = results(client, index, "?sort=height")
    assert (list(found.errors), found.total) == (["sort"], 0)
    assert [choice.query for choice in found.sorts] == ["", "?sort=name", "?sort=city"]


def test_counts_are_those_with_the_other_facets(client, index, people):
    assert counts(client, index, "city") == {"helsinki": 1, "turku": 1, "vaasa": 1}
    assert counts(client, index, "city", "?language=sv") == {"helsinki": 0, "turku": 1, "vaasa": 1}
    assert counts(client, index, "language", "?language=sv") == {"fi": 2, "sv": 1}
    assert counts(client, index, "city", "?q=laine") == {"helsinki": 1, "turku": 0, "vaasa": 0}


def test_facets_offer_only_values_in_use(client, index, people):
    make_office(city="Nowhere")
    found = {facet.name: [value.value for value in facet.values] for facet in results(client, index).facets}
    assert found["language"] == ["fi", "sv"]
    assert found["city"] == ["helsinki", "turku", "vaasa"]


def test_editor_chooses_the_facets_and_their_order(client, index, people):
    index.offered_facets = [{"type": "facet", "value": name} for name in ("language", "city", "language")]
    index.save()
    assert [facet.name for facet in results(client, index).facets] == ["language", "city"]
    # What a link selects can be seen and removed.
    assert [facet.name for facet in results(client, index, "?service=coaching").facets] == [
        "language",
        "city",
        "service",
    ]
    assert [choice.label for choice in results(client, index, "?service=coaching").active] == ["Coaching"]


def test_all_facets_are_offered_to_an_editor_and_unless_some_are_chosen(client, index, people):
    block = index.offered_facets.stream_block.child_blocks["facet"]
    assert [value for value, _label in block.field.choices if value] == list(FACETS)
    type(index).objects.filter(pk=index.pk).update(offered_facets=None)
    assert "language" in [facet.name for facet in results(client, index).facets]


def test_facet_that_changes_nothing_is_left_out(client, index):
    make_practice(publish_free_times=False)
    make_supervisor(languages=["fi"])
    assert results(client, index).facets == []


def test_filter_form_works_without_script_and_is_labelled(client, index, people):
    text = page_text(client, index, "?city=vaasa")
    form = re.search(r'<form class="tyo-facets".*?</form>', text, re.DOTALL)[0]
    assert ('method="get"' in form, form.count('type="submit"')) == (True, 1)
    assert re.findall(r'name="city" value="(\w+)" checked', form) == ["vaasa"]
    assert form.count("<fieldset") == form.count("<legend") == form.count('<details class="tyo-facet"')
    assert '<label class="tyo-label" for="id_q">' in form


def test_canonical_link_has_the_filters_but_not_the_order(client, index, people):
    text = page_text(client, index, "?city=vaasa&sort=name&view=city")
    assert re.findall(r'rel="canonical" href="([^"]+)"', text) == [f"{index.full_url}?city=vaasa"]


@pytest.mark.parametrize(("query", "is_indexed"), [("", True), ("?city=vaasa", True), ("?q=laine", False)])
def test_searches_are_not_indexed(client, index, people, query, is_indexed):
    assert ("noindex" not in page_text(client, index, query)) == is_indexed


def test_selected_values_can_be_removed_one_by_one(client, index, people):
    found = results(client, index, "?q=ost&city=vaasa&city=turku&language=sv")
    assert {choice.label: choice.query for choice in found.active} == {
        "Search: ost": "?city=turku&city=vaasa&language=sv",
        "Turku": "?q=ost&city=vaasa&language=sv",
        "Vaasa": "?q=ost&city=turku&language=sv",
        "Swedish": "?q=ost&city=turku&city=vaasa",
    }


def make_pages_of_people(number):
    office = make_office(city="Turku")
    for count in range(number):
        make_supervisor(name=f"S{count:02}", offices=[office])


def test_pages_keep_the_filters(client, index):
    make_supervisor(name="Other", offices=[make_office(city="Pori")])
    make_pages_of_people(30)
    text = page_text(client, index, "?city=turku")
    assert re.findall(r'rel="next" href="([^"]+)"', text) == [f"{index.url}?city=turku&page=2#results"]
    assert listed(client, index, "?city=turku&page=2") == [f"S{count}" for count in range(24, 30)]
    back = page_text(client, index, "?city=turku&page=2")
    assert re.findall(r'rel="prev" href="([^"]+)"', back) == [f"{index.url}?city=turku#results"]
    assert f'rel="canonical" href="{index.full_url}?city=turku&page=2"' in back


def test_page_after_the_last_leads_to_the_last(client, index):
    make_pages_of_people(30)
    assert client.get(f"{index.url}?page=7").headers["Location"] == f"{index.url}?page=2"


def groups(client, index, query):
    found = results(client, index, query)
    return found.total, [
        (group.city, group.total, [card.record.name for card in group.cards]) for group in found.groups
    ]


def test_by_city_lists_each_person_once_for_each_city_and_counts_people_once(client, index, people):
    assert groups(client, index, "?view=city") == (
        3,
        [
            ("Helsinki", 1, ["Aino Laine"]),
            ("Turku", 1, ["Mikael Öst"]),
            ("Vaasa", 1, ["Mikael Öst"]),
            (None, 1, ["Nelli Ahonen"]),
        ],
    )


def heading_levels(client, index, query):
    """The levels of the headings of the list and of its cards."""
    page = BeautifulSoup(page_text(client, index, query), "html.parser")
    return [int(tag.name[1]) for tag in page.select(".tyo-listing__results :is(h1, h2, h3, h4, h5, h6)")]


def test_headings_of_cards_are_below_those_of_their_city(client, index, people):
    assert heading_levels(client, index, "") == [2, 3, 3, 3]
    assert heading_levels(client, index, "?view=city") == [2, *[3, 4] * 4]
    # The nearest matches, if nobody matches.
    assert heading_levels(client, index, "?city=helsinki&service=coaching")[:3] == [2, 3, 4]


def test_by_city_has_only_the_cities_that_were_asked_for(client, index, people):
    assert groups(client, index, "?city=vaasa&view=city") == (1, [("Vaasa", 1, ["Mikael Öst"])])


def test_page_chooses_the_view_that_is_shown_at_first(client, index, people):
    index.group_by_city = True
    index.save()
    assert groups(client, index, "")[1][0][0] == "Helsinki"
    assert groups(client, index, "?view=list")[1][0][0] == ""
    assert client.get(f"{index.url}?view=city").headers["Location"] == index.url


def test_offices_in_one_city_are_one_value(client, index):
    offices = [make_office(city="Turku", name=name) for name in ("East", "West")]
    make_supervisor(name="Both", offices=offices)
    make_supervisor(name="West", offices=offices[1:])
    make_supervisor(name="Other", offices=[make_office(city="Pori")])
    assert counts(client, index, "city") == {"pori": 1, "turku": 2}
    assert groups(client, index, "?city=turku&view=city") == (2, [("Turku", 2, ["Both", "West"])])


def test_search_understands_inflected_cities_typing_errors_and_texts(client, index, people):
    vaasa = people[1].offices.get(city="Vaasa")
    vaasa.translations = [OfficeTranslation(language="sv", city="Vasa")]
    vaasa.save()
    people[1].translations = [SupervisorTranslation(language="fi", introduction="<p>Teen työtä kirkossa: kirkko.</p>")]
    people[1].languages = ["sv"]
    people[1].save()
    expected = {
        "Laine": ["Aino Laine"],
        "aino laine": ["Aino Laine"],
        "ost": ["Mikael Öst"],
        "Helsingissä": ["Aino Laine"],
        "Turusta": ["Mikael Öst"],
        "i Vasa": ["Mikael Öst"],
        "supervision in Helsinki": ["Aino Laine"],
        "på svenska i Turku": ["Mikael Öst"],
        "Helsnigissä": ["Aino Laine"],
        "Mikeal": ["Mikael Öst"],
        "Nellli": ["Nelli Ahonen"],
        "psychodrama": ["Aino Laine"],
        "narrat": ["Aino Laine"],
        "kirkko": ["Mikael Öst"],
        "ja": ["Aino Laine", "Mikael Öst", "Nelli Ahonen"],
        "Helsinki Turku": [],
        "astronaut": [],
        "100%": [],
    }
    found = {query: client.get(index.url, {"q": query}).context["results"] for query in expected}
    assert {query: sorted(names(each)) for query, each in found.items()} == expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="full-text search of PostgreSQL")
@pytest.mark.parametrize("query", ["psychodramas", "horse", "Helsingissä psychodramas", "trusting"])
def test_presentations_are_searched_by_stems(client, index, people, query):
    expected = [] if query == "trusting" else ["Aino Laine"]
    assert listed(client, index, f"?q={query}") == expected


def test_correction_is_shown(client, index, people):
    assert "Searched for: helsinki" in page_text(client, index, "?q=Helsnki")


def test_search_that_is_too_long_is_an_error(client, index, people):
    found = results(client, index, f"?q={'a' * 101}")
    assert (found.errors, found.total) == ({"q": "Enter at most 100 letters."}, 0)


def test_empty_list_suggests_what_to_leave_out_and_whom_to_call(client, index, people):
    found = results(client, index, "?city=helsinki&language=sv")
    assert [(choice.label, choice.query, choice.count) for choice in found.suggestions] == [
        ("Without “City”", "?language=sv", 1),
        ("Without “Language”", "?city=helsinki", 1),
    ]
    text = page_text(client, index, "?city=helsinki&language=sv")
    assert ('href="tel:+358401234567"' in text, "Nobody matches all of this." in text) == (True, True)
    assert [card.record.name for card in found.nearest] == ["Aino Laine", "Mikael Öst"]


def test_practice_without_supervisors_has_no_filters(client, index):
    text = page_text(client, index)
    assert ("There are no supervisors here yet." in text, "<fieldset" in text) == (True, False)


def text_of_card(client, index, name):
    cards = re.findall(r'<li class="tyo-card tyo-card--supervisor">.*?</li>', page_text(client, index), re.DOTALL)
    card = next(card for card in cards if name in card)
    return [part.strip() for part in re.sub(r"<svg.*?</svg>", "", card, flags=re.DOTALL).split("\n")]


def test_card_shows_cities_languages_topics_price_and_next_free_time(client, index, people):
    make_weekly_hours(people[1], weekday=2, start="12:00", end="15:00")
    text = " ".join(re.sub(r"<[^>]+>", " ", " ".join(text_of_card(client, index, "Mikael"))).split())
    assert text == (
        "M Mikael Öst Turku, Vaasa Swedish, Finnish Church · Schools from 1 200 € Next free: Wed 2 Dec 12:00"
    ).replace("Swedish, Finnish", "Finnish, Swedish")


def test_photos_of_cards_show_what_is_at_the_focal_point(client, index, people):
    picture = PILImage.new("RGB", (600, 240), "red")
    picture.paste("blue", (360, 0, 600, 240))
    file = BytesIO()
    picture.save(file, "PNG")
    focus = {"focal_point_x": 480, "focal_point_y": 120, "focal_point_width": 200, "focal_point_height": 200}
    people[0].photo = get_image_model().objects.create(title="A", file=ImageFile(file, "a.png"), **focus)
    people[0].save()
    page_text(client, index)
    with people[0].photo.renditions.get(filter_spec__contains="fill-240x240").file.open() as shown:
        red, _green, blue = PILImage.open(shown).convert("RGB").getpixel((120, 120))
    assert (red < 50, blue > 200) == (True, True)


def test_photos_of_cards_have_two_sizes_and_cost_no_query_each(client, index, people):
    counts = []
    for number in (1, 3):
        for person in people[:number]:
            person.photo = get_image_model().objects.create(title=person.name, file=get_test_image_file())
            person.save()
        text = page_text(client, index)
        assert len(re.findall(r'srcset="[^" ]+ 120w, [^" ]+ 240w"', text)) == number
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            page_text(client, index)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_price_of_a_card_is_the_lowest_of_the_selected_services(client, index, people):
    prices = {
        query: {card.record.name: card.price for group in results(client, index, query).groups for card in group.cards}
        for query in ("", "?service=coaching")
    }
    assert prices[""]["Nelli Ahonen"] == "98 € / 60 min (+ VAT)"
    assert prices["?service=coaching"]["Nelli Ahonen"] == "1 200 €"


@pytest.fixture
def free(people):
    """Aino is free on Tuesday mornings and Thursday evenings, Mikael on Wednesday afternoons from next week on."""
    aino, mikael, _nelli = people
    make_weekly_hours(aino, weekday=1, start="09:00", end="11:00")
    make_weekly_hours(
        aino, weekday=3, start="17:00", end="19:00", delivery_modes=["remote"], restricted_fields=["delivery_modes"]
    )
    make_weekly_hours(mikael, weekday=2, start="13:00", end="15:00")
    day = datetime(2026, 12, 2, tzinfo=HELSINKI)
    make_busy_block(mikael, day, day.replace(hour=23))
    return people


def test_list_is_filtered_by_free_time_that_is_good_for_the_rest(client, index, free):
    expected = {
        "?free=this-week": ["Aino Laine"],
        "?free=next-week": ["Aino Laine", "Mikael Öst"],
        "?free=this-week&free=next-week": ["Aino Laine", "Mikael Öst"],
        "?time=evening": ["Aino Laine"],
        "?time=afternoon": ["Mikael Öst"],
        "?free=this-week&time=afternoon": [],
        "?delivery_mode=premises&time=evening": [],
        "?delivery_mode=premises&time=morning": ["Aino Laine"],
        "?service=coaching&free=next-week": ["Mikael Öst"],
        "?city=turku&free=next-week": ["Mikael Öst"],
    }
    assert {query: listed(client, index, query) for query in expected} == expected


def links(client, index, query=""):
    groups = results(client, index, query).groups
    return {card.record.name: card.url for group in groups for card in group.cards}


def test_links_to_people_keep_what_their_free_times_depend_on(client, index, people, free):
    aino, mikael, _nelli = people
    for person in (aino, mikael):
        make_page("SupervisorPage", index, slug=person.name.split()[0].lower(), supervisor=person)
    page = f"{index.url}aino/"
    service = aino.services.get().pk
    office = aino.offices.get().pk
    aino.delivery_modes = ["premises", "yours"]
    aino.save()
    assert {
        query: links(client, index, query)["Aino Laine"]
        for query in (
            "",
            "?service=supervision",
            "?service=supervision&service=coaching",
            "?delivery_mode=premises",
            "?city=helsinki&delivery_mode=premises",
            "?city=helsinki&delivery_mode=yours",
            "?time=evening",
            "?city=helsinki&language=fi",
        )
    } == {
        "": page,
        "?service=supervision": f"{page}?service={service}",
        "?service=supervision&service=coaching": f"{page}?service={service}",
        "?delivery_mode=premises": page,
        "?city=helsinki&delivery_mode=premises": f"{page}?place={office}",
        "?city=helsinki&delivery_mode=yours": f"{page}?place=yours&office={office}",
        "?time=evening": f"{page}?day=2026-12-03",
        "?city=helsinki&language=fi": page,
    }


def test_link_does_not_select_a_place_that_the_service_does_not_have(client, index, people):
    aino = people[0]
    make_page("SupervisorPage", index, slug="aino", supervisor=aino)
    aino.delivery_modes = ["premises", "remote"]
    aino.save()
    query = "?service=supervision&delivery_mode=remote"
    service = aino.services.get()
    assert links(client, index, query)["Aino Laine"] == f"{index.url}aino/?service={service.pk}&place=remote"
    service.delivery_modes = ["premises"]
    service.save()
    assert links(client, index, query)["Aino Laine"] == f"{index.url}aino/?service={service.pk}"


def test_counts_of_free_time_are_exact(client, index, free):
    assert counts(client, index, "free") == {"this-week": 1, "next-week": 2}
    assert counts(client, index, "free", "?time=afternoon") == {"this-week": 0, "next-week": 1}
    assert counts(client, index, "delivery_mode", "?time=evening") == {"premises": 0, "yours": 0, "remote": 0}
    assert counts(client, index, "service", "?free=this-week") == {"coaching": 0, "supervision": 1}
    assert counts(client, index, "language", "?free=this-week") == {"fi": 1, "sv": 0}


def test_soonest_free_time_is_first_and_those_without_are_last(client, index, free):
    make_weekly_hours(free[1], weekday=0, start="15:00", end="17:00")
    free[1].services.add(make_service(name="Short notice", minimum_notice_hours=1))
    free[1].save()
    assert listed(client, index) == ["Mikael Öst", "Aino Laine", "Nelli Ahonen"]
    assert listed(client, index, "?sort=name") == ["Aino Laine", "Mikael Öst", "Nelli Ahonen"]
    assert listed(client, index, "?sort=city") == ["Aino Laine", "Mikael Öst", "Nelli Ahonen"]


def test_practice_that_publishes_no_free_times_has_neither_facet_nor_order(client, index, free):
    make_practice(publish_free_times=False)
    found = results(client, index)
    assert [facet.name for facet in found.facets if facet.name in ("free", "time")] == []
    assert [choice.label for choice in found.sorts] == ["Name", "City"]
    assert "Next free" not in page_text(client, index)
    assert results(client, index, "?free=this-week").total == 0


def test_names_of_cities_and_services_are_in_the_language_of_the_page(client, index, people):
    service, office = people[0].services.get(), people[0].offices.get()
    service.translations = [ServiceTranslation(language="en", name="Work supervision")]
    office.translations = [OfficeTranslation(language="en", city="Helsinki city")]
    service.save()
    office.save()
    facets = {facet.name: [value.label for value in facet.values] for facet in results(client, index).facets}
    assert ("Work supervision" in facets["service"], "Helsinki city" in facets["city"]) == (True, True)


@pytest.mark.parametrize("change", ["approach", "field", "role", "name", "link", "leave"])
def test_changes_are_visible_at_once(client, index, people, change):
    listed(client, index)
    aino = people[0]
    if change == "approach":
        approach = aino.approaches.get()
        approach.name = "Solution-focused"
        approach.save()
        assert listed(client, index, "?approach=solution-focused") == ["Aino Laine"]
    elif change == "field":
        WorkField.objects.get(name="Schools").delete()
        assert results(client, index, "?work_field=schools").total == 0
    elif change == "role":
        aino.translations = [SupervisorTranslation(language="en", role="Teacher")]
        aino.save()
        assert "Teacher" not in page_text(client, index)
        aino.role = "Opettaja"
        aino.save()
        assert "Teacher" in page_text(client, index)
    elif change == "name":
        Supervisor.objects.get(pk=aino.pk).save()
        aino.name = "Aino Virta"
        aino.save()
        assert listed(client, index, "?q=virta") == ["Aino Virta"]
    elif change == "link":
        Approach.objects.get().supervisors.clear()
        assert results(client, index, "?approach=narrative").total == 0
    else:
        aino.active = False
        aino.save()
        assert listed(client, index) == ["Mikael Öst", "Nelli Ahonen"]


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("query", ["", "?city=turku&free=this-week", "?view=city&sort=city", "?q=turussa"])
def test_queries_are_constant(client, index, people, query):
    offices = [make_office(city=city) for city in ("Turku", "Pori")]
    service = people[0].services.get()

    def add(number):
        person = make_supervisor(name=f"Person {number}", offices=offices, services=[service], languages=["fi", "sv"])
        make_weekly_hours(person, weekday=1)

    add(0)
    few = queries(client, f"{index.url}{query}")
    for number in range(1, 30):
        add(number)
    many = queries(client, f"{index.url}{query}")
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))
    # The revisions, and three for the cards: records, translations, pages.
    plain = queries(client, make_page("StandardPage", index.get_parent().specific, slug="plain").url)
    assert len(many) - len(plain) <= 4, "\n".join(many)
