import re

import pytest

from tests.factories import make_office, make_service, make_site, make_supervisor
from tests.pages.kinds import make_home, make_page
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
        takes_new_clients=False,
    )
    first.approaches, first.work_fields = [Approach.objects.create(name="A1")], [WorkField.objects.create(name="F1")]
    second.approaches, second.work_fields = [Approach.objects.create(name="A2")], [WorkField.objects.create(name="F2")]
    first.save()
    second.save()
    return first, second


def found(client, index, **query):
    return [item.record.name for item in client.get(index.url, query).context["supervisors"]]


def test_list_holds_the_practices_working_supervisors(client, index, people):
    make_supervisor(name="Gone", active=False)
    make_supervisor(name="Elsewhere", site=make_site("second"))
    assert found(client, index) == ["Aino", "Mikael"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"city": "Vaasa"}, ["Mikael"]),
        ({"language": "sv"}, ["Mikael"]),
        ({"language": "fi"}, ["Aino", "Mikael"]),
        ({"format": "individual"}, ["Aino"]),
        ({"delivery_mode": "remote"}, ["Mikael"]),
        ({"takes_new_clients": "on"}, ["Aino"]),
        ({"city": "Vaasa", "format": "individual"}, []),
        ({"city": "Atlantis"}, ["Aino", "Mikael"]),
        ({"language": "'; DROP"}, ["Aino", "Mikael"]),
        ({"p": "999"}, ["Aino", "Mikael"]),
    ],
)
def test_list_is_narrowed(client, index, people, query, names):
    assert found(client, index, **query) == names


@pytest.mark.parametrize(
    ("name", "relation"), [("service", "services"), ("approach", "approaches"), ("work_field", "work_fields")]
)
def test_list_is_narrowed_by_a_record(client, index, people, name, relation):
    wanted = getattr(people[1], relation).all()[0]
    assert found(client, index, **{name: wanted.pk}) == ["Mikael"]


def test_only_what_somebody_has_can_be_chosen(client, index, people):
    form = client.get(index.url).context["filter_form"]
    assert [code for code, _ in form.fields["language"].choices] == ["", "fi", "sv"]
    assert [code for code, _ in form.fields["city"].choices] == ["", "Helsinki", "Vaasa"]


def test_field_with_one_choice_is_left_out(client, index):
    make_supervisor(languages=["fi"])
    assert list(client.get(index.url).context["filter_form"].fields) == ["takes_new_clients"]


def test_form_names_its_fields_and_works_without_script(client, index, people):
    text = client.get(index.url).content.decode()
    form = re.search(r'<form class="tyo-filter-form".*?</form>', text, re.DOTALL)[0]
    assert 'method="get"' in form
    assert set(re.findall(r'for="(id_\w+)"', form)) == set(re.findall(r'<select[^>]*id="(id_\w+)"', form))


def test_long_list_is_paged_and_pages_keep_what_was_chosen(client, index):
    office = make_office(city="Turku")
    make_supervisor(name="Other", offices=[make_office(city="Pori")])
    for number in range(30):
        make_supervisor(name=f"S{number:02}", offices=[office])
    text = client.get(index.url, {"city": "Turku"}).content.decode()
    assert re.findall(r'rel="next" href="([^"]+)"', text) == ["?city=Turku&amp;p=2#results"]
    assert len(found(client, index, city="Turku", p="2")) == 6


def test_list_can_be_grouped_by_city(client, index, people):
    index.group_by_city = True
    index.save()
    cities = [(city, [item.record.name for item in group]) for city, group in client.get(index.url).context["cities"]]
    assert cities == [("Helsinki", ["Aino"]), ("Vaasa", ["Mikael"])]


def profile(client, index, **kwargs):
    page = make_page("SupervisorPage", index, slug="aino", supervisor=make_supervisor(**kwargs), title="Aino Laine")
    return client.get(page.url).content.decode().partition("<footer")[0]


def test_profile_tells_what_the_record_holds(client, index):
    text = profile(
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


def test_profile_shows_contact_details_only_where_the_supervisor_allows_it(client, index):
    shown = profile(client, index, phone="+358401112220", email="aino@example.com", show_email=False)
    assert ("040 1112220" in shown, "aino@example.com" in shown) == (True, False)


def test_profile_tells_who_takes_no_new_clients(client, index):
    assert "Not taking new clients now" in profile(client, index, takes_new_clients=False)


def test_profile_prefills_the_form_with_the_supervisor(client, index):
    text = profile(client, index, name="Aino Laine")
    assert re.findall(r'<option value="\d+" selected>([^<]+)</option>', text) == ["Aino Laine"]
