"""What an import would change, and its errors by row and column."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import make_office, make_service, make_site, make_supervisor, make_weekly_hours
from tests.inbox.factories import make_user
from tests.setup.spreadsheets import csv_file, errors_of, make_importer, plan_of, xlsx_file
from wagtail_tyonohjaus.access_limits import AccessLimit, register_access_limit, unregister_access_limit
from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor
from wagtail_tyonohjaus.practice.record_columns import COLUMNS, heading
from wagtail_tyonohjaus.setup.importing.plan import Outcome

pytestmark = pytest.mark.django_db


def outcomes(plan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def changes(plan) -> list[list[tuple[str, str, str]]]:
    return [[(change.name, change.old, change.new) for change in row.changes] for row in plan.rows]


@pytest.mark.parametrize("model", [Supervisor, Office, Service])
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_headings_of_a_file_are_all_different(model, language):
    with translation.override(language):
        headings = {heading(model, name) for name in COLUMNS[model]}
    assert len(headings) == len(COLUMNS[model])


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_headings_words_and_choices_of_each_language_are_read_in_any_other(language):
    user = make_importer()
    make_supervisor(email="a@practice.example")
    content = csv_file(
        ["Nimi", "E-post", "Accepts new clients", "Missä", "Kielet"],
        ["Aino Laine", "a@practice.example", "Ei", "Remotely; Hos er", "ruotsi; Finnish"],
    )
    with translation.override(language):
        plan = plan_of(Supervisor, user, content)
    values = {change.name: change.value for change in plan.rows[0].changes}
    expected = {"accepts_new_clients": False, "delivery_modes": ["yours", "remote"], "languages": ["fi", "sv"]}
    assert (plan.problems, values) == ([], expected)


def test_wrong_headings_are_reported_with_a_suggestion():
    content = csv_file(["Namee", "Telephone", "telephone *", "Shoe size"], ["Aino", "", "", "38"])
    assert plan_of(Supervisor, make_importer(), content).problems == [
        "The column “Namee” is not known. Did you mean “Name”?",
        "There are two columns called “Telephone”.",
        "The column “Shoe size” is not known. Remove it or correct its heading.",
        "The column “Name” is missing.",
    ]


def test_a_missing_column_keeps_and_a_blank_cell_clears():
    user = make_importer()
    make_supervisor(email="a@practice.example", role="Psychologist", education="Turku", phone="+358401234567")
    rows = [["Name", "E-mail", "Education"], ["Aino Laine", "a@practice.example", ""]]
    plan = plan_of(Supervisor, user, csv_file(*rows))
    assert changes(plan) == [[("education", "Turku", "")]]


def test_a_blank_cell_of_a_new_record_gets_the_default():
    plan = plan_of(Service, make_importer(), csv_file(["Name", "Session lengths", "Capacity"], ["Coaching", "", ""]))
    assert (outcomes(plan), changes(plan)) == (["new"], [[("name", "", "Coaching")]])


def test_a_blank_cell_that_must_not_be_blank_is_an_error():
    user = make_importer()
    make_service(name="Coaching")
    plan = plan_of(Service, user, csv_file(["Name", "Capacity"], ["Coaching", ""], ["", "1"]))
    assert errors_of(plan) == [(2, "Capacity"), (3, "Name")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("040 123 4567", "+358401234567"),
        ("+358 40 123 4567", "+358401234567"),
        (401234567, "+358401234567"),
        (401234567.0, "+358401234567"),
        (358401234567, "+358401234567"),
        ("358401234567", "+358401234567"),
    ],
)
def test_a_telephone_number_that_lost_its_beginning_is_read_if_it_can_only_be_one(cell, expected):
    plan = plan_of(Supervisor, make_importer(), xlsx_file(["Name", "Telephone"], ["Aino", cell]))
    assert [change.value.as_e164 for change in plan.rows[0].changes if change.name == "phone"] == [expected]


@pytest.mark.parametrize("cell", ["3,58401E+11", "3.58401E+11", 4.5, 12, "123", "no number", "040 123 4567 ext. 5"])
def test_other_telephone_numbers_are_errors_at_the_cell(cell):
    plan = plan_of(Supervisor, make_importer(), xlsx_file(["Name", "Telephone"], ["Aino", cell]))
    assert errors_of(plan) == [(2, "Telephone")]


def test_dates_formulas_and_errors_of_a_workbook_are_errors_at_the_cell():
    plan = plan_of(
        Service,
        make_importer(),
        xlsx_file(["Name", "Session lengths", "Price", "Interval"], ["Coaching", date(2026, 5, 1), "=1+1", "#REF!"]),
    )
    assert errors_of(plan) == [(2, "Session lengths"), (2, "Price"), (2, "Interval")]


@pytest.mark.parametrize("cell", ["1,5", "many", "-1", 1.5, True])
def test_what_is_no_whole_number_in_range_is_an_error(cell):
    plan = plan_of(Service, make_importer(), xlsx_file(["Name", "Capacity"], ["Coaching", cell]))
    assert errors_of(plan) == [(2, "Capacity")]


def test_unknown_and_foreign_offices_are_errors_at_the_cell():
    user, other = make_importer(), make_site("other.example")
    make_office(city="Helsinki")
    make_office(city="Turku", site=other)
    rows = [["Name", "Offices"], ["Aino", "Helsinki"], ["Eero", "Helsinki; Turku"], ["Olli", "Atlantis"]]
    assert errors_of(plan_of(Supervisor, user, csv_file(*rows))) == [(3, "Offices"), (4, "Offices")]


@pytest.fixture
def hidden_turku() -> Iterator[None]:
    """Hides the records of one city from everybody."""
    register_access_limit(AccessLimit("hidden", Office._meta.label, lambda user, actions: ~Q(city="Turku")))
    yield
    unregister_access_limit("hidden")


@pytest.mark.usefixtures("hidden_turku")
def test_an_office_that_a_limit_hides_can_stay_but_not_be_given():
    user, office = make_importer(), make_office(city="Turku")
    make_supervisor([office], name="Aino")
    plan = plan_of(Supervisor, user, csv_file(["Name", "Offices"], ["Aino", "Turku"], ["Eero", "Turku"]))
    assert (outcomes(plan), errors_of(plan)) == (["unchanged", "error"], [(3, "Offices")])
    assert errors_of(plan_of(Office, user, csv_file(["City"], ["Turku"]))) == [(2, "")]


def test_names_with_semicolons_are_read_one_per_line():
    user = make_importer()
    services = [make_service(name="One; two"), make_service(name="Three")]
    rows = [["Name", "Services"], ["Aino", "One; two"], ["Eero", "One; two\nThree"]]
    plan = plan_of(Supervisor, user, csv_file(*rows))
    found = [change.value for row in plan.rows for change in row.changes if change.name == "services"]
    assert found == [{services[0].pk}, {service.pk for service in services}]


def test_services_of_one_name_are_told_apart_by_their_slugs():
    user = make_importer()
    _first, second = make_service(name="Coaching"), make_service(name="Coaching")
    plan = plan_of(Supervisor, user, csv_file(["Name", "Services"], ["Aino", "Coaching"], ["Eero", second.slug]))
    assert errors_of(plan) == [(2, "Services")]
    assert plan.rows[1].changes[-1].value == {second.pk}


def test_rows_about_the_same_record_are_errors():
    user = make_importer()
    make_supervisor(email="a@practice.example")
    rows = [["Name", "E-mail"], ["Aino Laine", "a@practice.example"], ["Aino", "A@practice.example"]]
    new = [["Olli", ""], ["olli", ""], ["Olli", "o@practice.example"]]
    plan = plan_of(Supervisor, user, csv_file(*rows, *new))
    assert errors_of(plan) == [(3, ""), (5, "")]


def test_a_namesake_is_never_overwritten():
    user = make_importer()
    make_supervisor(email="a@practice.example")
    plan = plan_of(Supervisor, user, csv_file(["Name", "E-mail"], ["Aino Laine", "other@practice.example"]))
    assert errors_of(plan) == [(2, "E-mail")]


def test_an_identifier_lets_name_and_address_change():
    user = make_importer()
    supervisor = make_supervisor(email="a@practice.example")
    rows = [["Identifier", "Name", "E-mail"], [str(supervisor.uuid), "Aino Virta", "virta@practice.example"]]
    plan = plan_of(Supervisor, user, csv_file(*rows))
    assert [change.name for change in plan.rows[0].changes] == ["name", "email"]
    unknown = csv_file(["Identifier", "Name"], ["0c9f3a5e-0000-4000-8000-000000000000", "Eero"])
    assert errors_of(plan_of(Supervisor, user, unknown)) == [(2, "Identifier")]


def test_several_of_one_name_are_ambiguous():
    user = make_importer()
    make_supervisor(), make_supervisor()
    make_service(name="Coaching"), make_service(name="Coaching")
    assert errors_of(plan_of(Supervisor, user, csv_file(["Name"], ["Aino Laine"]))) == [(2, "Name")]
    assert errors_of(plan_of(Service, user, csv_file(["Name"], ["coaching"]))) == [(2, "Name")]


def test_an_office_is_found_by_city_and_name_and_its_slug_never_changes():
    user = make_importer()
    office = make_office(city="Helsinki", name="Kallio")
    rows = [["URL slug", "City", "Name"], ["", "helsinki", "kallio"], ["", "Turku", ""]]
    assert [row.record for row in plan_of(Office, user, csv_file(*rows)).rows] == [office, None]
    moved = csv_file(["URL slug", "City", "Name"], ["elsewhere", "Helsinki", "Kallio"])
    assert errors_of(plan_of(Office, user, moved)) == [(2, "URL slug")]


def test_an_address_is_an_error_for_users_without_the_right_over_people_unless_it_stays():
    make_importer()
    user = make_user("", *(f"{action}_supervisor" for action in ("add", "change")))
    make_supervisor(email="a@practice.example")
    rows = [["Name", "E-mail"], ["Aino Laine", "a@practice.example"], ["Eero", "e@practice.example"]]
    plan = plan_of(Supervisor, user, csv_file(*rows))
    assert (outcomes(plan), errors_of(plan)) == (["unchanged", "error"], [(3, "E-mail")])


def test_a_length_that_fits_in_no_hours_is_an_error():
    user, service = make_importer(), make_service(name="Coaching", lengths="60")
    make_weekly_hours(make_supervisor(services=[service]), start="09:00", end="10:00")
    assert errors_of(plan_of(Service, user, csv_file(["Name", "Session lengths"], ["Coaching", "90"]))) == [
        (2, "Session lengths")
    ]
    make_service(name="Long", lengths="90")
    plan = plan_of(Supervisor, user, csv_file(["Name", "Services"], ["Aino Laine", "Coaching; Long"]))
    assert errors_of(plan) == [(2, "Services")]


def test_the_number_of_queries_does_not_depend_on_the_rows():
    user, office = make_importer(), make_office()

    def queries(count: int) -> int:
        rows = [[f"Name {number}", str(office)] for number in range(count)]
        plan_of(Supervisor, user, csv_file(["Name", "Offices"], *rows))
        with CaptureQueriesContext(connection) as captured:
            plan = plan_of(Supervisor, user, csv_file(["Name", "Offices"], *rows))
        assert plan.count(Outcome.NEW) == count
        return len(captured)

    assert queries(1) == queries(30)
