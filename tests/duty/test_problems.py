"""Gaps and unreachable people in the health checks and on the dashboard."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_site, make_supervisor
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.duty.reachability import Obstacle, obstacles, rota_findings
from wagtail_tyonohjaus.overview.health import find_problems

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 6, tzinfo=UTC)
REACHABLE = {"phone": "+358401234567", "email": "aino@example.com"}


def texts() -> list[str]:
    return [problem.text for problem in find_problems(NOW) if problem.code.startswith("duty")]


def use(rota: Rota) -> Rota:
    RoutingRule.objects.create(name="Crises", site=rota.site, to_rota=rota)
    return rota


def test_rota_without_a_gap_is_no_problem():
    use(make_weekly_turn(make_supervisor(**REACHABLE)).rota)
    assert texts() == []


def test_absence_in_the_pattern_is_a_gap():
    aino = make_supervisor(**REACHABLE)
    use(make_weekly_turn(aino).rota)
    make_hours_exception(aino, date(2026, 12, 14))
    assert texts() == ["Nobody is on duty: Crisis telephone, from 14 Dec 2026, 08:00."]


def test_time_between_turns_is_a_gap_only_if_somebody_is_always_on_duty():
    rota = use(make_weekly_turn(make_supervisor(**REACHABLE), end_weekday=6, end="20:00").rota)
    assert texts() == []
    rota.around_the_clock = True
    rota.save()
    assert texts() == ["Nobody is on duty: Crisis telephone, from 13 Dec 2026, 20:00."]


def test_rota_in_which_nobody_is_left_is_a_problem_if_a_rule_uses_it():
    rota = Rota.objects.create(name="Nights", site=make_site())
    DutyTurn.objects.create(rota=rota, supervisor=make_supervisor(), start=NOW - timedelta(days=2), end=NOW)
    assert texts() == []
    use(rota)
    assert texts() == ["Nobody is on duty: Nights, in the next four weeks."]


def test_people_who_cannot_be_reached_are_counted():
    rota = use(make_weekly_turn(make_supervisor(phone="+358401234567")).rota)
    make_weekly_turn(make_supervisor(email="aino@example.com"), rota=rota)
    make_weekly_turn(make_supervisor(**REACHABLE), rota=rota)
    assert texts() == ["Rotas with people who can't be reached, and their number: Crisis telephone (2)."]


def test_obstacles_are_of_the_person_and_the_account():
    user = get_user_model().objects.create_user("aino", "aino@example.com", "secret", is_active=False)
    assert list(obstacles(make_supervisor(user=user))) == [Obstacle.NO_ACCOUNT, Obstacle.NO_PHONE]
    assert list(obstacles(make_supervisor(active=False))) == [Obstacle.LEFT]
    assert list(obstacles(make_supervisor(**REACHABLE))) == []


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_the_rotas(rows, django_assert_num_queries):
    aino = make_supervisor()
    rotas = [make_weekly_turn(aino, name=f"Rota {number}").rota for number in range(rows)]
    with django_assert_num_queries(6):
        rota_findings(rotas, NOW)
