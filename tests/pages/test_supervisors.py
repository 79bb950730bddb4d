import re

import pytest

from tests.factories import make_office, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.practice.models import Approach, WorkField

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return make_page("SupervisorIndexPage", make_home(), slug="people")


@pytest.fixture
def people(index):
    """Two supervisors who differ in everything that can be searched by."""
    first = make_supervisor(
        name="Aino",
        offices=[make_office(city="Helsinki")],
        services=[make_service(name="Supervision")],
        languages=["fi"],
        formats=["individual"],
        delivery_modes=["premises"],
    )
    second = make_supervisor(
        name="Mikael",
        offices=[make_office(city="Vaasa")],
        services=[make_service(name="Coaching")],
        languages=["sv", "fi"],
        formats=["group"],
        delivery_modes=["remote"],
        accepts_new_clients=False,
    )
    first.approaches, first.work_fields = [Approach.objects.create(name="A1")], [WorkField.objects.create(name="F1")]
    second.approaches, second.work_fields = [Approach.objects.create(name="A2")], [WorkField.objects.create(name="F2")]
    first.save()
    second.save()
    return first, second


def listed_names(client, index, **query):
    return [item.record.name for item in client.get(index.url, query).context["supervisors"]]


def test_index_lists_active_supervisors_of_the_practice(client, index, people):
    make_supervisor(name="Gone", active=False)
    make_supervisor(name="Elsewhere", site=make_site("second"))
    assert listed_names(client, index) == ["Aino", "Mikael"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"city": "Vaasa"}, ["Mikael"]),
        ({"language": "sv"}, ["Mikael"]),
        ({"language": "fi"}, ["Aino", "Mikael"]),
        ({"format": "individual"}, ["Aino"]),
        ({"delivery_mode": "remote"}, ["Mikael"]),
        ({"accepts_new_clients": "on"}, ["Aino"]),
        ({"city": "Vaasa", "format": "individual"}, []),
        ({"city": "Atlantis"}, ["Aino", "Mikael"]),
        ({"language": "'; DROP"}, ["Aino", "Mikael"]),
        ({"p": "999"}, ["Aino", "Mikael"]),
    ],
)
def test_list_is_filtered(client, index, people, query, names):
    assert listed_names(client, index, **query) == names


@pytest.mark.parametrize(
    ("name", "relation"), [("service", "services"), ("approach", "approaches"), ("work_field", "work_fields")]
)
def test_list_is_filtered_by_record(client, index, people, name, relation):
    record = getattr(people[1], relation).all()[0]
    assert listed_names(client, index, **{name: record.pk}) == ["Mikael"]


def test_filters_offer_only_values_in_use(client, index, people):
    form = client.get(index.url).context["filter_form"]
    assert [code for code, _ in form.fields["language"].choices] == ["", "fi", "sv"]
    assert [code for code, _ in form.fields["city"].choices] == ["", "Helsinki", "Vaasa"]


def test_filter_with_one_choice_is_omitted(client, index):
    make_supervisor(languages=["fi"])
    assert list(client.get(index.url).context["filter_form"].fields) == ["accepts_new_clients"]


def test_filter_form_is_labelled_get_form(client, index, people):
    text = client.get(index.url).content.decode()
    form = re.search(r'<form class="tyo-filter-form".*?</form>', text, re.DOTALL)[0]
    assert 'method="get"' in form
    assert set(re.findall(r'for="(id_\w+)"', form)) == set(re.findall(r'<select[^>]*id="(id_\w+)"', form))


def test_pagination_keeps_filters(client, index):
    office = make_office(city="Turku")
    make_supervisor(name="Other", offices=[make_office(city="Pori")])
    for number in range(30):
        make_supervisor(name=f"S{number:02}", offices=[office])
    text = client.get(index.url, {"city": "Turku"}).content.decode()
    assert re.findall(r'rel="next" href="([^"]+)"', text) == ["?city=Turku&amp;p=2#results"]
    assert len(listed_names(client, index, city="Turku", p="2")) == 6


def test_list_can_be_grouped_by_city(client, index, people):
    index.group_by_city = True
    index.save()
    cities = [(city, [item.record.name for item in group]) for city, group in client.get(index.url).context["cities"]]
    assert cities == [("Helsinki", ["Aino"]), ("Vaasa", ["Mikael"])]


def supervisor_page(client, index, **kwargs):
    page = make_page("SupervisorPage", index, slug="aino", supervisor=make_supervisor(**kwargs), title="Aino Laine")
    return client.get(page.url).content.decode().partition("<footer")[0]


def test_supervisor_page_shows_the_record(client, index):
    text = supervisor_page(
        client,
        index,
        role="Supervisor (STOry)",
        languages=["fi", "en"],
        education="University of Helsinki\n\nUniversity of Turku",
        memberships="STOry",
        introduction="<p>Hello.</p>",
        offices=[make_office(city="Turku")],
    )
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", text))
    assert facts == {
        "Languages": "Finnish, English",
        "Offices": "Turku",
        "Education": "University of Helsinki<br>University of Turku",
        "Memberships": "STOry",
    }
    assert "<p>Hello.</p>" in text


def test_supervisor_page_hides_private_contact_details(client, index):
    text = supervisor_page(client, index, phone="+358401112220", email="aino@example.com", show_email=False)
    assert ("040 1112220" in text, "aino@example.com" in text) == (True, False)


def test_supervisor_page_says_if_new_clients_are_not_accepted(client, index):
    assert "Not taking new clients now" in supervisor_page(client, index, accepts_new_clients=False)


def test_supervisor_page_preselects_supervisor_in_form(client, index):
    text = supervisor_page(client, index, name="Aino Laine")
    assert re.findall(r'<option value="\d+" selected>([^<]+)</option>', text) == ["Aino Laine"]
