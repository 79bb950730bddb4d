"""URLs of feeds after a slug has changed."""

import pytest
from icalendar import Calendar

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service

URLS = {
    "office": "/calendar/office/{}/free.ics",
    "service": "/calendar/service/{}/free.ics",
    "practice": "/calendar/practice/{}/free.ics",
}


def record_of(aino, kind):
    owners = {"office": aino.offices, "service": aino.services, "practice": PracticeSettings.objects}
    return owners[kind].get()


def rename(record, slug: str) -> str:
    old = record.slug
    record.slug = slug
    record.save()
    return old


def names(client, url: str) -> set[str]:
    response = client.get(url)
    assert response.status_code == 200
    return {str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).events}


@pytest.mark.parametrize("kind", URLS)
def test_old_feed_url_works_after_one_and_two_changes_of_the_slug(client, aino, kind):
    record = record_of(aino, kind)
    first = rename(record, "second")
    rename(type(record).objects.get(pk=record.pk), "third")
    for slug in (first, "second", "third"):
        assert names(client, URLS[kind].format(slug)) == {"Free: Aino Laine"}
    assert client.get(URLS[kind].format("other")).status_code == 404


@pytest.mark.parametrize("name", ["service", "office"])
def test_old_filter_of_a_feed_url_works_after_a_change_of_the_slug(client, aino, name):
    record = getattr(aino, f"{name}s").get()
    url = f"/calendar/{aino.uuid}/{name}-{{}}/free.ics"
    old = rename(record, "new")
    assert names(client, url.format(old)) == names(client, url.format("new")) == {"Free: Aino Laine"}


def test_slug_that_another_record_uses_now_belongs_to_it(client, aino):
    old = rename(aino.offices.get(), "new")
    other = make_office(city="Turku 2", slug=old)
    service = make_service(slug="other-service", name="B", minimum_notice_hours=0, lengths="60")
    make_weekly_hours(make_supervisor([other], [service], name="Bo"), 0, office=other)
    assert names(client, URLS["office"].format(old)) == {"Free: Bo"}


def test_slug_is_no_longer_former_when_it_is_used_again(aino):
    office = aino.offices.get()
    old = rename(office, "new")
    rename(office, old)
    assert Office.objects.get().former_slugs == ["new"]


def test_new_record_is_not_named_like_a_former_slug(aino):
    old = rename(aino.offices.get(), "new")
    assert make_office(city="Turku").slug == f"{old}-2"


def test_former_slugs_of_another_practice_do_not_take_over(client, aino):
    old = rename(aino.offices.get(), "new")
    site = make_site("other.example")
    make_practice(site, name="Other")
    other = make_office(city="X", slug=old, site=site)
    service = make_service(slug="x", name="B", site=site, minimum_notice_hours=0, lengths="60")
    make_weekly_hours(make_supervisor([other], [service], name="Bo", site=site), 0, office=other)
    url = URLS["office"].format(old)
    assert names(client, url) == {"Free: Aino Laine"}
    response = client.get(url, headers={"host": "other.example"})
    assert "Bo" in response.content.decode()


def test_many_changes_keep_the_latest_slugs(aino):
    service = aino.services.get()
    for number in range(30):
        rename(service, f"{'long-' * 10}{number}")
    former = Service.objects.get().former_slugs
    assert (len(former), former[-1]) == (15, f"{'long-' * 10}28")
