"""Every address of ours in the admin, found by itself, x everything it reads of a query x what nobody means well."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories import make_busy_calendar, make_office, make_service, make_supervisor
from tests.inbox.addresses import addresses_of_bulk_actions, addresses_of_views
from tests.inbox.people import make_call, make_delivery, make_request, make_user
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.models import Approach, WorkField

pytestmark = pytest.mark.django_db

KEY = 515151
HUGE = "9" * 20
# What may pass a form and break a query or a sum, then what breaks forms.
DEEP, SHALLOW = ("0001-01-01", "9999-12-31", "\x00", HUGE), ("garbage", "²", "-1")
read: set[str] = set()


class Watched(QueryDict):
    """Remembers the names that are looked for in it."""

    def __getitem__(self, name):
        read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        read.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        read.add(name)
        return super().getlist(name, default)


def watching(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        request.GET = Watched(request.META.get("QUERY_STRING", ""))
        return get_response(request)

    return answer


@pytest.fixture
def client(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.inbox.test_hostile_addresses.watching"]
    client = Client(raise_request_exception=False)
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.fixture
def rows():
    office, now = make_office(pk=KEY), timezone.now()
    supervisor, service = make_supervisor(offices=[office], pk=KEY), make_service(pk=KEY)
    request = make_request(office, pk=KEY)
    make_call(request, pk=KEY)
    make_delivery(request, pk=KEY)
    make_busy_calendar(supervisor, pk=KEY)
    times = {"start": now + timedelta(hours=2), "end": now + timedelta(hours=3), "time_zone": "Europe/Helsinki"}
    Session.objects.create(pk=KEY, supervisor=supervisor, service=service, hold_until=now + timedelta(1), **times)
    for model in (Approach, WorkField):
        model.objects.create(pk=KEY, name="Word")
    for model in (ReplyTemplate, RoutingRule, Rota):
        model.objects.create(pk=KEY, site=office.site, name="Own")


def names_read(client: Client, url: str) -> set[str]:
    """What the view looks for in its query; some look further once they find something."""
    read.clear()
    if client.get(url).status_code == 200:
        client.get(url, dict.fromkeys(read, "1"))
    # A chooser's search asks the index that only migrations make.
    return read - {"q"} if "/choose/" in url else set(read)


def queries(url: str, names: set[str]) -> list[str]:
    """All names at once; alone too where a view of ours reads them, for one that is refused may hide the next."""
    together = [urlencode(dict.fromkeys(sorted(names), value)) for value in (*DEEP, *SHALLOW) if names]
    repeated = [urlencode([(name, value) for name in sorted(names) for value in ("1", "garbage", HUGE)])]
    own = "contact-requests/" in url or "contact-messages/" in url or "/tyonohjaus/" in url
    return [*together, *repeated, *(urlencode({name: value}) for name in names if own for value in DEEP)]


def is_list_itself(url: str) -> bool:
    return "results/" not in url


@pytest.mark.once
def test_no_query_breaks_an_address(client, rows):
    broken = []
    for url in filter(is_list_itself, [*addresses_of_views(KEY), *addresses_of_bulk_actions()]):
        hostile = [f"{url}?{query}" for query in queries(url, names_read(client, url))]
        broken += [address for address in hostile if client.get(address).status_code == 500]
    assert broken == []


@pytest.mark.once
def test_no_key_breaks_an_address(client):
    addresses = [url for url in addresses_of_views(KEY) if str(KEY) in url]
    hostile = [url.replace(str(KEY), key) for url in addresses for key in (HUGE, "0")]
    assert [url for url in hostile if client.get(url).status_code == 500] == []


def test_the_names_that_are_tried_are_those_that_views_read(client, rows):
    read_by_report = names_read(client, reverse("tyonohjaus_inbox:report"))
    assert read_by_report == {"first", "last", "office"}
    assert {"created_at_from", "created_at_to", "status"} <= names_read(client, reverse("tyonohjaus_inbox:index"))


LISTS = [
    ("tyonohjaus_inbox:index", "created_at"),
    ("tyonohjaus_session:index", "start"),
]


@pytest.mark.parametrize(("name", "field"), LISTS)
@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "garbage"])
def test_a_day_that_is_none_finds_nothing_and_says_so(name, field, value, client, rows):
    for end in ("from", "to"):
        page = text(client.get(reverse(name), {f"{field}_{end}": value, "show": "all", "period": ""}))
        assert ("Enter a valid date." in page, f"/{KEY}/" in page) == (True, False)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_filter_that_is_not_understood_hands_out_no_file_of_everything(format, client, rows):
    address, reference = reverse("tyonohjaus_inbox:index"), ContactRequest.objects.get(pk=KEY).reference
    whole = client.get(address, {"export": "csv", "show": "all"})
    assert reference.encode() in b"".join(whole.streaming_content)
    for query in ({"status": "garbage"}, {"office": HUGE}, {"created_at_from": "0001-01-01"}):
        response = client.get(address, {"export": format, **query})
        content = b"".join(response.streaming_content)
        found = content.decode() if format == "csv" else str(list(load_workbook(BytesIO(content)).active.values))
        assert reference not in found


def test_a_period_of_the_report_that_no_clock_knows_is_refused(client, rows):
    for query in ({"first": "0001-01-01", "last": "0001-01-02"}, {"first": "9999-12-01", "last": "9999-12-31"}):
        response = client.get(reverse("tyonohjaus_inbox:report"), query)
        assert (response.status_code, "Enter a valid date." in text(response)) == (200, True)


def text(response) -> str:
    return response.content.decode()
