"""What follows from changes of other records."""

from datetime import UTC, date, datetime

import pytest

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_practice, make_supervisor
from wagtail_tyonohjaus.duty.models import DutyChange, DutyTurn, Rota
from wagtail_tyonohjaus.duty.rota import rotas_of
from wagtail_tyonohjaus.duty.signals import rota_deletion_effects
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = pytest.mark.django_db


def test_closed_day_of_somebody_in_a_pattern_ends_stored_pages(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        practice, turn, other = make_practice(), make_weekly_turn(make_supervisor()), make_supervisor(name="Kalle")
    before = PracticeSettings.objects.get(pk=practice.pk).content_version
    with django_capture_on_commit_callbacks(execute=True):
        make_hours_exception(other, date(2026, 12, 7))
    assert PracticeSettings.objects.get(pk=practice.pk).content_version == before
    with django_capture_on_commit_callbacks(execute=True):
        make_hours_exception(turn.supervisor, date(2026, 12, 7))
    assert PracticeSettings.objects.get(pk=practice.pk).content_version != before


def test_deletion_of_a_supervisor_names_each_rota_once():
    turn = make_weekly_turn(make_supervisor())
    make_weekly_turn(turn.supervisor, rota=turn.rota, weekday=3)
    effects = ["Nobody takes the turns in the rota “Crisis telephone” any more."]
    assert list(rota_deletion_effects(turn.supervisor)) == effects
    assert list(rota_deletion_effects(make_supervisor(name="Kalle"))) == []


def test_rotas_of_a_supervisor_are_found_without_multiplying_their_rows():
    kalle, turn = make_supervisor(name="Kalle"), make_weekly_turn(make_supervisor())
    span = {"start": datetime(2026, 12, 7, 8, tzinfo=UTC), "end": datetime(2026, 12, 7, 16, tzinfo=UTC)}
    make_weekly_turn(kalle, name="D")
    DutyTurn.objects.create(rota=Rota.objects.create(name="A", site=turn.rota.site), supervisor=kalle, **span)
    other = Rota.objects.create(name="C", site=turn.rota.site)
    DutyChange.objects.create(rota=other, absent=turn.supervisor, substitute=kalle, **span)
    rotas = rotas_of(kalle)
    assert [rota.name for rota in rotas] == ["A", "C", "D"]
    assert " JOIN " not in str(rotas.query)
