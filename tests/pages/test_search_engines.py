"""Titles, descriptions, pictures, breadcrumbs and structured data of pages."""

import json
import re
import runpy
from datetime import time
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageChops, ImageStat
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_svg

from tests.blocks.host_templates import host_templates, template_name
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.pages import schema_org
from tests.pages.factories import make_home, make_page, make_translation
from tests.pages.marks import UNCLOSED_RENDITIONS
from wagtail_tyonohjaus.page_metadata.views import robots_txt
from wagtail_tyonohjaus.practice.appearance.themes import PICTURE_SIZE, get_theme
from wagtail_tyonohjaus.practice.models import Approach, OfficeOpeningHours, PracticeOpeningHours, WorkField

pytestmark = [pytest.mark.django_db, *UNCLOSED_RENDITIONS]

THEME_PICTURES = Path(__file__).parents[2] / "docs/theme_pictures.py"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
BREADCRUMB = re.compile(r'tyo-breadcrumbs__link" href="([^"]+)">([^<]+)<')
FAQ = {
    "type": "faq",
    "value": {
        "heading": "Questions",
        "questions": [{"question": "Is it therapy?", "answer": "<p>No & <b>never</b></p>"}],
    },
}


def html(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def head(client, page):
    return html(client, page).partition("</head>")[0]


def title(client, page):
    return re.search("<title>(.*?)</title>", html(client, page)).group(1)


def meta(client, page):
    """The ``meta`` elements by name or property."""
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', head(client, page)))


def document(client, page):
    (text,) = SCRIPT.findall(head(client, page))
    data = json.loads(text)
    assert schema_org.faults(data) == []
    return {node["@type"]: node for node in data["@graph"]}


def make_image(name="Harbour", **kwargs):
    return get_image_model().objects.create(
        title=name, file=get_test_image_file(filename=f"{name}.png", size=(1600, 1200)), **kwargs
    )


@pytest.fixture
def home():
    return make_home(title="Harbour Supervision")


@pytest.fixture
def office():
    return make_office(city="Turku", address="Quay 1\n20100 Turku", phone="+358401111111", email="turku@example.com")


@pytest.fixture
def person(office):
    return make_supervisor(
        name="Aino Laine",
        role="work supervisor",
        offices=[office],
        phone="+358402222222",
        email="aino@example.com",
        languages=["fi", "sv"],
        introduction="<p>I listen to <b>teams</b>.</p>",
    )


@pytest.fixture
def person_page(home, person):
    people = make_page("SupervisorIndexPage", home, slug="people", title="People")
    return make_page("SupervisorPage", people, slug="aino", title="About me", supervisor=person)


def test_title_of_a_supervisors_page_contains_the_name(client, person_page):
    assert title(client, person_page) == "Aino Laine – About me – Harbour Supervision"


def test_title_that_contains_the_name_is_left_as_it_is(client, home, person):
    page = make_page("SupervisorPage", home, slug="aino", title="aino laine, Turku", supervisor=person)
    assert title(client, page) == "aino laine, Turku – Harbour Supervision"


def test_title_of_a_front_page_named_like_the_practice_has_the_headline(client):
    home = make_home(title="Harbour Supervision", headline="Room to think")
    assert title(client, home) == "Harbour Supervision – Room to think"


def test_title_for_search_engines_takes_precedence(client):
    home = make_home(title="Harbour", headline="Room to think", seo_title="Supervision in Turku")
    assert title(client, home) == "Supervision in Turku – Harbour Supervision"


@pytest.mark.parametrize(
    ("model", "values", "expected"),
    [
        ("StandardPage", {"search_description": "For engines", "introduction": "Intro"}, "For engines"),
        ("StandardPage", {"introduction": "Two\n lines"}, "Two lines"),
        (
            "StandardPage",
            {"body": [{"type": "text", "value": {"heading": "Short", "text": f"<p>{'word ' * 60}</p>"}}]},
            "word " * 31 + "word…",
        ),
        ("StandardPage", {"title": "Prices"}, "Prices – Harbour Supervision (Turku)"),
        ("ContactPage", {}, "Contact details and contact form: Harbour Supervision (Turku)"),
        ("SupervisorIndexPage", {}, "Supervisors with languages, fields and free times: Harbour Supervision (Turku)"),
        ("CrisisNoticePage", {"situation": "<p>After the <b>fire</b></p>"}, "After the fire"),
    ],
)
def test_description_is_the_best_text_there_is(client, home, office, model, values, expected):
    page = make_page(model, home, slug="page", **values)
    assert meta(client, page)["description"] == expected
    assert meta(client, page)["og:description"] == expected


def test_description_of_a_record_page_is_from_the_record(client, home, person_page):
    service = make_service(summary="Regular talk about work.")
    page = make_page("ServicePage", home, slug="supervision", service=service)
    assert meta(client, page)["description"] == "Regular talk about work."
    assert meta(client, person_page)["description"] == "work supervisor. I listen to teams."


def test_description_without_a_record_or_practice_name_is_not_empty(client, home):
    make_practice(name="")
    page = make_page("SupervisorPage", home, slug="nobody", title="Nobody yet", supervisor=make_supervisor())
    assert meta(client, page)["description"] == "Nobody yet – localhost"


def test_picture_is_the_supervisors_photo(client, person, person_page):
    person.photo = make_image("Aino", description="Aino at the quay")
    person.save()
    tags = meta(client, person_page)
    assert re.fullmatch(r"http://localhost/media/images/Aino.*fill-1200x630.*\.jpg", tags["og:image"])
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:image:alt"] == "Aino at the quay"
    assert document(client, person_page)["Person"]["image"] == tags["og:image"]


def test_picture_without_one_of_its_own_is_that_of_the_front_page(client, person_page):
    home = person_page.get_parent().get_parent().specific
    home.image = make_image("Quay")
    home.save()
    assert "/images/Quay" in meta(client, person_page)["og:image"]
    assert "image" not in document(client, person_page)["Person"]


def test_picture_of_the_practice_comes_before_that_of_the_front_page(client, home, person_page):
    home.image = make_image("Quay")
    home.save()
    make_practice(picture=make_image("Harbour"))
    assert "/images/Harbour" in meta(client, person_page)["og:image"]
    assert "/images/Quay" in meta(client, home)["og:image"]


def test_picture_that_cannot_be_read_is_left_out(client, home):
    home.image = make_image("Lost")
    home.image.file.delete(save=False)
    home.save()
    assert "og:image" not in meta(client, make_page("StandardPage", home, slug="about"))


@pytest.mark.parametrize("theme", ["quiet", "warm", "clear", "strong", "editorial"])
def test_page_without_photos_has_the_picture_of_the_theme(client, home, person_page, theme):
    make_practice(theme=theme)
    expected = {
        "og:image": f"http://localhost/static/wagtail_tyonohjaus/themes/{theme}.png",
        "og:image:width": "1200",
        "og:image:height": "630",
    }
    for page in (home, person_page):
        tags = meta(client, page)
        assert {name: text for name, text in tags.items() if name.startswith("og:image")} == expected
    # It shows neither the person nor the practice.
    assert "image" not in document(client, person_page)["Person"]
    assert "image" not in document(client, home)["ProfessionalService"]


@pytest.mark.parametrize("name", ["quiet", "warm", "clear", "strong", "editorial"])
def test_pictures_of_themes_are_drawn_from_their_colours(name):
    draw = runpy.run_path(str(THEME_PICTURES))["draw"]
    path = Path(finders.find(get_theme(name).picture))
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", PICTURE_SIZE)
        difference = ImageChops.difference(picture.convert("RGB"), draw(name).convert("RGB"))
    # Edges differ between versions of Pillow.
    assert max(ImageStat.Stat(difference).mean) < 0.5
    assert path.stat().st_size < 15_000


def test_drawing_is_no_picture_for_social_media(client, home):
    drawing = get_image_model().objects.create(title="Logo", file=get_test_image_file_svg())
    home.image = drawing
    home.save()
    page = make_page("StandardPage", home, slug="about", image=drawing)
    assert "og:image" not in meta(client, page)
    assert re.search(r"<img[^>]+\.svg", html(client, page))
    assert "og:image" not in meta(client, home)


def test_breadcrumbs_lead_from_the_front_page_to_the_page_above(client, home, person_page):
    expected = [(home.url, "Front page"), (person_page.get_parent().url, "People")]
    assert BREADCRUMB.findall(html(client, person_page)) == expected
    assert BREADCRUMB.findall(html(client, person_page.get_parent())) == []
    assert BREADCRUMB.findall(html(client, home)) == []


def test_breadcrumbs_are_in_the_pages_language(client, home, person_page):
    finnish = make_translation(person_page, "fi", title="Minusta", slug="aino")
    assert BREADCRUMB.findall(html(client, finnish)) == [
        (finnish.get_parent().get_parent().url, "Etusivu"),
        (finnish.get_parent().url, "People"),
    ]


def test_breadcrumbs_leave_out_drafts(client, home):
    draft = make_page("StandardPage", home, slug="draft", live=False)
    page = make_page("StandardPage", draft, slug="below")
    assert BREADCRUMB.findall(html(client, page)) == [(home.url, "Front page")]


def test_breadcrumb_list_has_absolute_urls_and_the_page_itself(client, home, person_page):
    items = document(client, person_page)["BreadcrumbList"]["itemListElement"]
    assert [(item["position"], item["name"], item["item"]) for item in items] == [
        (1, "Front page", home.full_url),
        (2, "People", person_page.get_parent().full_url),
        (3, "About me", person_page.full_url),
    ]


def test_practice_with_one_office_has_its_address_and_hours(client, home, office):
    practice = make_practice()
    practice.opening_hours = [
        PracticeOpeningHours(weekday=0, opens=time(8), closes=time(12)),
        PracticeOpeningHours(weekday=0, opens=time(12), closes=time(16)),
    ]
    practice.save()
    assert document(client, home)["ProfessionalService"] == {
        "@type": "ProfessionalService",
        "@id": f"{home.full_url}#practice",
        "name": "Harbour Supervision",
        "url": home.full_url,
        "telephone": "+358401234567",
        "email": "practice@example.com",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Quay 1, 20100 Turku",
            "addressLocality": "Turku",
        },
        "areaServed": [{"@type": "City", "name": "Turku"}],
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": "https://schema.org/Monday",
                "opens": "08:00",
                "closes": "16:00",
            }
        ],
    }


def test_offices_of_a_practice_are_its_departments(client, home, office):
    office.opening_hours = [OfficeOpeningHours(weekday=4, opens=time(9), closes=time(11))]
    office.save()
    make_office(city="Oulu", name="Toppila")
    make_office(city="Vaasa", site=make_site("second"))
    node = document(client, make_page("ContactPage", home, slug="contact"))["ProfessionalService"]
    assert [city["name"] for city in node["areaServed"]] == ["Oulu", "Turku"]
    assert [department["name"] for department in node["department"]] == [
        "Harbour Supervision, Oulu, Toppila",
        "Harbour Supervision, Turku",
    ]
    assert node["department"][1]["telephone"] == "+358401111111"
    assert node["department"][1]["openingHoursSpecification"][0]["dayOfWeek"] == "https://schema.org/Friday"


def test_other_pages_name_the_practice_only(client, home, person_page):
    assert document(client, person_page)["ProfessionalService"] == {
        "@type": "ProfessionalService",
        "@id": f"{home.full_url}#practice",
        "name": "Harbour Supervision",
        "url": home.full_url,
    }


def test_person_has_what_the_page_shows(client, home, person, person_page):
    person.approaches = [Approach.objects.create(name="Psychodynamic")]
    person.work_fields = [WorkField.objects.create(name="Health care")]
    person.save()
    assert document(client, person_page)["Person"] == {
        "@type": "Person",
        "name": "Aino Laine",
        "jobTitle": "work supervisor",
        "description": "work supervisor. I listen to teams.",
        "url": person_page.full_url,
        "telephone": "+358402222222",
        "email": "aino@example.com",
        "knowsLanguage": ["fi", "sv"],
        "knowsAbout": ["Health care", "Psychodynamic"],
        "worksFor": {"@id": f"{home.full_url}#practice"},
    }


def test_hidden_number_and_address_of_a_person_stay_hidden(client, person, person_page):
    person.show_phone = person.show_email = False
    person.save()
    node = document(client, person_page)["Person"]
    assert "telephone" not in node
    assert "email" not in node
    assert "2222222" not in html(client, person_page)


def test_person_who_has_left_is_not_described(client, person, person_page):
    person.photo = make_image("Aino")
    person.active = False
    person.save()
    text = client.get(person_page.url).content.decode()
    assert SCRIPT.findall(text) == []
    assert "og:image" not in text


def test_record_of_another_practice_is_not_described(client, home):
    foreign = make_service(site=make_site("second"))
    page = make_page("ServicePage", home, slug="foreign", service=foreign)
    assert "Service" not in document(client, page)


def test_service_has_kind_price_and_provider(client, home, office):
    service = make_service(name="Supervision", summary="Talk about work.", price="95 € / 45 min")
    page = make_page("ServicePage", home, slug="supervision", service=service)
    assert document(client, page)["Service"] == {
        "@type": "Service",
        "name": "Supervision",
        "serviceType": "Work supervision",
        "description": "Talk about work.",
        "url": page.full_url,
        "provider": {"@id": f"{home.full_url}#practice"},
        "areaServed": [{"@type": "City", "name": "Turku"}],
        "offers": {"@type": "Offer", "description": "95 € / 45 min"},
    }


def test_questions_and_answers_of_the_page_are_listed_as_text(client, home):
    page = make_page("StandardPage", home, slug="faq", body=[FAQ])
    (question,) = document(client, page)["FAQPage"]["mainEntity"]
    assert (question["name"], question["acceptedAnswer"]["text"]) == ("Is it therapy?", "No & never")


def test_text_cannot_end_the_script_element(client, home):
    make_practice(name="</script><script>alert(1)</script><!--")
    (text,) = SCRIPT.findall(head(client, home))
    assert "<" not in text
    assert document(client, home)["ProfessionalService"]["name"] == "</script><script>alert(1)</script><!--"


@pytest.mark.parametrize(
    "model",
    [
        "StandardPage",
        "ServiceIndexPage",
        "ServicePage",
        "SupervisorIndexPage",
        "SupervisorPage",
        "CrisisNoticePage",
        "CrisisNoticeIndexPage",
        "ContactPage",
    ],
)
def test_empty_page_of_each_type_has_title_description_and_valid_data(client, home, model):
    records = {"ServicePage": ("service", make_service), "SupervisorPage": ("supervisor", make_supervisor)}
    field, make_record = records.get(model, ("", None))
    page = make_page(model, home, slug="empty", **({field: make_record()} if make_record else {}))
    assert title(client, page)
    assert meta(client, page)["description"]
    assert document(client, page)


def test_head_of_a_sites_own_template_has_the_structured_data(client, home):
    page = make_page("StandardPage", home, slug="faq", body=[FAQ])
    template = "{% load tyonohjaus_pages %}<head>{% tyonohjaus_head %}</head>"
    with host_templates({template_name(page): template}):
        assert document(client, page)["FAQPage"]


@pytest.fixture
def crawler_urls(settings):
    settings.ROOT_URLCONF = "tests.pages.urls_for_crawlers"


def test_sitemap_has_the_public_pages_of_all_languages(client, crawler_urls, home, person, person_page):
    finnish = make_translation(person_page, "fi", title="Minusta", slug="aino")
    notices = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    make_page("CrisisNoticePage", notices, slug="ended", valid_until=timezone.now())
    make_page("StandardPage", home, slug="draft", live=False)
    pages = [home, person_page.get_parent(), person_page, finnish, finnish.get_parent(), notices]
    expected = {page.full_url for page in [*pages, finnish.get_parent().get_parent()]}
    assert set(re.findall("<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())) == expected

    person.active = False
    person.save()
    expected -= {person_page.full_url, finnish.full_url}
    assert set(re.findall("<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())) == expected


def test_sitemap_queries_do_not_grow_with_supervisors(client, crawler_urls, person_page):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/sitemap.xml").status_code == 200
        return len(captured)

    few = count()
    for number in range(29):
        supervisor = make_supervisor(name=f"Person {number}")
        make_page("SupervisorPage", person_page.get_parent(), slug=f"p{number}", supervisor=supervisor)
    assert count() == few


def test_robots_txt_names_the_sitemap(client, crawler_urls):
    response = client.get("/robots.txt", HTTP_HOST="harbour.example")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "User-agent: *\nDisallow:\nSitemap: http://harbour.example/sitemap.xml\n"


def test_robots_txt_without_our_sitemap_names_none():
    assert b"Sitemap" not in robots_txt(RequestFactory().get("/robots.txt")).content
