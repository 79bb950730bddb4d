from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.contact.helpers import send
from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_practice, make_site, make_supervisor
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyChange, DutyTurn, Rota
from wagtail_tyonohjaus.duty.rota import next_duty_change, next_on_duty, on_duty, rota_members, rota_turns

pytestmark = pytest.mark.django_db
EIGHT, NOON, FOUR = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (8, 12, 16))


def make_turn(start, end, **kwargs) -> DutyTurn:
    rota = Rota.objects.first() or Rota.objects.create(name="Crisis", site=make_site())
    return DutyTurn.objects.create(rota=rota, supervisor=make_supervisor(**kwargs), start=start, end=end)


@pytest.mark.parametrize(
    ("moment", "first", "second"), [(EIGHT, True, False), (NOON, False, True), (FOUR, False, False)]
)
def test_turn_includes_its_start_and_excludes_its_end(moment, first, second):
    one, two = make_turn(EIGHT, NOON, name="One"), make_turn(NOON, FOUR, name="Two")
    supervisors = on_duty([one.rota_id], moment).get(one.rota_id, [])
    assert (one.supervisor_id in supervisors, two.supervisor_id in supervisors) == (first, second)


def test_next_on_duty_is_who_begins_first_and_is_not_on_duty_already():
    one, two = make_turn(EIGHT, NOON, name="One"), make_turn(NOON, FOUR, name="Two")
    DutyTurn.objects.create(rota=one.rota, supervisor=one.supervisor, start=NOON, end=FOUR)
    make_turn(NOON, FOUR, name="Left", active=False)
    three = make_turn(FOUR, FOUR + timedelta(hours=8), name="Three")
    assert next_on_duty([one.rota_id], EIGHT) == {one.rota_id: [two.supervisor_id]}
    assert next_on_duty([one.rota_id], NOON) == {one.rota_id: [three.supervisor_id]}
    assert next_on_duty([one.rota_id], FOUR) == {}


def test_members_of_a_rota_have_a_present_or_coming_turn():
    past, present = make_turn(EIGHT, NOON, name="Past"), make_turn(EIGHT, FOUR, name="Present")
    coming = make_turn(NOON + timedelta(days=27), FOUR + timedelta(days=27), name="Coming")
    make_turn(FOUR + timedelta(days=28), FOUR + timedelta(days=29), name="Later")
    members = [present.supervisor_id, coming.supervisor_id]
    assert rota_members([past.rota_id], NOON) == {past.rota_id: members}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("function", "queries"), [(on_duty, 5), (next_on_duty, 5), (rota_members, 6)])
def test_queries_do_not_grow_with_the_rotas(function, queries, rows, django_assert_num_queries):
    supervisor = make_supervisor()
    rotas = [make_weekly_turn(supervisor, name=f"Rota {number}").rota for number in range(rows)]
    for rota in rotas:
        DutyTurn.objects.create(rota=rota, supervisor=supervisor, start=EIGHT, end=FOUR)
    with django_assert_num_queries(queries):
        function([rota.pk for rota in rotas], NOON)


def test_pattern_changes_and_absences_decide_who_is_on_duty():
    aino, kalle, left = make_supervisor(name="Aino"), make_supervisor(name="Kalle"), make_supervisor(active=False)
    rota = make_weekly_turn(aino).rota
    make_weekly_turn(left, rota=rota)
    assert on_duty([rota.pk], NOON) == {rota.pk: [aino.pk]}
    exception = make_hours_exception(aino, NOON.date())
    assert on_duty([rota.pk], NOON) == {}
    assert next_on_duty([rota.pk], NOON) == {rota.pk: [aino.pk]}
    change = DutyChange.objects.create(rota=rota, absent=aino, substitute=kalle, start=EIGHT, end=FOUR)
    assert on_duty([rota.pk], NOON) == {rota.pk: [kalle.pk]}
    kalle.delete()
    exception.delete()
    assert on_duty([rota.pk], NOON) == {}
    change.delete()
    assert on_duty([rota.pk], NOON) == {rota.pk: [aino.pk]}


def test_hours_instead_of_the_usual_ones_are_no_absence():
    turn = make_weekly_turn(make_supervisor())
    make_hours_exception(turn.supervisor, NOON.date(), "20:00", "21:00")
    assert on_duty([turn.rota_id], NOON) == {turn.rota_id: [turn.supervisor_id]}


def test_members_include_those_of_the_pattern_without_a_turn_soon():
    turn = make_weekly_turn(make_supervisor(), interval_weeks=20, reference_date=date(2026, 12, 28))
    make_weekly_turn(make_supervisor(), rota=turn.rota, valid_until=date(2026, 1, 1))
    assert rota_members([turn.rota_id], NOON) == {turn.rota_id: [turn.supervisor_id]}


@pytest.mark.parametrize(
    ("moment", "change"), [(EIGHT - timedelta(hours=9), EIGHT), (EIGHT, FOUR), (FOUR, EIGHT + timedelta(days=7))]
)
def test_duty_changes_next_when_a_turn_begins_or_ends(moment, change):
    rota = make_weekly_turn(make_supervisor(), start="10:00", end="18:00").rota
    assert next_duty_change([rota.pk], moment) == change


def test_inactive_supervisor_is_not_on_duty():
    turn = make_turn(EIGHT, FOUR, active=False)
    assert on_duty([turn.rota_id], NOON) == {}


def test_turn_that_ends_before_it_starts_is_rejected():
    with pytest.raises(ValidationError, match="ends before it starts"):
        DutyTurn(rota=Rota(name="x"), start=NOON, end=EIGHT).full_clean()


def test_rule_routes_requests_to_the_supervisor_on_duty():
    practice = make_practice()
    turn = make_turn(datetime(2020, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC), email="duty@example.com")
    RoutingRule.objects.create(name="Duty", site=practice.site, to_rota=turn.rota)
    assert [row["to"] for row in send().decision["notifications"]] == [f"supervisor:{turn.supervisor_id}"]


def test_turn_has_the_same_parts_in_each_span_that_it_overlaps():
    aino = make_supervisor()
    rota = make_weekly_turn(aino, start="08:00", end="08:00").rota  # a week
    tuesday = EIGHT + timedelta(days=1)
    DutyChange.objects.create(rota=rota, absent=aino, start=tuesday, end=tuesday + timedelta(hours=1))
    sunday = EIGHT + timedelta(days=6)
    spans = [(EIGHT, sunday), (sunday, sunday + timedelta(hours=1))]
    parts = [[turn for turn in rota_turns([rota.pk], *span)[rota.pk] if turn.supervisor] for span in spans]
    assert parts[0][-1:] == parts[1]
