from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from tests.contact.helpers import send
from tests.factories import make_practice, make_site, make_supervisor
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.duty.rota import on_duty

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
