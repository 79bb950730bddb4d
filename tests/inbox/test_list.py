from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_office, make_practice, make_service
from tests.inbox.factories import body, logged_in, make_call, make_coordinator, make_manager, make_request, make_user
from wagtail_tyonohjaus.contact.models import ContactRequest

pytestmark = pytest.mark.django_db
INDEX = reverse("tyonohjaus_inbox:index")


def listed(user, **query) -> list[str]:
    response = logged_in(user).get(INDEX, query)
    assert response.status_code == 200
    return [request.name for request in response.context["object_list"]]


def test_list_puts_a_crisis_first_and_then_what_is_due_soonest():
    office, now = make_office(), timezone.now()
    make_request(office, name="taken", status="in_progress", due_at=now - timedelta(days=3))
    make_request(office, name="later", due_at=now + timedelta(days=2))
    make_request(office, name="soon", due_at=now + timedelta(hours=1))
    make_request(office, name="crisis", urgency="crisis", due_at=now + timedelta(days=3))
    make_request(office, name="closed", status="closed")
    make_request(office, name="held", held_for_review=True)
    assert listed(make_coordinator(office)) == ["crisis", "soon", "later", "taken"]


def test_heaps_hold_what_they_say():
    office, now = make_office(), timezone.now()
    user = make_coordinator(office)
    make_request(office, name="mine", status="in_progress", assignee=user)
    make_request(office, name="late", due_at=now - timedelta(hours=1))
    make_request(office, name="held", held_for_review=True)
    make_request(office, name="closed", status="closed")
    heaps = {show: set(listed(user, show=show)) for show in ("open", "mine", "unassigned", "overdue", "held", "all")}
    assert heaps == {
        "open": {"mine", "late"},
        "mine": {"mine"},
        "unassigned": {"late"},
        "overdue": {"late"},
        "held": {"held"},
        "all": {"mine", "late", "held", "closed"},
    }
    queues = logged_in(user).get(INDEX).context["queues"]
    assert {queue["name"]: queue["count"] for queue in queues} == {
        "open": 2,
        "mine": 1,
        "unassigned": 1,
        "overdue": 1,
        "held": 1,
        "all": None,
    }


def test_filters_narrow_the_list():
    helsinki, turku, service = make_office(), make_office(city="Turku"), make_service()
    user = make_coordinator(helsinki, turku)
    make_request(helsinki, name="one", service=service, urgency="soon", assignee=user)
    old = timezone.now() - timedelta(days=30)
    make_request(turku, name="two", status="closed", created_at=old)
    assert listed(user, office=turku.pk, show="all") == ["two"]
    assert listed(user, service=service.pk) == ["one"]
    assert listed(user, status=["closed"]) == ["two"]
    assert listed(user, urgency=["soon"]) == ["one"]
    assert listed(user, assignee=user.pk) == ["one"]
    assert listed(user, created_at_to=(old + timedelta(days=1)).date().isoformat(), show="all") == ["two"]


def test_filter_offers_no_foreign_office():
    helsinki, turku = make_office(), make_office(city="Turku")
    make_request(turku)
    user = make_coordinator(helsinki)
    response = logged_in(user).get(INDEX)
    assert "Turku" not in body(response)
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
def test_search_finds_by(query):
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
    assert listed(make_manager(), q=query) == ["Maija Virtanen"]


def test_search_looks_through_all_unless_a_heap_is_chosen():
    make_request(name="Maija Virtanen", status="closed")
    manager = make_manager()
    assert listed(manager, q="maija", show="open") == ["Maija Virtanen"]
    assert listed(manager, q="maija", show="unassigned") == []


@pytest.mark.parametrize("query", ["%", "_", "'", "\\", "virtanen%", "x" * 5000, "+", "🙂"])
def test_search_survives(query):
    make_request(name="Maija Virtanen")
    assert listed(make_manager(), q=query) == []


def test_search_that_no_database_takes_shows_the_list():
    make_request(name="Maija Virtanen")
    assert listed(make_manager(), q="\x00") == ["Maija Virtanen"]


def test_search_reaches_no_foreign_request():
    helsinki, turku = make_office(), make_office(city="Turku")
    make_request(turku, name="Maija Virtanen")
    assert listed(make_coordinator(helsinki), q="virtanen") == []


def test_search_follows_a_change_of_name():
    request = make_request(name="Before")
    request.name = "After"
    request.save(update_fields=["name"])
    assert listed(make_manager(), q="after") == ["After"]
    assert listed(make_manager(), q="before") == []


def fill(office, user, number: int) -> None:
    for position in range(number):
        crisis = {"urgency": "crisis"} if position % 3 == 0 else {}
        make_call(make_request(office, service=make_service(name=f"Service {position}"), assignee=user, **crisis))


@pytest.mark.parametrize("name", ["index", "index_results", "calls", "report"])
def test_lists_take_as_many_queries_for_thirty_as_for_one(
    name, django_assert_num_queries, django_assert_max_num_queries
):
    office = make_office()
    user = make_coordinator(office)
    client, url = logged_in(user), reverse(f"tyonohjaus_inbox:{name}")
    fill(office, user, 1)
    client.get(url)
    with django_assert_max_num_queries(30) as counted:
        assert client.get(url).status_code == 200
    fill(office, user, 29)
    assert ContactRequest.objects.count() == 30
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_dashboard_takes_as_many_queries_for_thirty_as_for_one(
    django_assert_num_queries, django_assert_max_num_queries
):
    office = make_office()
    user = make_coordinator(office)
    client, url = logged_in(user), reverse("wagtailadmin_home")
    fill(office, user, 1)
    client.get(url)
    with django_assert_max_num_queries(50) as counted:
        assert "What waits for you" in body(client.get(url))
    fill(office, user, 29)
    with django_assert_num_queries(len(counted)):
        client.get(url)


def test_menu_and_panel_are_for_those_who_have_requests_to_see():
    office = make_office()
    make_request(office)
    home = reverse("wagtailadmin_home")
    assert "Requests (1)" in body(logged_in(make_coordinator(office)).get(home))
    page = body(logged_in(make_user()).get(home))
    assert "What waits for you" not in page
    assert "tyonohjaus-contact" not in page
