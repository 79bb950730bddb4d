"""Supervisors, services and offices in Wagtail's API: what the site's pages show, and nothing else."""

from datetime import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from tests.factories import make_office, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page, make_translation, page_models
from wagtail_tyonohjaus.practice.models import (
    Approach,
    ApproachTranslation,
    OfficeOpeningHours,
    OfficeTranslation,
    ServiceTranslation,
    SupervisorTranslation,
)
from wagtail_tyonohjaus.practice.page_model import page_model

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.api_urls")]

ON_PAGE = {
    "introduction",
    "formats",
    "delivery_modes",
    "services",
    "approaches",
    "work_fields",
    "education",
    "memberships",
}
CONTACT = {"phone": "+358401111111", "email": "aino@example.com"}


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def people(home):
    return make_page("SupervisorIndexPage", home, slug="people")


def get(path, status=200, client=None, **kwargs):
    response = (client or Client()).get(f"/current/{path}", **kwargs)
    assert response.status_code == status, response.content
    return response.json()


def names(path, key="name", **kwargs):
    return [row[key] for row in get(path, **kwargs)["items"]]


def with_page(home, name="Aino", **kwargs):
    person = make_supervisor(name=name, **kwargs)
    make_page("SupervisorPage", home, slug=person.name.lower(), title=name, supervisor=person)
    return person


def test_supervisor_has_what_the_page_shows(home):
    service, office = make_service(name="Supervision"), make_office(city="Turku")
    person = with_page(
        home,
        services=[service],
        offices=[office],
        role="Supervisor",
        introduction="<p>Hello</p>",
        languages=["fi", "sv"],
        formats=["pair"],
        delivery_modes=["remote"],
        education="One\n\n Two ",
        memberships="STOry",
        **CONTACT,
    )
    approach = Approach.objects.create(name="Solution-focused")
    person.approaches = [approach]
    person.save()
    assert get(f"supervisors/{person.pk}/") == {
        "id": person.pk,
        "meta": {
            "type": "wagtail_tyonohjaus.Supervisor",
            "detail_url": f"http://localhost/current/supervisors/{person.pk}/",
            "html_url": "http://localhost/aino/",
        },
        "name": "Aino",
        "role": "Supervisor",
        "photo": None,
        "accepts_new_clients": True,
        **CONTACT,
        "languages": [{"code": "fi", "label": "Finnish"}, {"code": "sv", "label": "Swedish"}],
        "offices": [{"id": office.pk, "name": "Turku"}],
        "uuid": str(person.uuid),
        "introduction": "<p>Hello</p>",
        "formats": [{"code": "pair", "label": "Pair supervision"}],
        "delivery_modes": [{"code": "remote", "label": "Remotely"}],
        "services": [{"id": service.pk, "name": "Supervision"}],
        "approaches": [{"id": approach.pk, "name": "Solution-focused"}],
        "work_fields": [],
        "education": ["One", "Two"],
        "memberships": ["STOry"],
    }


def test_hidden_contact_details_are_blank(home):
    person = with_page(home, show_phone=False, show_email=False, **CONTACT)
    for row in (get(f"supervisors/{person.pk}/"), get("supervisors/?fields=*")["items"][0]):
        assert (row["phone"], row["email"]) == ("", "")


@pytest.mark.parametrize(
    "parameters", ["phone=%2B358401111111", "email=aino@example.com", "order=phone", "order=email"]
)
def test_hidden_contact_details_cannot_be_guessed(home, parameters):
    with_page(home, show_phone=False, show_email=False, **CONTACT)
    get(f"supervisors/?{parameters}", 400)


@pytest.mark.parametrize("field", ["user", "show_phone", "time_zone", "services(*)", "site"])
def test_fields_that_no_page_shows_are_unknown(home, field):
    with_page(home)
    if field.endswith("(*)"):  # Wagtail accepts nested fields of relations; the value stays the same
        assert get(f"supervisors/?fields={field}")["items"][0]["services"] == []
    else:
        get(f"supervisors/?fields={field}", 400)


def test_inactive_supervisor_is_not_found(home, people):
    person = with_page(home, active=False)
    assert names("supervisors/") == []
    get(f"supervisors/{person.pk}/", 404)


def test_supervisor_without_page_is_not_found_unless_a_list_shows_it(home):
    person = make_supervisor(name="Listed", introduction="<p>Secret</p>", education="Secret", **CONTACT)
    get(f"supervisors/{person.pk}/", 404)
    make_page("SupervisorIndexPage", home, slug="people")
    row = get(f"supervisors/{person.pk}/")
    assert {name for name, value in row.items() if value is None} == {*ON_PAGE, "photo"}
    assert (row["phone"], row["email"]) == tuple(CONTACT.values())
    assert "html_url" not in row["meta"]


def hide(page, how):
    if how == "unpublished":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=how, password="x")


@pytest.mark.parametrize("how", ["unpublished", "password", "login"])
def test_details_on_hidden_page_are_null(home, people, how):
    person = with_page(people, introduction="<p>Secret</p>")
    hide(page_models.SupervisorPage.objects.get(), how)
    row = get(f"supervisors/{person.pk}/")
    assert [row[name] for name in ON_PAGE] == [None] * len(ON_PAGE)
    hide(people, how)
    get(f"supervisors/{person.pk}/", 404)


@pytest.mark.parametrize("how", ["unpublished", "password", "login"])
def test_service_on_hidden_page_is_not_found(home, how):
    service = make_service()
    page = make_page("ServicePage", home, slug="service", service=service)
    assert names("services/") == ["Work supervision"]
    hide(page, how)
    assert names("services/") == []
    get(f"services/{service.pk}/", 404)


def test_service_has_what_the_page_shows(home):
    service = make_service(kind="crisis", summary="Soon", lengths="90, 60", interval="weekly", price="100 €")
    make_page("ServicePage", home, slug="service", service=service)
    row = get(f"services/{service.pk}/")
    assert row.pop("meta")["html_url"] == "http://localhost/service/"
    assert row == {
        "id": service.pk,
        "name": "Work supervision",
        "slug": "work-supervision",
        "kind": {"code": "crisis", "label": "Crisis supervision"},
        "summary": "Soon",
        "formats": [],
        "delivery_modes": [],
        "lengths": [60, 90],
        "interval": "weekly",
        "price": "100 €",
    }


def test_offices_are_shown_with_those_of_the_contact_page(home):
    office = make_office(city="Turku", address="Quay 1", phone="+358401111111", email="turku@example.com")
    office.opening_hours = [OfficeOpeningHours(weekday=0, opens=time(8), closes=time(16))]
    office.save()
    assert names("offices/", "city") == []
    page = make_page("ContactPage", home, slug="contact")
    row = get(f"offices/{office.pk}/")
    assert (row["address"], row["phone"], row["email"]) == ("Quay 1", "+358401111111", "turku@example.com")
    assert row["opening_hours"] == [{"weekday": 0, "opens": "08:00", "closes": "16:00"}]
    assert "coordinators" not in row
    page.show_offices = False
    page.save()
    get(f"offices/{office.pk}/", 404)


def test_contact_page_that_is_private_hides_the_offices(home):
    make_office()
    hide(make_page("ContactPage", home, slug="contact"), "login")
    assert names("offices/", "city") == []


def test_supervisors_are_filtered(home):
    service, office = make_service(), make_office()
    approach = Approach.objects.create(name="Narrative")
    one = with_page(
        home, "One", services=[service], offices=[office], formats=["pair"], languages=["se"], delivery_modes=["yours"]
    )
    one.approaches = [approach]
    one.save()
    with_page(home, "Two", accepts_new_clients=False, languages=["fse"])
    for parameters in (
        f"services={service.pk}",
        f"offices={office.pk}",
        f"approaches={approach.pk}",
        "formats=pair",
        "languages=se",
        "delivery_modes=yours",
        "accepts_new_clients=true",
        "name=One",
    ):
        assert names(f"supervisors/?{parameters}") == ["One"], parameters
    assert names("supervisors/?accepts_new_clients=false") == ["Two"]
    assert names("supervisors/?work_fields=1&languages=se") == []
    assert names("supervisors/?order=-name") == ["Two", "One"]


def test_services_are_filtered(home):
    for number, kind in enumerate(("supervision", "crisis")):
        service = make_service(name=kind, kind=kind, formats=["pair", "group"][number : number + 1])
        make_page("ServicePage", home, slug=kind, service=service)
    assert names("services/?kind=crisis") == ["crisis"]
    assert names("services/?formats=pair") == ["supervision"]


@pytest.mark.parametrize(
    "parameters",
    [
        "services=x",
        "services=-1",
        "services=99999999999999999999",
        "formats=trio",
        "languages=",
        "accepts_new_clients=perhaps",
        "id=x",
        "search=a",
        "site=other",
        "locale=xx",
        "limit=x",
        "offset=99999999999999999999",
        "active=false",
    ],
)
def test_bad_parameter_is_an_error(home, parameters):
    message = get(f"supervisors/?{parameters}", 400)["message"]
    assert parameters.partition("=")[0] in message


def test_texts_are_in_the_language_of_the_request(home):
    service, office = make_service(name="Supervision"), make_office(city="Helsinki")
    service.translations = [ServiceTranslation(language="sv", name="Handledning")]
    office.translations = [OfficeTranslation(language="sv", city="Helsingfors")]
    service.save()
    office.save()
    make_translation(make_page("ServicePage", home, slug="service", service=service), "sv", slug="tjanst")
    make_translation(make_page("ContactPage", home, slug="contact"), "sv")
    assert names("services/?locale=sv") == ["Handledning"]
    assert names("offices/?locale=sv", "city") == ["Helsingfors"]
    assert names("services/") == ["Supervision"]
    html_url = get(f"services/{service.pk}/?locale=sv")["meta"]["html_url"]
    assert html_url == "http://localhost/sv/tjanst/"


def test_translated_supervisor_has_translated_values(home):
    approach = Approach.objects.create(name="Narrative")
    approach.translations = [ApproachTranslation(language="sv", name="narrativ")]
    approach.save()
    person = with_page(home, role="Supervisor", languages=["fi"])
    person.translations = [SupervisorTranslation(language="sv", role="arbetshandledare")]
    person.approaches = [approach]
    person.save()
    row = get(f"supervisors/{person.pk}/?locale=sv")
    assert (row["role"], row["approaches"]) == ("arbetshandledare", [{"id": approach.pk, "name": "narrativ"}])
    assert row["languages"] == [{"code": "fi", "label": "finska"}]


def test_other_sites_records_are_not_found(home):
    person = with_page(home)
    contact = make_page("ContactPage", home, slug="contact")
    office = make_office()
    root = page_model().objects.get(depth=1)
    other = root.add_child(instance=page_models.PracticeHomePage(title="Other", slug="other"))
    site = make_site("other.example", root_page=other)
    make_page("SupervisorIndexPage", other, slug="people")
    contact.copy(to=other, update_attrs={"slug": "contact"})
    stranger = make_supervisor(name="Stranger", site=site)
    elsewhere = {"headers": {"host": "other.example"}}
    assert names("supervisors/", **elsewhere) == ["Stranger"]
    assert names("offices/", "city", **elsewhere) == []
    get(f"supervisors/{person.pk}/", 404, **elsewhere)
    get(f"offices/{office.pk}/", 404, **elsewhere)
    get(f"supervisors/{stranger.pk}/", 404)
    assert names("supervisors/") == ["Aino"]


def test_page_of_another_site_presents_nothing(home):
    person = make_supervisor(name="Ours")
    root = page_model().objects.get(depth=1)
    other = root.add_child(instance=page_models.PracticeHomePage(title="Other", slug="other"))
    make_site("other.example", root_page=other)
    make_page("SupervisorPage", other, slug="ours", supervisor=person)
    get(f"supervisors/{person.pk}/", 404)
    get(f"supervisors/{person.pk}/", 404, headers={"host": "other.example"})


def test_pages_name_the_records_that_they_present(home):
    person, service = make_supervisor(), make_service()
    supervisor_page = make_page("SupervisorPage", home, slug="aino", supervisor=person)
    service_page = make_page("ServicePage", home, slug="service", service=service)
    notice = make_page("CrisisNoticePage", home, slug="notice", service=service, phone="+358401111111")
    contact = make_page("ContactPage", home, slug="contact", form_heading="Write", form_introduction="To us")
    assert get(f"pages/{supervisor_page.pk}/")["supervisor_id"] == person.pk
    assert get(f"pages/{service_page.pk}/")["service_id"] == service.pk
    row = get(f"pages/{notice.pk}/")
    assert (row["service_id"], row["phone"]) == (service.pk, "+358401111111")
    row = get(f"pages/{contact.pk}/")
    assert (row["form_heading"], row["form_introduction"], row["show_offices"]) == ("Write", "To us", True)
    label = f"{supervisor_page._meta.app_label}.SupervisorPage"
    assert names(f"pages/?type={label}&supervisor_id={person.pk}", "id") == [supervisor_page.pk]


def test_page_of_supervisor_who_has_left_is_not_found(home):
    make_page("SupervisorPage", home, slug="aino", supervisor=make_supervisor(active=False))
    page = make_page("SupervisorPage", home, slug="veera", supervisor=make_supervisor(name="Veera"))
    label = page_models.SupervisorPage._meta.label
    assert names(f"pages/?type={label}", "id") == [page.pk]


def test_endpoints_are_off_unless_registered(home, settings):
    settings.ROOT_URLCONF = "tests.urls"
    assert Client().get("/current/supervisors/").status_code == 404


def add_rows(home, numbers):
    for number in numbers:
        service, office = make_service(name=f"Service {number}"), make_office(city=f"City {number}")
        office.opening_hours = [OfficeOpeningHours(weekday=0, opens=time(8), closes=time(16))]
        office.save()
        person = with_page(home, f"Person-{number:02}", services=[service], offices=[office])
        person.approaches = [Approach.objects.create(name=f"Approach {number}")]
        person.translations = [SupervisorTranslation(language="fi", role="ohjaaja")]
        person.photo = get_image_model().objects.create(title="Portrait", file=get_test_image_file(size=(8, 8)))
        person.save()
        make_supervisor(name=f"Listed {number}")
        make_page("ServicePage", home, slug=f"s{number}", service=service)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # renditions' files stay open
def test_queries_do_not_grow_with_rows(home, people, settings, tmp_path):
    settings.WAGTAILAPI_LIMIT_MAX, settings.MEDIA_ROOT = None, str(tmp_path)
    make_page("ContactPage", home, slug="contact")
    pages = f"pages/?type={page_models.SupervisorPage._meta.label}&fields=supervisor_id,supervisor_name&limit=1000"
    urls = [pages, *(f"{path}/?fields=*&limit=1000" for path in ("supervisors", "services", "offices"))]

    def queries(url):
        get(url)  # creates the renditions
        with CaptureQueriesContext(connection) as captured:
            rows = get(url)["items"]
        return len(rows), len(captured)

    add_rows(home, [0])
    few = [queries(url) for url in urls]
    add_rows(home, range(1, 30))
    assert [queries(url) for url in urls] == [(rows * 30, number) for rows, number in few]
