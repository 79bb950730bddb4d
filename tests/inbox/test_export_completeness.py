"""Exports of many rows: in chunks, recognisable as complete, and cut visibly if something fails meanwhile."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError, connection
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from tests.appointments.factories import make_bookable_service, make_session
from tests.factories import make_supervisor
from tests.inbox.factories import client_for, make_manager, make_request, response_text
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.inbox.export import COLUMNS
from wagtail_tyonohjaus.practice.admin import exports

INDEX = reverse("tyonohjaus_inbox:index")
SUPERVISORS = "wagtailsnippets_wagtail_tyonohjaus_supervisor:list"

pytestmark = pytest.mark.django_db


def csv_rows(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "CHUNK_SIZE", 2)


@contextmanager
def failing_database() -> Iterator[None]:
    def fail(*_arguments):
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(fail):
        yield


def query_count(response: HttpResponseBase) -> int:
    """How many queries it takes to read the content of a response."""
    with CaptureQueriesContext(connection) as queries:
        response_text(response)
    return len(queries)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_the_last_row_says_that_the_file_is_complete(count, office, staff_client, small_chunks):
    for _ in range(count):
        make_request(office)
    rows = csv_rows(response_text(staff_client.get(INDEX, {"export": "csv"})))
    note = "The file is complete: 1 row." if count == 1 else f"The file is complete: {count} rows."
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert (len(rows), set(rows[-2]), rows[-1][0], set(rows[-1][1:])) == (count + 3, {""}, note, {""})


def test_other_lists_end_with_the_same_row():
    supervisors = [make_supervisor(name=f"Supervisor {number}") for number in range(3)]
    client = client_for(make_manager(permissions=("change_supervisor",)))
    rows = csv_rows(response_text(client.get(reverse(SUPERVISORS), {"export": "csv"})))
    assert [row[0] for row in rows] == [
        "Name",
        *(supervisor.name for supervisor in supervisors),
        "",
        "The file is complete: 3 rows.",
    ]


def test_the_whole_file_is_in_the_users_language(office, coordinator):
    UserProfile.objects.update_or_create(user=coordinator, defaults={"preferred_language": "fi"})
    make_request(office, status="new", answers=[{"label": "Uutiskirje", "value": True}])
    text = response_text(client_for(coordinator).get(INDEX, {"export": "csv"}))
    headings, row, _blank, note = csv_rows(text, ";")
    cells = dict(zip(headings, row, strict=True))
    assert (cells["Tila"], cells["Muut vastaukset"]) == ("Uusi", "Uutiskirje: Kyllä")
    assert note[0] == "Tiedosto on kokonainen: 1 rivi."


def test_chunks_keep_the_order_of_the_list(office, staff_client, small_chunks):
    requests = [make_request(office, name=f"Person {number}") for number in range(5)]
    ContactRequest.objects.filter(pk=requests[3].pk).update(urgency="crisis")
    rows = csv_rows(response_text(staff_client.get(INDEX, {"export": "csv"})))
    assert [row[5] for row in rows[1:6]] == ["Person 3", "Person 0", "Person 1", "Person 2", "Person 4"]


def test_a_failure_in_the_middle_breaks_the_response(office, staff_client, small_chunks):
    for _ in range(5):
        make_request(office)
    blocks = iter(staff_client.get(INDEX, {"export": "csv"}).streaming_content)
    text = (next(blocks) + next(blocks)).decode("utf-8-sig")
    # The exception reaches the web server, which then breaks the connection instead of ending the response.
    with failing_database(), pytest.raises(OperationalError):
        next(blocks)
    assert len(csv_rows(text)) == 3
    assert "complete" not in text


def test_a_failure_before_the_first_row_is_an_error_page(office, coordinator):
    make_request(office)
    client = client_for(coordinator)
    client.raise_request_exception = False
    with failing_database():
        response = client.get(INDEX, {"export": "csv"})
    assert response.status_code == 500


def test_a_request_that_is_erased_meanwhile_is_left_out(office, staff_client, small_chunks):
    requests = [make_request(office) for _ in range(4)]
    response = staff_client.get(INDEX, {"export": "csv"})
    blocks = iter(response.streaming_content)
    first = next(blocks) + next(blocks)
    requests[3].delete()
    rows = csv_rows((first + b"".join(blocks)).decode("utf-8-sig"))
    assert [row[0] for row in rows[1:]] == [
        *(request.reference for request in requests[:3]),
        "",
        "The file is complete: 3 rows.",
    ]


def test_a_request_to_which_the_right_is_lost_meanwhile_is_left_out(office, staff_client, small_chunks):
    requests = [make_request(office) for _ in range(3)]
    blocks = iter(staff_client.get(INDEX, {"export": "csv"}).streaming_content)
    next(blocks), next(blocks)
    ContactRequest.objects.filter(pk=requests[2].pk).update(office=None)
    assert requests[2].reference.encode() not in b"".join(blocks)


# The services of sessions, and the offices, services and approaches of supervisors, are in tables of their own.
@pytest.mark.parametrize(
    ("url", "queries"), [(INDEX, 1), (reverse("tyonohjaus_session:index"), 2), (reverse(SUPERVISORS), 5)]
)
def test_each_chunk_takes_the_same_number_of_queries(url, queries, small_chunks):
    client = client_for(make_manager(permissions=("change_contactrequest", "change_supervisor", "change_session")))
    service = make_bookable_service()
    rows = 0
    counts = {}
    for wanted in (1, 2, 3, 7):
        while rows < wanted:
            make_session(make_supervisor(services=[service]), request=make_request())
            rows += 1
        counts[wanted] = query_count(client.get(url, {"export": "csv"}))
    assert counts == {1: queries, 2: queries, 3: 2 * queries, 7: 4 * queries}


@pytest.mark.parametrize("path", ["", "results/"])
def test_a_workbook_of_too_many_rows_is_refused_with_what_to_do(path, office, staff_client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_XLSX_ROWS", 2)
    for _ in range(3):
        make_request(office)
    response = staff_client.get(f"{INDEX}{path}", {"export": "xlsx", "status": "new"})
    assert (response.status_code, response.url) == (302, f"{INDEX}?status=new")
    [message] = get_messages(response.wsgi_request)
    assert str(message).startswith("The list has more than 2 rows, which is too many for an XLSX file.")
    assert len(csv_rows(response_text(staff_client.get(INDEX, {"export": "csv"})))) == 6


def test_a_workbook_of_as_many_rows_as_are_allowed_has_a_length(office, staff_client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_XLSX_ROWS", 2)
    for _ in range(2):
        make_request(office)
    response = staff_client.get(INDEX, {"export": "xlsx"})
    content = b"".join(response.streaming_content)
    assert int(response["Content-Length"]) == len(content)
    assert len(list(load_workbook(io.BytesIO(content)).active.rows)) == 3


@pytest.mark.parametrize("url_name", ["tyonohjaus_log:index", "tyonohjaus_erasures:index"])
def test_lists_without_columns_to_export_show_the_page(url_name):
    response = client_for(make_manager()).get(reverse(url_name), {"export": "csv"})
    assert (response.status_code, response.streaming) == (200, False)
