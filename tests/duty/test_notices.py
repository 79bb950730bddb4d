"""Who is notified of which changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_supervisor
from wagtail_tyonohjaus.duty import changing
from wagtail_tyonohjaus.duty.models import DutyChange, DutyTurn
from wagtail_tyonohjaus.duty.notices import duty_notices
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def aino():
    return make_supervisor(name="Aino", email="aino@example.com", languages=["fi"])


@pytest.fixture
def kalle():
    return make_supervisor(name="Kalle", email="kalle@example.com", languages=["sv"])


@pytest.fixture
def rota(aino):
    return make_weekly_turn(aino, interval_weeks=60, reference_date=next_monday()).rota


def next_monday() -> date:
    today = timezone.now().date()
    return today + timedelta(days=7 - today.weekday())


def span() -> tuple[datetime, datetime]:
    """From midnight to midnight (UTC), around the turn."""
    start = datetime.combine(next_monday(), time(), UTC)
    return start, start + timedelta(days=1)


def messages() -> list[tuple[str, int, int]]:
    """The address, the number of added times and of removed ones."""
    rows = Delivery.objects.filter(message_type="duty_changed").order_by("address", "pk")
    return [(row.address, len(row.context["added"]), len(row.context["removed"])) for row in rows]


def test_substitute_and_absent_supervisor_are_notified_once_each(rota, aino, kalle):
    changing.substitute(rota, span(), aino, kalle)
    assert messages() == [("aino@example.com", 0, 1), ("kalle@example.com", 1, 0)]
    finnish, swedish = Delivery.objects.order_by("address")
    assert "\nPoistuneet vuorosi:\n- " in render(finnish).text
    assert "Pass som du inte längre har" not in render(swedish).text
    assert "\nDina nya pass:\n- " in render(swedish).text
    changing.undo(DutyChange.objects.get())
    assert messages() == [
        ("aino@example.com", 0, 1),
        ("aino@example.com", 1, 0),
        ("kalle@example.com", 1, 0),
        ("kalle@example.com", 0, 1),
    ]


def test_swap_notifies_both_of_both_turns(rota, aino, kalle):
    start = datetime.combine(next_monday() + timedelta(days=2), time(8), UTC)
    changing.add_turn(DutyTurn(rota=rota, supervisor=kalle, start=start, end=start + timedelta(hours=4)))
    Delivery.objects.all().delete()
    own, other = [
        tuple(int(each.timestamp()) for each in times) for times in (span(), (start, start + timedelta(hours=4)))
    ]
    changing.swap(rota, (aino, own), (kalle, other))
    assert messages() == [("aino@example.com", 1, 1), ("kalle@example.com", 1, 1)]


def test_nobody_is_notified_of_a_change_that_makes_no_difference(rota, aino, kalle):
    with duty_notices(rota):
        DutyTurn.objects.create(
            rota=rota, supervisor=aino, start=span()[0] + timedelta(hours=9), end=span()[1] - timedelta(hours=9)
        )
    changing.substitute(rota, (span()[0] + timedelta(days=1), span()[1] + timedelta(days=1)), aino, kalle)
    assert messages() == []


def test_everybody_is_notified_of_the_deletion_of_a_rota(rota):
    rota.delete()
    assert messages() == [("aino@example.com", 0, 1)]


def test_rotation_gives_each_supervisor_every_other_week(rota, aino, kalle):
    changing.add_rotation(rota, [kalle, aino], next_monday() + timedelta(days=1), time(8), 1, time(8))
    rows = rota.weekly_turns.exclude(interval_weeks=60).values_list(
        "supervisor__name", "weekday", "interval_weeks", "reference_date"
    )
    assert list(rows.order_by("pk")) == [
        ("Kalle", 1, 2, next_monday() + timedelta(days=1)),
        ("Aino", 1, 2, next_monday() + timedelta(days=8)),
    ]


def test_message_leads_those_with_an_account_to_the_rota(rota, aino, kalle, django_user_model):
    kalle.user = django_user_model.objects.create_user("kalle", "kalle@example.com")
    kalle.save()
    changing.substitute(rota, span(), aino, kalle)
    links = [delivery.context["link"] for delivery in Delivery.objects.order_by("address")]
    assert (links[0], links[1].endswith(f"/tyonohjaus/rotas/{rota.pk}/")) == ("", True)
    text = render(Delivery.objects.get(address="kalle@example.com"))
    assert links[1] in text.text and links[1] in text.html
    Delivery.objects.all().delete()
    rota.delete()
    assert {delivery.context["link"] for delivery in Delivery.objects.all()} == {""}
