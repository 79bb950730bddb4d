"""Who learns of turns that an absence, the end of work or an inactive account takes from a rota."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_practice, make_supervisor
from wagtail_tyonohjaus.duty.models import DutyTurn
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 2, 10, tzinfo=UTC)  # a Wednesday
MONDAYS = [date(2026, 12, 7) + timedelta(weeks=number) for number in range(5)]


@pytest.fixture(autouse=True)
def now():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What is done within it is one transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def aino():
    make_practice(fallback_recipients="manager@example.com")
    return make_supervisor(name="Aino", email="aino@example.com", languages=["fi"])


@pytest.fixture
def rota(aino):
    return make_weekly_turn(aino).rota


def messages() -> list[tuple[str, str, int, int]]:
    """The type, the address, and the numbers of times that were removed and added."""
    rows = Delivery.objects.order_by("message_type", "address", "pk")
    return [
        (
            row.message_type.removeprefix("duty_"),
            row.address.partition("@")[0],
            len(row.context.get("removed", row.context.get("times"))),
            len(row.context.get("added", ())),
        )
        for row in rows
    ]


def test_absence_is_told_to_the_person_and_the_managers(rota, aino, commit):
    with commit():
        exception = make_hours_exception(aino, MONDAYS[0])
    assert messages() == [("changed", "aino", 1, 0), ("uncovered", "manager", 1, 0)]
    Delivery.objects.all().delete()
    with commit():
        exception.save()
    assert messages() == []
    with commit():
        exception.delete()
    assert messages() == [("changed", "aino", 0, 1)]


def test_absences_of_one_transaction_are_one_message(rota, aino, commit):
    with commit():
        make_hours_exception(aino, MONDAYS[0])
        make_hours_exception(aino, MONDAYS[2], last_day=MONDAYS[3])
    assert messages() == [("changed", "aino", 3, 0), ("uncovered", "manager", 3, 0)]


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 11, 1), date(2026, 12, 1)), (date(2027, 1, 7), date(2027, 3, 1)), (MONDAYS[0], None)],
)
def test_absence_from_no_coming_turn_is_not_told(rota, aino, commit, first, last):
    with commit():
        if last is None:  # not away, but other hours
            make_hours_exception(aino, first, "09:00", "12:00")
        else:
            make_hours_exception(aino, first, last_day=last)
    assert messages() == []


def test_absence_that_is_undone_in_the_same_transaction_is_not_told(rota, aino, commit):
    with commit():
        make_hours_exception(aino, MONDAYS[0]).delete()
    assert messages() == []


def test_absence_that_is_rolled_back_is_not_told(rota, aino, commit):
    with commit(), pytest.raises(ZeroDivisionError), transaction.atomic():
        make_hours_exception(aino, MONDAYS[0])
        raise ZeroDivisionError
    assert messages() == []


def test_managers_are_not_told_of_turns_that_somebody_else_takes_too(rota, aino, commit):
    make_weekly_turn(make_supervisor(name="Kalle", email="kalle@example.com"), rota=rota)
    with commit():
        make_hours_exception(aino, MONDAYS[0])
    assert messages() == [("changed", "aino", 1, 0)]


def test_absence_of_somebody_without_turns_is_not_told(rota, commit):
    with commit():
        make_hours_exception(make_supervisor(name="Kalle"), MONDAYS[0])
    assert messages() == []


def test_end_of_work_is_told_once(rota, aino, commit):
    with commit():
        aino.active = False
        aino.save()
    assert messages() == [("changed", "aino", 5, 0), ("uncovered", "manager", 5, 0)]
    with commit():
        aino.role = "Supervisor"
        aino.save()
    assert len(messages()) == 2
    Delivery.objects.all().delete()
    with commit():
        aino.active = True
        aino.save()
    assert messages() == [("changed", "aino", 0, 5)]


def test_deletion_of_a_supervisor_is_told_to_the_managers(rota, aino, commit):
    with commit():
        aino.delete()
    assert messages() == [("uncovered", "manager", 5, 0)]


def test_deactivated_account_is_told_to_the_managers_once(rota, aino, commit, django_user_model):
    user = django_user_model.objects.create_user("aino", "aino@example.com")
    aino.user = user
    aino.save()
    Delivery.objects.all().delete()
    with commit():
        user.save()
        user.is_active = False
        user.save()
        user.save()
    assert messages() == [("uncovered", "manager", 5, 0)]


def test_each_manager_gets_one_message(rota, aino, commit, admin_user):
    admin_user.email = "Manager@example.com"
    admin_user.save()
    with commit():
        make_hours_exception(aino, MONDAYS[0])
    assert messages()[1:] == [("uncovered", "Manager", 1, 0)]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "is away, no longer"), ("fi", "on poissa, ei enää"), ("sv", "är borta, arbetar")],
)
def test_message_to_the_managers_names_person_rota_times_and_link(rota, aino, commit, language, text):
    start = datetime.combine(date(2026, 12, 9), time(8), UTC)
    DutyTurn.objects.create(rota=rota, supervisor=aino, start=start, end=start + timedelta(hours=4))
    with commit():
        aino.active = False
        aino.save()
    delivery = Delivery.objects.get(message_type="duty_uncovered")
    delivery.language = language
    message = render(delivery)
    for part in (message.text, message.html):
        assert all(each in part for each in (f"Aino {text}", rota.name, f"/tyonohjaus/rotas/{rota.pk}/"))
    assert len(delivery.context["times"]) == 6


def test_queries_of_absences_do_not_depend_on_their_number(rota, aino, commit):
    """Beside those that store each of them."""

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured, commit():
            for _number in range(count):
                make_hours_exception(aino, MONDAYS[0])
        return sum("wagtail_tyonohjaus_weeklyturn" in each["sql"] and "rota_id" in each["sql"] for each in captured)

    few = queries(1)
    assert queries(30) <= few + 60  # whether there is a rota, and which sites show it
