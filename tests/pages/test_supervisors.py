import re

import pytest

from tests.factories import make_office, make_supervisor
from tests.pages.factories import make_home, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    return make_page("SupervisorIndexPage", make_home(), slug="people")


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
    assert ("040 111 2220" in text, "aino@example.com" in text) == (True, False)


def test_supervisor_page_says_if_new_clients_are_not_accepted(client, index):
    assert "Not taking new clients now" in supervisor_page(client, index, accepts_new_clients=False)


def test_supervisor_page_preselects_supervisor_in_form(client, index):
    make_supervisor(name="Mikael Berg")
    text = supervisor_page(client, index, name="Aino Laine")
    assert re.findall(r'<option value="\d+" selected>([^<]+)</option>', text) == ["Aino Laine"]
