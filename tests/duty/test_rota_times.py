import pytest
from django.urls import reverse

from tests.edit_forms import post_edit
from tests.factories import make_practice, make_supervisor
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_turn_is_read_and_displayed_in_the_practices_time_zone(admin_client, settings, zone):
    settings.TIME_ZONE = zone
    practice = make_practice()
    rota = Rota.objects.create(name="Crisis telephone", site=practice.site)
    turn = {"supervisor": make_supervisor().pk, "start": "7.12.2026 klo 9", "end": "2026-12-07 17:00", "id": ""}
    data = {
        "name": "Crisis telephone",
        "site": practice.site_id,
        "alert_minutes": 5,
        "weekly_turns-TOTAL_FORMS": 0,
        "weekly_turns-INITIAL_FORMS": 0,
        "turns-TOTAL_FORMS": 1,
        "turns-INITIAL_FORMS": 0,
    }
    data |= {f"turns-0-{name}": value for name, value in turn.items()}
    url = reverse("wagtailsnippets_wagtail_tyonohjaus_rota:edit", args=[rota.pk])
    response = post_edit(admin_client, url, data)
    assert response.status_code == 302, response.context["form"].formsets["turns"].errors
    stored = rota.turns.get()
    assert (stored.start.isoformat(), stored.end.isoformat()) == (
        "2026-12-07T07:00:00+00:00",
        "2026-12-07T15:00:00+00:00",
    )
    assert 'value="2026-12-07 09:00"' in admin_client.get(url).content.decode()


def test_weekly_turn_of_a_new_rota_is_announced(admin_client):
    practice, supervisor = make_practice(), make_supervisor(email="aino@example.com")
    row = {"supervisor": supervisor.pk, "weekday": 4, "start": "16", "end_weekday": 0, "end": "8", "interval_weeks": 1}
    data = {"name": "Weekends", "site": practice.site_id, "alert_minutes": 5, "turns-TOTAL_FORMS": 0}
    data |= {"turns-INITIAL_FORMS": 0, "weekly_turns-TOTAL_FORMS": 1, "weekly_turns-INITIAL_FORMS": 0}
    data |= {f"weekly_turns-0-{name}": value for name, value in row.items()}
    url = reverse("wagtailsnippets_wagtail_tyonohjaus_rota:add")
    response = admin_client.post(url, data)
    assert response.status_code == 302, response.context["form"].formsets["weekly_turns"].errors
    assert Rota.objects.get().weekly_turns.get().minutes == 64 * 60
    message = Delivery.objects.get(message_type="duty_changed")
    assert (message.address, message.context["removed"]) == ("aino@example.com", [])
    assert (len(message.context["added"]), message.context["more"] > 0) == (12, True)
    every_other = data | {"weekly_turns-0-interval_weeks": 2}
    assert "Enter a day of a week in which this turn starts." in admin_client.post(url, every_other).content.decode()
