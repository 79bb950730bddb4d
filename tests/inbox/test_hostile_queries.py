"""Every admin URL of the package, with hostile values for every query parameter that it reads."""

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
from tests.inbox.admin_urls import admin_view_urls, bulk_action_urls
from tests.inbox.factories import make_callback, make_delivery, make_request, make_user
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.models import Approach, WorkField

pytestmark = pytest.mark.django_db

KEY = 515151
HUGE = "9" * 20
# Values that may pass validation and break a query or a calculation; values that may break validation.
QUERY_BREAKERS, FORM_BREAKERS = ("0001-01-01", "9999-12-31", "\x00", HUGE), ("garbage", "²", "-1")
parameters_read: set[str] = set()


class RecordingQueryDict(QueryDict):
    """Records the names of the parameters that are read."""

    def __getitem__(self, name):
        parameters_read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        parameters_read.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        parameters_read.add(name)
        return super().getlist(name, default)


def record_parameters_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET = RecordingQueryDict(request.META.get("QUERY_STRING", ""))
        return get_response(request)

    return middleware


@pytest.fixture
def client(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.inbox.test_hostile_queries.record_parameters_middleware"]
    client = Client(raise_request_exception=False)
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.fixture
def rows():
    office, now = make_office(pk=KEY), timezone.now()
    supervisor, service = make_supervisor(offices=[office], pk=KEY), make_service(pk=KEY)
    request = make_request(office, pk=KEY)
    make_callback(request, pk=KEY)
    make_delivery(request, pk=KEY)
    make_busy_calendar(supervisor, pk=KEY)
    times = {"start": now + timedelta(hours=2), "end": now + timedelta(hours=3), "time_zone": "Europe/Helsinki"}
    Session.objects.create(pk=KEY, supervisor=supervisor, service=service, hold_until=now + timedelta(1), **times)
    for model in (Approach, WorkField):
        model.objects.create(pk=KEY, name="Word")
    for model in (ReplyTemplate, RoutingRule, Rota):
        model.objects.create(pk=KEY, site=office.site, name="Own")


def get_parameters(client: Client, url: str) -> set[str]:
    """The query parameters that a view reads; some read further ones if the first are present."""
    parameters_read.clear()
    if client.get(url).status_code == 200:
        client.get(url, dict.fromkeys(parameters_read, "1"))
    return set(parameters_read)


def hostile_query_strings(url: str, names: set[str]) -> list[str]:
    """All parameters at once, and for our own views each alone, since one invalid parameter may hide another."""
    together = [urlencode(dict.fromkeys(sorted(names), value)) for value in (*QUERY_BREAKERS, *FORM_BREAKERS) if names]
    repeated = [urlencode([(name, value) for name in sorted(names) for value in ("1", "garbage", HUGE)])]
    own = "contact-requests/" in url or "contact-messages/" in url or "/tyonohjaus/" in url
    return [*together, *repeated, *(urlencode({name: value}) for name in names if own for value in QUERY_BREAKERS)]


def is_full_page(url: str) -> bool:
    return "results/" not in url


@pytest.mark.once
def test_hostile_query_does_not_cause_a_server_error(client, rows):
    broken = []
    for url in filter(is_full_page, [*admin_view_urls(KEY), *bulk_action_urls()]):
        hostile = [f"{url}?{query}" for query in hostile_query_strings(url, get_parameters(client, url))]
        broken += [hostile_url for hostile_url in hostile if client.get(hostile_url).status_code == 500]
    assert broken == []


@pytest.mark.once
def test_hostile_key_does_not_cause_a_server_error(client):
    urls = [url for url in admin_view_urls(KEY) if str(KEY) in url]
    hostile = [url.replace(str(KEY), key) for url in urls for key in (HUGE, "0")]
    assert [url for url in hostile if client.get(url).status_code == 500] == []


def test_parameters_that_views_read_are_detected(client, rows):
    report_parameters = get_parameters(client, reverse("tyonohjaus_inbox:report"))
    assert report_parameters == {"first", "last", "office", "interval", "grouping", "export"}
    assert {"created_at_from", "created_at_to", "status"} <= get_parameters(client, reverse("tyonohjaus_inbox:index"))


LISTS = [
    ("tyonohjaus_inbox:index", "created_at"),
    ("tyonohjaus_session:index", "start"),
]


@pytest.mark.parametrize(("name", "field"), LISTS)
@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "garbage"])
def test_invalid_date_shows_an_error_and_no_rows(name, field, value, client, rows):
    for end in ("from", "to"):
        page = response_html(client.get(reverse(name), {f"{field}_{end}": value, "queue": "all", "period": ""}))
        assert ("Enter a date, such as 24.12.2026." in page, f"/{KEY}/" in page) == (True, False)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_invalid_filter_exports_no_rows(format, client, rows):
    url, reference = reverse("tyonohjaus_inbox:index"), ContactRequest.objects.get(pk=KEY).reference
    whole = client.get(url, {"export": "csv", "queue": "all"})
    assert reference.encode() in b"".join(whole.streaming_content)
    for query in ({"status": "garbage"}, {"office": HUGE}, {"created_at_from": "0001-01-01"}):
        response = client.get(url, {"export": format, **query})
        content = b"".join(response.streaming_content)
        exported = content.decode() if format == "csv" else str(list(load_workbook(BytesIO(content)).active.values))
        assert reference not in exported


def test_report_rejects_out_of_range_dates(client, rows):
    for query in ({"first": "0001-01-01", "last": "0001-01-02"}, {"first": "9999-12-01", "last": "9999-12-31"}):
        response = client.get(reverse("tyonohjaus_inbox:report"), query)
        assert (response.status_code, "Enter a date, such as 24.12.2026." in response_html(response)) == (200, True)


def response_html(response) -> str:
    return response.content.decode()
