"""Escalation through database, worker and outbox with a virtual clock; ``benchmarks.escalation`` does more of it."""

import pytest

from benchmarks.escalation import Simulation
from tests.factories import make_practice
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_requests_are_acknowledged_or_at_their_last_step_despite_kills_outages_and_a_clock_set_back(settings):
    settings.WAGTAIL_TYONOHJAUS = {
        "SMS": {"BACKEND": "benchmarks.escalation_cases.Gateway"},
        "CRISIS_ALERTS_PER_NETWORK": 100,
        "SEND_FROM_PROCESS": False,
    }
    make_practice()
    simulation = Simulation(requests=6, rotas=2, minutes=120)
    simulation.play()
    results = simulation.results()
    assert (results["requests"], results["faults"]) == (6, [])
    assert 0 < results["acknowledged"] < 6
    assert simulation.kills > 0
    assert Delivery.objects.filter(message_type="alert").exists()
