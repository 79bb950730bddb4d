"""What there is to ask for."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.practice.models import ServiceTranslation

from .requests import get, problem


def test_practice_lists_what_its_pages_show(practice):
    service = make_service(lengths="60, 90", formats=["pair"], delivery_modes=["remote"])
    ServiceTranslation.objects.create(parent=service, language="fi", name="Työnohjaus")
    office = make_office()
    supervisor = make_supervisor(services=[service], offices=[office])
    make_supervisor(name="Left", active=False)
    other = make_practice(make_site("other.example"))
    make_service(site=other.site), make_office(site=other.site), make_supervisor(site=other.site)
    values = get(language="fi").json()
    assert {name: values[name] for name in ("name", "language", "time_zone", "publishes_times")} == {
        "name": "Harbour Supervision",
        "language": "fi",
        "time_zone": "Europe/Helsinki",
        "publishes_times": True,
    }
    assert [language["code"] for language in values["languages"]] == ["en", "fi", "sv"]
    assert values["phone"]["number"] == "+358401234567"
    assert values["services"] == [
        {
            "id": "work-supervision",
            "name": "Työnohjaus",
            "kind": "supervision",
            "lengths": [60, 90],
            "formats": [{"value": "pair", "label": "Parityönohjaus"}],
            "delivery_modes": [{"value": "remote", "label": "Etänä"}],
        }
    ]
    assert values["offices"] == [{"id": "helsinki", "name": "Helsinki"}]
    assert values["supervisors"] == [
        {
            "id": str(supervisor.uuid),
            "name": "Aino Laine",
            "services": ["work-supervision"],
            "offices": ["helsinki"],
        }
    ]


def test_supervisors_are_not_listed_if_the_form_does_not_list_them(practice):
    for number in range(21):
        make_supervisor(name=f"Supervisor {number}")
    assert get().json()["supervisors"] == []


def test_parameter_of_the_practice_is_refused(practice):
    assert problem(get(query={"service": "x"})) == (400, "invalid-parameter")


@pytest.mark.parametrize("path", ["", "times/", "form/"])
def test_number_of_queries_does_not_grow(path, practice):
    def add(number: int) -> None:
        service = make_service(name=f"Service {number}")
        ServiceTranslation.objects.create(parent=service, language="fi", name="x")
        supervisor = make_supervisor(name=f"S{number}", services=[service], offices=[make_office(city=f"C{number}")])
        make_weekly_hours(supervisor)

    counts = []
    for rows in (1, 19):
        for number in range(rows):
            add(100 * rows + number)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= {"": 14, "times/": 25, "form/": 25}[path], counts
