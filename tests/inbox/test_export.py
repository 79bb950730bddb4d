import csv
import io
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import make_office
from tests.inbox.factories import client_for, make_coordinator, make_request, response_text
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject, export
from wagtail_tyonohjaus.contact.summary import request_summary
from wagtail_tyonohjaus.inbox.export import COLUMNS
from wagtail_tyonohjaus.inbox.request_statistics import Selection, request_statistics
from wagtail_tyonohjaus.practice.admin.spreadsheets import MAX_CELL_LENGTH, cell_text, csv_cell

INDEX = reverse("tyonohjaus_inbox:index")


def exported_rows(client, **query) -> list[dict[str, str]]:
    text = response_text(client.get(INDEX, {"export": "csv", **query}))
    assert text.startswith("\ufeff")
    *rows, blank, _note = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert set(blank.values()) == {""}
    return rows


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("https://evil.example")', '\'=HYPERLINK("https://evil.example")'),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\n=1", "'\n'=1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a\r@SUM(A1)", "a\n'@SUM(A1)"),
        ("a\t-2+3", "a\t'-2+3"),
        ("first;+358401234567", "first;'+358401234567"),
        ("  =1", "'  =1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("＝1", "'＝1"),
        ("+358401234567", "+358401234567"),
        ("+358 40 1234567", "+358 40 1234567"),
        ("+358=1", "'+358=1"),
        ("a\x0bb\x00c", "abc"),
        ("Maija", "Maija"),
        ("", ""),
    ],
)
def test_csv_cell_escapes_formulas_and_keeps_numbers(text, cell):
    assert csv_cell(text) == cell


@given(st.text())
def test_csv_cell_never_starts_a_formula(text):
    cell = csv_cell(text)
    # The visible text, without whitespace and control characters.
    visible = "".join(char for char in cell if unicodedata.category(char) not in {"Cc", "Cf"}).strip()
    assert visible[:1] not in {"=", "-", "@", "＝", "－", "＠"}
    assert not (visible.startswith("+") and set(visible) - set("+0123456789 "))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@example(text="\r+1")
@example(text="a;+1")
@given(text=st.text(alphabet='a;,\t\n\r"=+-@ 1'))
def test_csv_row_never_starts_a_formula_with_any_separator(separator, text):
    line = io.StringIO()
    csv.writer(line).writerow(["x", csv_cell(text), csv_cell("+358401234567")])
    line.seek(0)
    cells = [cell.strip().strip('"') for row in csv.reader(line, delimiter=separator) for cell in row]
    starts = {cell[0] for cell in cells if cell and not re.fullmatch(r"\+\d[\d ]*", cell)}
    assert starts & set("=+-@") == set()


@given(st.text(alphabet=st.sampled_from("aZ9äÿ×÷=+-@|%;,\t\n\r\x00\x85\ud800\ufffe\uffff +＝\u200b'\""), max_size=6))
def test_csv_cell_of_a_text_does_not_depend_on_the_shortcut(text):
    # With a character before it that is no letter, no text takes the shortcut.
    assert csv_cell(f"_{text}") == "_" + csv_cell(f"a{text}")[1:]


@given(st.text())
def test_clean_removes_characters_that_a_workbook_rejects(text):
    cell = cell_text(text)
    assert not any(ord(char) < 32 and char not in "\t\n" for char in cell)
    assert len(cell) <= MAX_CELL_LENGTH


@given(st.from_regex(r"\+[1-9]\d{6,14}", fullmatch=True))
def test_csv_cell_keeps_telephone_numbers(number):
    assert csv_cell(number) == number


@pytest.mark.django_db
def test_answers_are_formatted_for_people(staff_client, office):
    answers = [
        {"key": "a", "label": "Heard of us from?", "value": "A friend"},
        {"key": "b", "label": "Newsletter", "value": True},
        {"key": "c", "label": "Years", "value": 12.0},
        {"key": "d", "label": "Share", "value": 0.5},
    ]
    make_request(office, answers=answers)
    [row] = exported_rows(staff_client)
    assert row["Other answers"] == "Heard of us from? A friend; Newsletter: Yes; Years: 12; Share: 0.5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "exported"),
    [("+358401234567", "+358401234567"), ("tel:+358-40-1234567", "+358401234567"), ("12", "12"), ("", "")],
)
def test_telephone_numbers_are_exported_as_e164_if_they_are_valid(stored, exported, staff_client, office):
    request = make_request(office, phone="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtail_tyonohjaus_contactrequest SET phone = %s WHERE id = %s", [stored, request.pk])
    [row] = exported_rows(staff_client)
    assert row["Telephone"] == exported


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("urgency", "kind", "exported"),
    [
        ("normal", "crisis", "Crisis"),
        ("soon", "crisis", "Crisis"),
        ("crisis", "supervision", "Crisis"),
        ("normal", "supervision", "No hurry"),
        ("soon", "", "Within two weeks"),
    ],
)
def test_a_crisis_request_is_never_exported_as_not_urgent(urgency, kind, exported, staff_client, office):
    make_request(office, urgency=urgency, kind=kind)
    [row] = exported_rows(staff_client)
    assert row["Urgency"] == exported


@pytest.mark.django_db
def test_export_contains_the_filtered_list():
    office = make_office()
    make_request(office, name="=1+1", phone="+358401234567", message="a\x0bb\nc")
    make_request(office, name="Closed", status="closed")
    make_request(make_office(city="Turku"), name="Foreign")
    client = client_for(make_coordinator(office))
    assert [row["Name"] for row in exported_rows(client)] == ["'=1+1"]
    assert {row["Name"] for row in exported_rows(client, queue="all")} == {"'=1+1", "Closed"}
    row = exported_rows(client)[0]
    assert (row["Telephone"], row["Message"], row["Office"]) == ("+358401234567", "ab\nc", "Helsinki")


@pytest.mark.django_db
def test_workbook_cells_are_text_except_numbers():
    office = make_office()
    make_request(office, name="=1+1", phone="+358401234567", message="a\x0bb\uffff", participants=7)
    response = client_for(make_coordinator(office)).get(INDEX, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    headings, cells = list(sheet.rows)
    row = {heading.value: cell for heading, cell in zip(headings, cells, strict=True)}
    assert (row["Name"].value, row["Name"].data_type) == ("=1+1", "s")
    assert (row["Telephone"].value, row["Telephone"].data_type) == ("+358401234567", "s")
    assert row["Message"].value == "ab"
    assert row["Participants"].value == 7
    assert len(headings) == len(COLUMNS)
    response.close()


@pytest.mark.django_db
def test_moments_in_a_workbook_are_dates_in_the_practices_time_zone(staff_client, office):
    moment = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    make_request(office, created_at=moment, preferred_start=moment, due_at=None)
    response = staff_client.get(INDEX, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    row = {heading.value: cell.value for heading, cell in zip(*sheet.rows, strict=True)}
    local = datetime(2026, 7, 1, 9, 30)
    assert (row["Received"], row["Preferred time"], row["Due"]) == (local, local, None)


@pytest.mark.django_db
def test_a_preferred_time_elsewhere_is_text_with_both_clocks(staff_client, office):
    moment = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    make_request(office, preferred_start=moment, visitor_time_zone="Europe/Stockholm")
    [row] = exported_rows(staff_client)
    assert row["Preferred time"] == "1 Jul 2026, 09:30 (Finnish time) = 1 Jul 2026, 08:30 (Swedish time)"


@pytest.mark.django_db
@pytest.mark.parametrize("urgency", ["normal", "soon", "crisis"])
def test_a_crisis_request_is_never_displayed_as_not_urgent(urgency, staff_client, office):
    request = make_request(office, urgency=urgency, kind="crisis")
    labels = [value for label, value in request_summary(request, request.practice) if label == "How urgent is it?"]
    assert (request.get_urgency_display(), labels) == ("Crisis", ["Crisis"])
    today = timezone.now().date()
    selection = Selection(ZoneInfo("UTC"), today - timedelta(days=2), today + timedelta(days=2), grouping="urgency")
    statistics = request_statistics(ContactRequest.objects.all(), selection)
    assert [(group.name, group.count) for group in statistics.groups] == [("Crisis", 1)]
    found = {
        code: request.reference in staff_client.get(INDEX, {"urgency": code}).content.decode()
        for code in ("normal", "soon", "crisis")
    }
    assert found == {"normal": False, "soon": False, "crisis": True}
    [exported] = export(DataSubject(reference=request.reference))["requests"]
    assert exported["is_crisis"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(("urgency", "label"), [("normal", "No hurry"), ("soon", "Within two weeks")])
def test_other_requests_are_listed_by_their_urgency(urgency, label, staff_client, office):
    request = make_request(office, urgency=urgency, kind="supervision")
    make_request(office, urgency="crisis", kind="supervision")
    assert request.get_urgency_display() == label
    listed = [request.reference for request in staff_client.get(INDEX, {"urgency": urgency}).context["object_list"]]
    assert listed == [request.reference]


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_query_count_of_exports_does_not_grow(file_format, django_assert_num_queries, django_assert_max_num_queries):
    office = make_office()
    client = client_for(make_coordinator(office))
    make_request(office)
    response_text(client.get(INDEX, {"export": file_format}))
    with django_assert_max_num_queries(16) as counted:
        response_text(client.get(INDEX, {"export": file_format}))
    for _ in range(29):
        make_request(office)
    with django_assert_num_queries(len(counted)):
        response_text(client.get(INDEX, {"export": file_format}))


@pytest.mark.django_db
def test_export_is_not_cached():
    office = make_office()
    response = client_for(make_coordinator(office)).get(INDEX, {"export": "csv"})
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == 'attachment; filename="contact-requests.csv"'
    response_text(response)
