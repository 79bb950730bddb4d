from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_office, make_practice, make_service
from tests.inbox.factories import (
    client_for,
    make_callback,
    make_coordinator,
    make_manager,
    make_request,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.contact.models import ContactRequest

pytestmark = pytest.mark.django_db
INDEX = reverse("tyonohjaus_inbox:index")


def listed_names(user, **query) -> list[str]:
    response = client_for(user).get(INDEX, query)
    assert response.status_code == 200
    return [request.name for request in response.context["object_list"]]


def test_list_shows_crises_first_then_by_due_time():
    office, now = make_office(), timezone.now()
    make_request(office, name="in progress", status="in_progress", due_at=now - timedelta(days=3))
    make_request(office, name="later", due_at=now + timedelta(days=2))
    make_request(office, name="soon", due_at=now + timedelta(hours=1))
    make_request(office, name="crisis", urgency="crisis", due_at=now + timedelta(days=3))
    make_request(office, name="closed", status="closed")
    make_request(office, name="held", held_for_review=True)
    assert listed_names(make_coordinator(office)) == ["crisis", "soon", "later", "in progress"]


def test_queues_contain_matching_requests():
    office, now = make_office(), timezone.now()
    user = make_coordinator(office)
    make_request(office, name="mine", status="in_progress", assignee=user)
    make_request(office, name="late", due_at=now - timedelta(hours=1))
    make_request(office, name="held", held_for_review=True)
    make_request(office, name="closed", status="closed")
    names = ("open", "mine", "unassigned", "overdue", "held", "all")
    names_by_queue = {queue: set(listed_names(user, queue=queue)) for queue in names}
    assert names_by_queue == {
        "open": {"mine", "late"},
        "mine": {"mine"},
        "unassigned": {"late"},
        "overdue": {"late"},
        "held": {"held"},
        "all": {"mine", "late", "held", "closed"},
    }
    queues = client_for(user).get(INDEX).context["queues"]
    assert {queue["name"]: queue["count"] for queue in queues} == {
        "open": 2,
        "mine": 1,
        "unassigned": 1,
        "overdue": 1,
        "held": 1,
        "all": None,
    }


def test_filters_limit_the_list():
    helsinki, turku, service = make_office(), make_office(city="Turku"), make_service()
    user = make_coordinator(helsinki, turku)
    make_request(helsinki, name="one", service=service, urgency="soon", assignee=user)
    old = timezone.now() - timedelta(days=30)
    make_request(turku, name="two", status="closed", created_at=old)
    assert listed_names(user, office=turku.pk, queue="all") == ["two"]
    assert listed_names(user, service=service.pk) == ["one"]
    assert listed_names(user, status=["closed"]) == ["two"]
    assert listed_names(user, urgency=["soon"]) == ["one"]
    assert listed_names(user, assignee=user.pk) == ["one"]
    assert listed_names(user, created_at_to=(old + timedelta(days=1)).date().isoformat(), queue="all") == ["two"]


def test_office_filter_offers_only_visible_offices():
    helsinki, turku = make_office(), make_office(city="Turku")
    make_request(turku)
    user = make_coordinator(helsinki)
    response = client_for(user).get(INDEX)
    assert "Turku" not in response_text(response)
    assert list(response.context["filters"].form.fields["office"].queryset) == [helsinki]


@pytest.mark.parametrize(
    "query",
    [
        "virtanen",
        "MAIJA virt",
        "Päiväkoti",
        "paivakoti satakieli",
        "maija.v@example",
        "040 765 4321",
        "040-7654321",
        "+358 40 765 4321",
        "+358 (0)40 765 4321",
        "00358407654321",
        "tel:+358407654321",
        "765 43",
        "TO-7K3M-9QXD",
        "to7k3m9qxd",
        "7k3m-9qxd",
        "to-7k3m",
    ],
)
def test_search_matches(query):
    make_practice()
    make_request(
        name="Maija Virtanen",
        organisation="Päiväkoti Satakieli",
        email="maija.v@example.org",
        phone="+358407654321",
        reference="TO-7K3M-9QXD",
        status="closed",
    )
    make_request(name="Pekka", email="pekka@example.org", phone="+358501112222", reference="TO-AAAA-BBBB")
    assert listed_names(make_manager(), q=query) == ["Maija Virtanen"]


def test_search_covers_all_requests_unless_a_queue_is_selected():
    make_request(name="Maija Virtanen", status="closed")
    manager = make_manager()
    assert listed_names(manager, q="maija", queue="open") == ["Maija Virtanen"]
    assert listed_names(manager, q="maija", queue="unassigned") == []


@pytest.mark.parametrize("query", ["%", "_", "'", "\\", "virtanen%", "x" * 5000, "+", "🙂"])
def test_search_accepts_special_characters(query):
    make_request(name="Maija Virtanen")
    assert listed_names(make_manager(), q=query) == []


def test_search_with_a_null_character_shows_the_list():
    make_request(name="Maija Virtanen")
    assert listed_names(make_manager(), q="\x00") == ["Maija Virtanen"]


def test_search_is_limited_to_visible_requests():
    helsinki, turku = make_office(), make_office(city="Turku")
    make_request(turku, name="Maija Virtanen")
    assert listed_names(make_coordinator(helsinki), q="virtanen") == []


def test_search_index_is_updated_when_the_name_changes():
    request = make_request(name="Before")
    request.name = "After"
    request.save(update_fields=["name"])
    assert listed_names(make_manager(), q="after") == ["After"]
    assert listed_names(make_manager(), q="before") == []


def make_many_requests(office, user, number: int) -> None:
    for position in range(number):
        crisis = {"urgency": "crisis"} if position % 3 == 0 else {}
        make_callback(make_request(office, service=make_service(name=f"Service {position}"), assignee=user, **crisis))


@pytest.mark.parametrize("name", ["index", "index_results", "callbacks", "report"])
def test_query_count_of_lists_does_not_grow(name, django_assert_num_queries, django_assert_max_num_queries):
    office = make_office()
    user = make_coordinator(office)
    client, url = client_for(user), reverse(f"tyonohjaus_inbox:{name}")
    make_many_requests(office, user, 1)
    client.get(url)
    with django_assert_max_num_queries(30) as counted:
        assert client.get(url).status_code == 200
    make_many_requests(office, user, 29)
    assert ContactRequest.objects.count() == 30
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_query_count_of_the_dashboard_does_not_grow(django_assert_num_queries, django_assert_max_num_queries):
    office = make_office()
    user = make_coordinator(office)
    client, url = client_for(user), reverse("wagtailadmin_home")
    make_many_requests(office, user, 1)
    client.get(url)
    with django_assert_max_num_queries(50) as counted:
        assert "Open requests and callbacks" in response_text(client.get(url))
    make_many_requests(office, user, 29)
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_menu_and_panel_are_limited_to_users_with_requests():
    office = make_office()
    make_request(office)
    home = reverse("wagtailadmin_home")
    assert "Contact requests (1)" in response_text(client_for(make_coordinator(office)).get(home))
    page = response_text(client_for(make_user()).get(home))
    assert "Open requests and callbacks" not in page
    assert "tyonohjaus-contact" not in page
