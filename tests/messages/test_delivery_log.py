"""The delivery log in the admin: its order, its pages and its search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_office
from tests.inbox.factories import client_for, make_coordinator, make_delivery, make_manager, make_request, response_text
from wagtail_tyonohjaus.messages.admin import views
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.admin.lists import FirstRowsPaginator

INDEX = reverse("tyonohjaus_log:index")
LIMIT = "The list ends after 3 rows. Search or filter to find others."

pytestmark = pytest.mark.django_db


def listed(response) -> list[Delivery]:
    return list(response.context["object_list"])


@pytest.fixture
def deliveries() -> list[Delivery]:
    """Five messages about one request, the oldest first."""
    request = make_request()
    return [make_delivery(request, address=f"Person{number}@mail.example") for number in range(5)]


@pytest.fixture
def manager_client():
    return client_for(make_manager())


def test_newest_messages_come_first_on_each_page(deliveries, manager_client, monkeypatch):
    monkeypatch.setattr("wagtail_tyonohjaus.messages.admin.views.DeliveryLogView.paginate_by", 2)
    pages = [manager_client.get(INDEX, {"p": number}) for number in (1, 2, 3, 4)]
    assert [listed(page) for page in pages] == [
        [deliveries[4], deliveries[3]],
        [deliveries[2], deliveries[1]],
        [deliveries[0]],
        # Wagtail shows the last page instead of one that does not exist.
        [deliveries[0]],
    ]
    assert "The list ends after" not in response_text(pages[0])


def test_oldest_messages_first(deliveries, manager_client):
    assert listed(manager_client.get(INDEX, {"ordering": "pk"})) == deliveries


def test_a_long_list_ends_and_says_so(deliveries, manager_client, monkeypatch):
    monkeypatch.setattr(FirstRowsPaginator, "max_rows", 3)
    page = manager_client.get(INDEX)
    assert listed(page) == [deliveries[4], deliveries[3], deliveries[2]]
    assert (page.context["items_count"], LIMIT in response_text(page)) == (3, True)
    found = manager_client.get(INDEX, {"q": "person0"})
    assert (listed(found), LIMIT in response_text(found)) == ([deliveries[0]], False)


@pytest.mark.parametrize(("count", "is_cut"), [(4, True), (5, False)])
def test_a_list_that_just_fits_is_whole(deliveries, manager_client, monkeypatch, count, is_cut):
    monkeypatch.setattr(FirstRowsPaginator, "max_rows", count)
    assert ("The list ends after" in response_text(manager_client.get(INDEX))) == is_cut


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("person3", [3]),
        ("PERSON3@MAIL", [3]),
        ("mail.example", [4, 3, 2, 1, 0]),
        ("person3@other", []),
        ("{reference}", [4, 3, 2, 1, 0]),
        ("{lower_reference}", [4, 3, 2, 1, 0]),
        ("{end_of_reference}", [4, 3, 2, 1, 0]),
        ("TO-AAAA-AAAA", []),
        ("to-do", []),
        ("zzyzx", []),
    ],
)
def test_search_by_address_and_reference(deliveries, manager_client, query, expected):
    reference = deliveries[0].about
    text = query.format(
        reference=reference, lower_reference=f" {reference.lower()} ", end_of_reference=reference[3:].lower()
    )
    assert listed(manager_client.get(INDEX, {"q": text})) == [deliveries[number] for number in expected]


def test_a_coordinator_finds_only_messages_about_the_own_offices(deliveries):
    office = make_office()
    own = make_delivery(make_request(office), address="person0@mail.example")
    client = client_for(make_coordinator(office))
    assert listed(client.get(INDEX)) == [own]
    assert listed(client.get(INDEX, {"q": "mail"})) == [own]


@pytest.mark.parametrize("role", ["manager", "coordinator"])
def test_queries_do_not_grow_with_messages(role, django_assert_num_queries, django_assert_max_num_queries):
    office = make_office()
    client = client_for(make_manager() if role == "manager" else make_coordinator(office))
    make_delivery(make_request(office))
    client.get(INDEX)
    with django_assert_max_num_queries(20) as counted:
        client.get(INDEX)
    for _ in range(29):
        make_delivery(make_request(office))
    with django_assert_num_queries(len(counted)):
        assert len(listed(client.get(INDEX))) == 30


@pytest.mark.parametrize("limit", [0, 2000])
def test_failed_messages_about_the_own_offices_are_compared_alone(limit, monkeypatch):
    monkeypatch.setattr(views, "MAX_LISTED_REFERENCES", limit)
    office = make_office()
    own, sent = (make_delivery(make_request(office), state=state) for state in ("failed", "sent"))
    make_delivery(make_request(make_office(city="Elsewhere")), state="failed")
    with CaptureQueriesContext(connection) as captured:
        page = client_for(make_coordinator(office)).get(INDEX, {"state": "failed"})
    assert listed(page) == [own]
    [sql] = [query["sql"] for query in captured if "UNION" in query["sql"] and "_delivery" in query["sql"]]
    # Whether the requests are restricted to those of failed messages, which the index of references finds.
    assert (own.about in sql, sent.about in sql) == (limit > 0, False)
