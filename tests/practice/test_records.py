import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.practice.fields import code_lookup
from wagtail_tyonohjaus.practice.models import (
    OfficeOpeningHours,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
)
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db


def test_choice_list_has_the_order_of_the_vocabulary():
    service = make_service(formats=["group", "individual"])
    assert Service.objects.get(pk=service.pk).formats == ["individual", "group"]


def test_choice_list_can_be_filtered_by_code():
    make_service(name="Both", formats=["group", "individual"])
    make_service(name="Pair", formats=["pair"])
    matches = Service.objects.filter(formats__contains=code_lookup("group"))
    assert [service.name for service in matches] == ["Both"]


def test_choice_list_rejects_an_unknown_code():
    service = make_service(formats=["choir"])
    with pytest.raises(ValidationError) as error:
        service.full_clean()
    assert error.value.message_dict == {"formats": ["“choir” is not one of the choices."]}


def test_record_text_is_in_the_active_language():
    service = make_service(name="Työnohjaus", price="90 €")
    ServiceTranslation.objects.create(parent=service, language="sv", name="Arbetshandledning")
    with translation.override("sv"):
        assert (service.title, service.text("price")) == ("Arbetshandledning", "90 €")
    with translation.override("en-gb"):
        assert service.title == "Työnohjaus"


@pytest.mark.parametrize("lengths", ["", "soon", "0", "60, 9000", "60 90"])
def test_service_rejects_invalid_lengths(lengths):
    with pytest.raises(ValidationError) as error:
        make_service(lengths=lengths).full_clean()
    assert list(error.value.message_dict) == ["lengths"]


def test_service_lengths_are_sorted_and_unique():
    assert make_service(lengths="90; 60, 90").length_minutes == [60, 90]


def test_office_slugs_are_unique_per_site():
    offices = [make_office(city="Turku"), make_office(city="Turku"), make_office(city="Turku", site=make_site("two"))]
    assert [office.slug for office in offices] == ["turku", "turku-2", "turku"]


def test_opening_hours_that_end_before_they_start_are_an_error():
    opening = OfficeOpeningHours(office=make_office(), weekday=0, opens=dt.time(16), closes=dt.time(9))
    with pytest.raises(ValidationError) as error:
        opening.full_clean()
    assert list(error.value.message_dict) == ["closes"]


@pytest.mark.parametrize("number", ["+358600123456", "+3587001234567", "+19005551234"])
def test_premium_rate_numbers_are_rejected(number):
    with pytest.raises(ValidationError) as error:
        make_supervisor(phone=number).full_clean()
    assert list(error.value.message_dict) == ["phone"]


def test_practice_recipients_default_to_its_own_address():
    practice = make_practice(email="own@example.com")
    assert practice.recipients == ["own@example.com"]
    practice.fallback_recipients = "a@example.com\n\n b@example.com "
    assert practice.recipients == ["a@example.com", "b@example.com"]


def test_practice_rejects_an_invalid_recipient_address():
    practice = make_practice(fallback_recipients="a@example.com\nnobody")
    with pytest.raises(ValidationError) as error:
        practice.full_clean()
    assert error.value.message_dict == {
        "fallback_recipients": ["“nobody” is not an e-mail address. Enter one address per line."]
    }


def test_practice_rejects_an_unknown_time_zone():
    practice = make_practice(time_zone="Helsinki")
    with pytest.raises(ValidationError) as error:
        practice.full_clean()
    assert list(error.value.message_dict) == ["time_zone"]


def test_supervisor_time_zone_defaults_to_the_practices():
    make_practice(time_zone="Europe/Stockholm")
    assert make_supervisor().zone_name == "Europe/Stockholm"
    assert make_supervisor(time_zone="Asia/Tokyo").zone_name == "Asia/Tokyo"


def test_touch_updates_only_the_given_supervisors():
    moved, left = make_supervisor(), make_supervisor(name="Other")
    assert touch([moved.pk]) == 1
    before, after = moved.changed_at, Supervisor.objects.get(pk=moved.pk)
    assert (after.revision, Supervisor.objects.get(pk=left.pk).revision) == (moved.revision + 1, left.revision)
    assert after.changed_at > before


def test_practice_slug_is_created_once_and_does_not_change():
    practice = make_practice(name="Lumme & Co")
    assert practice.slug == "lumme-co"
    practice.name = "Another"
    practice.save()
    assert PracticeSettings.for_site(practice.site).slug == "lumme-co"


def test_practices_of_the_same_name_have_slugs_of_their_own():
    practices = [make_practice(make_site(f"{name}.localhost"), name="Lumme") for name in ("fi", "sv")]
    assert [practice.slug for practice in practices] == ["lumme", "lumme-2"]
    assert make_practice(make_site("en.localhost"), name="L" * 100).slug == "l" * 50
