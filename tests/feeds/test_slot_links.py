"""Links from a calendar to the contact form, with a time filled in."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings
from django.utils import translation

from tests.factories import (
    make_hours_exception,
)
from tests.feeds.feed_requests import events, path
from wagtail_tyonohjaus.practice.models import PracticeSettings


def test_slot_link_opens_the_form_with_the_time(client, aino):
    service = aino.services.get()
    response = client.get(f"/calendar/{aino.uuid}/fi/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/")
    assert response.status_code == 302
    address, _hash, _anchor = response["Location"].partition("#")
    assert address.startswith("http://localhost/")
    assert parse_qs(urlsplit(address).query) == {
        "supervisor": [str(aino.pk)],
        "service": [str(service.pk)],
        "preferred_start": ["2026-01-12T07:00Z/60"],
    }


def test_slot_link_works_if_the_default_language_is_a_variant(client, aino):
    # "wagtail start" sets the language "en-us", which is not among Django's LANGUAGES.
    with override_settings(LANGUAGE_CODE="en-us"), translation.override("en-us"):
        url = str(events(client.get(path(aino)))[0]["URL"])
        response = client.get(urlsplit(url).path)
    assert urlsplit(url).path.startswith(f"/calendar/{aino.uuid}/en-us/at/")
    assert (response.status_code, "preferred_start" in response["Location"]) == (302, True)


def test_slot_link_to_a_busy_time_opens_the_form_without_a_time(client, aino):
    make_hours_exception(aino, datetime(2026, 1, 12).date())
    response = client.get(f"/calendar/{aino.uuid}/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/90/")
    assert "preferred_start" not in response["Location"]
    assert f"supervisor={aino.pk}" in response["Location"]


def test_slot_link_reveals_no_time_if_the_practice_does_not_publish(client, aino):
    PracticeSettings.objects.update(publish_free_times=False)
    response = client.get(f"/calendar/{aino.uuid}/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/")
    assert "preferred_start" not in response["Location"]


@pytest.mark.parametrize("start", ["0", "9" * 25, "-1"])
def test_slot_link_with_an_extreme_time_is_not_an_error(client, aino, start):
    assert client.get(f"/calendar/{aino.uuid}/at/{start}/").status_code in (302, 404)
