"""The lists of records: each row names its practice, and the number of rows is right in every language."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import client_for, make_request, make_user, response_text
from wagtail_tyonohjaus.contact.models import ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor

pytestmark = pytest.mark.django_db


def make_supervisor_of(site):
    return make_supervisor(site=site)


MAKE = {
    Supervisor: make_supervisor_of,
    Office: lambda site: make_office(site=site),
    Service: lambda site: make_service(site=site),
    Rota: lambda site: Rota.objects.create(site=site, name="Rota"),
    RoutingRule: lambda site: RoutingRule.objects.create(site=site, name="Rule"),
    ReplyTemplate: lambda site: ReplyTemplate.objects.create(site=site, name="Reply", subject="S", text="T"),
}


def list_url(model):
    return reverse(model.snippet_viewset.get_url_name("list"))


@pytest.fixture
def sites():
    """The default site, whose name is not that of its practice, and one whose practice has no name."""
    default, other = make_practice(name="Lauhaniemi").site, make_site("second.example")
    default.site_name = "Website"
    default.save()
    other.site_name = "Second website"
    other.save()
    return default, other


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
def test_lists_and_forms_name_practices(model, sites):
    records = [MAKE[model](site) for site in sites]
    client = client_for(make_user(is_superuser=True))
    table = client.get(list_url(model)).context["table"]
    column = next(column for column in table.columns.values() if column.name == "site")
    assert {column.get_value(row) for row in table.data} == {"Lauhaniemi", "Second website"}
    form = client.get(reverse(model.snippet_viewset.get_url_name("edit"), args=[records[0].pk])).context["form"]
    assert {label for value, label in form["site"].field.choices if value} == {"Lauhaniemi", "Second website"}


def test_filter_names_practices(sites):
    response = client_for(make_user(is_superuser=True)).get(list_url(Supervisor))
    choices = response.context["filters"].form["site"].field.choices
    assert {label for value, label in choices if value} == {"Lauhaniemi", "Second website"}


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
def test_query_count_of_a_list_does_not_grow(model, sites, django_assert_num_queries, django_assert_max_num_queries):
    client = client_for(make_user(is_superuser=True))
    MAKE[model](sites[0])
    client.get(list_url(model))
    with django_assert_max_num_queries(40) as counted:
        client.get(list_url(model))
    for number in range(19):
        MAKE[model](sites[number % 2])
    with django_assert_num_queries(len(counted)):
        client.get(list_url(model))


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [("fi", "1 rivi", "3 riviä"), ("sv", "1 rad", "3 rader"), ("en", "1 entry", "3 entries")],
)
def test_number_of_rows_is_in_the_readers_language(language, one, several):
    user = make_user(is_superuser=True)
    UserProfile.objects.create(user=user, preferred_language=language)
    client = client_for(user)
    office = make_office()
    make_supervisor([office])
    make_request(office)
    Approach.objects.create(name="Systemic")
    urls = [list_url(Supervisor), list_url(Approach), reverse("tyonohjaus_inbox:index")]
    for url in urls:
        assert one in response_text(client.get(url))
    for number in range(2):
        make_supervisor([office], name=f"Supervisor {number}")
        make_request(office)
        Approach.objects.create(name=f"Approach {number}")
    for url in urls:
        assert several in response_text(client.get(url))
    translation.deactivate()


@pytest.mark.parametrize(
    ("language", "question", "done"),
    [
        ("fi", "Haluatko poistaa nämä 2 riviä?", "2 riviä poistettu."),
        ("sv", "Vill du ta bort dessa 2 rader?", "2 rader har tagits bort."),
        ("en", "Do you want to delete these 2 records?", "2 records deleted."),
    ],
)
def test_deletion_of_several_names_their_number(language, question, done):
    user = make_user(is_superuser=True)
    UserProfile.objects.create(user=user, preferred_language=language)
    client, site = client_for(user), make_practice().site
    for number in range(2):
        ReplyTemplate.objects.create(site=site, name=f"Reply {number}", subject="S", text="T")
    ids = [("id", str(pk)) for pk in ReplyTemplate.objects.values_list("pk", flat=True)]
    url = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "replytemplate", "delete"])
    url = f"{url}?{urlencode([*ids, ('next', list_url(ReplyTemplate))])}"
    assert question in response_text(client.get(url))
    assert done in response_text(client.post(url, follow=True))
    assert not ReplyTemplate.objects.exists()
    translation.deactivate()
