import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor

pytestmark = pytest.mark.django_db

EMPTY_FORMSET = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
SUPERVISOR_FORMSETS = ("translations", "weekly_hours", "hours_exceptions", "busy_calendars", "feed_tokens")


def formsets(*names):
    return {f"{name}-{key}": value for name in names for key, value in EMPTY_FORMSET.items()}


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def supervisor_data(**changes):
    return {"name": "Aino Laine", "introduction": "null", "active": "on", **formsets(*SUPERVISOR_FORMSETS), **changes}


@pytest.fixture
def site(db):
    return make_practice().site


def test_supervisor_number_is_read_in_the_practices_national_format(admin_client, site):
    response = admin_client.post(url(Supervisor, "add"), supervisor_data(phone="040 123 4567"))
    assert response.status_code == 302, response.context["form"].errors
    assert [str(s.phone) for s in Supervisor.objects.all()] == ["+358401234567"]


def test_supervisor_form_with_an_invalid_number_shows_the_input_again(admin_client, site):
    response = admin_client.post(url(Supervisor, "add"), supervisor_data(phone="040 12"))
    assert response.context["form"].errors == {
        "phone": ["This is not a telephone number. Enter it like 013 123 4567, or with the country code: +358 …"]
    }
    assert response.context["form"]["phone"].value() == "040 12"


def test_practice_field_is_omitted_with_a_single_site(admin_client, site):
    assert "site" not in admin_client.get(url(Supervisor, "add")).context["form"].fields
    make_site("second")
    assert "site" in admin_client.get(url(Supervisor, "add")).context["form"].fields


def test_choices_are_limited_to_the_records_practice(admin_client, site):
    own, foreign = make_office(city="Turku"), make_office(city="Oulu", site=make_site("second"))
    supervisor = make_supervisor(site=own.site)
    form = admin_client.get(url(Supervisor, "edit", supervisor.pk)).context["form"]
    assert (list(form.fields["offices"].queryset), foreign in Office.objects.all()) == ([own], True)


@pytest.mark.parametrize("model", [Supervisor, Service, Office])
def test_chooser_offers_to_create_a_record(admin_client, site, model):
    chooser = model.snippet_viewset.chooser_viewset
    response = admin_client.get(reverse(chooser.get_url_name("choose")))
    assert response.context["creation_form"] is not None


@pytest.mark.parametrize("make", [make_supervisor, make_service, make_office])
def test_chooser_shows_the_practice_with_several_sites(admin_client, site, make):
    chooser = type(make(site=site)).snippet_viewset.chooser_viewset
    for name in ("choose", "choose_results"):
        columns = admin_client.get(reverse(chooser.get_url_name(name))).context["table"].columns
        assert [str(column) for column in columns] == ["title"]
    second = make_site("second", site_name="The second")
    make(site=second)
    for name in ("choose", "choose_results"):
        response = admin_client.get(reverse(chooser.get_url_name(name)))
        assert [str(column) for column in response.context["table"].columns] == ["title", "site"]
        assert "The second" in response.content.decode()


def test_chooser_queries_do_not_grow(admin_client, site):
    chooser = Service.snippet_viewset.chooser_viewset
    make_site("second")
    counts = []
    admin_client.get(reverse(chooser.get_url_name("choose_results")))  # fills the caches of sites and content types
    for more in (1, 20):
        for number in range(more):
            make_service(name=f"S{more}-{number}", site=site)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(reverse(chooser.get_url_name("choose_results")))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_export_escapes_formulas_but_not_telephone_numbers(admin_client, site):
    make_supervisor(name="=1+1\x0b", phone="+358401112223", site=site)
    address = reverse(Supervisor.snippet_viewset.get_url_name("list"))
    text = b"".join(admin_client.get(address, {"export": "csv"}).streaming_content).decode()
    assert text.splitlines()[1].split(",")[0] == "'=1+1"
    assert ",+358401112223," in text
    assert admin_client.get(address, {"export": "xlsx"}).status_code == 200


def test_chooser_creates_a_service(admin_client, site):
    chooser = Service.snippet_viewset.chooser_viewset
    prefix = admin_client.get(reverse(chooser.get_url_name("choose"))).context["creation_form"].prefix
    data = {"name": "Coaching", "kind": "coaching", "lengths": "60", "price": ""}
    fields = {f"{prefix}-{key}" if prefix else key: value for key, value in data.items()}
    response = admin_client.post(reverse(chooser.get_url_name("create")), fields)
    assert response.json()["step"] == "chosen"
    assert list(Service.objects.values_list("name", "kind", "site")) == [("Coaching", "coaching", site.pk)]


def test_supervisors_list_searches_and_filters(admin_client, site):
    office = make_office(city="Turku")
    make_supervisor([office], name="Aino Laine", languages=["fi", "sv"])
    make_supervisor(name="Bo Berg", languages=["sv"])
    index = url(Supervisor, "list")

    def names(query):
        return [s.name for s in admin_client.get(f"{index}?{query}").context["object_list"]]

    assert names("q=laine") == ["Aino Laine"]
    assert names(f"offices={office.pk}") == ["Aino Laine"]
    assert names("languages=sv") == ["Aino Laine", "Bo Berg"]
    assert names("languages=fi&q=Bo") == []


def test_supervisors_list_queries_do_not_grow(admin_client, site, django_assert_max_num_queries):
    make_supervisor()
    index = url(Supervisor, "list")
    admin_client.get(index)
    with django_assert_max_num_queries(100) as one:
        admin_client.get(index)
    for number in range(29):
        make_supervisor(name=f"Supervisor {number}")
    with django_assert_max_num_queries(len(one)):
        admin_client.get(f"{index}?p=1")


def test_practice_settings_open_and_save(admin_client, site):
    address = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", site.pk])
    form = admin_client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sets = {f"{fs.prefix}-{key}": value for fs in form.formsets.values() for key, value in EMPTY_FORMSET.items()}
    response = admin_client.post(address, {**data, **sets, "phone": "09 123 4567", "name": "New name"})
    assert response.status_code == 302
    practice = PracticeSettings.for_site(site)
    assert (practice.name, str(practice.phone)) == ("New name", "+35891234567")


def test_slug_of_another_practice_is_an_error_at_its_field(admin_client, site):
    first, second = make_practice(site, slug="first"), make_practice(make_site("other.localhost"), slug="second")
    address = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", site.pk])
    response = admin_client.post(address, {"slug": "second"})
    expected = ["Another practice has this URL slug. Enter a different one."]
    assert response.context["form"].errors["slug"] == expected
    # Practices that have one slug already can be edited in other respects.
    PracticeSettings.objects.filter(pk=first.pk).update(slug=second.slug)
    assert "slug" not in admin_client.post(address, {"slug": "second"}).context["form"].errors
