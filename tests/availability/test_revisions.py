"""Every change that can affect free time increases the revision of the affected supervisors only."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    make_busy_block,
    make_busy_calendar,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_windows
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.practice.models import PracticeSettings, ServiceTranslation, Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db


class Practices:
    """A practice with everything that free time depends on, and an unaffected supervisor of another practice."""

    def __init__(self):
        self.practice = make_practice()
        self.office, self.spare_office = make_office(), make_office(city="Turku")
        self.service, self.spare_service = make_service(), make_service(name="Coaching")
        self.supervisor = make_supervisor(offices=[self.office], services=[self.service])
        self.hours = make_weekly_hours(self.supervisor, services=[self.service])
        self.exception = make_hours_exception(self.supervisor, date(2026, 6, 1))
        self.override = HolidayOverride.objects.create(practice=self.practice, day=date(2026, 6, 2))
        self.calendar = make_busy_calendar(self.supervisor)
        self.block = make_busy_block(self.supervisor, *_span(), calendar=self.calendar)
        self.translation = ServiceTranslation.objects.create(parent=self.service, language="fi", name="Työnohjaus")
        other = make_site("other.localhost")
        self.unaffected = make_supervisor(site=other, name="Unaffected", services=[make_service(site=other)])


def _span():
    return datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 8, tzinfo=UTC)


def save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


CHANGES = {
    "hours added": lambda practices: make_weekly_hours(practices.supervisor, 1),
    "hours changed": lambda practices: save(practices.hours, end=time(18)),
    "hours deleted": lambda practices: practices.hours.delete(),
    "hours deleted by a queryset": lambda practices: practices.supervisor.weekly_hours.get_live_queryset().delete(),
    "hours' services changed": lambda practices: save(practices.hours, services=[practices.spare_service]),
    "exception added": lambda practices: make_hours_exception(practices.supervisor, date(2026, 6, 8)),
    "exception changed": lambda practices: save(practices.exception, last_day=date(2026, 6, 3)),
    "exception deleted": lambda practices: practices.exception.delete(),
    "override added": lambda practices: HolidayOverride.objects.create(
        practice=practices.practice, day=date(2026, 6, 9)
    ),
    "override changed": lambda practices: save(practices.override, closed=False),
    "override deleted": lambda practices: practices.override.delete(),
    "calendar added": lambda practices: make_busy_calendar(practices.supervisor),
    "calendar's policy changed": lambda practices: save(practices.calendar, stale="close"),
    "calendar deleted": lambda practices: practices.calendar.delete(),
    "calendars deleted by a queryset": lambda practices: (
        practices.supervisor.busy_calendars.get_live_queryset().delete()
    ),
    "block added": lambda practices: make_busy_block(practices.supervisor, *_span(), calendar=practices.calendar),
    "block changed": lambda practices: save(practices.block, end=practices.block.end + 60),
    "block deleted": lambda practices: practices.block.delete(),
    "zone changed": lambda practices: save(practices.supervisor, time_zone="Europe/Stockholm"),
    "limit changed": lambda practices: save(practices.supervisor, max_sessions_per_day=2),
    "supervisor left": lambda practices: save(practices.supervisor, active=False),
    "supervisor's services changed": lambda practices: save(
        practices.supervisor, services=[practices.service, practices.spare_service]
    ),
    "supervisor's offices changed": lambda practices: save(practices.supervisor, offices=[practices.spare_office]),
    "service's rules changed": lambda practices: save(practices.service, buffer_after=45),
    "service's translation changed": lambda practices: save(practices.translation, name="Ohjaus"),
    "service deleted": lambda practices: practices.service.delete(),
    "supervisors of a service changed": lambda practices: practices.spare_service.supervisors.add(practices.supervisor),
    "supervisors of a service cleared": lambda practices: practices.service.supervisors.clear(),
    "office changed": lambda practices: save(practices.office, city="Espoo"),
    "office deleted": lambda practices: practices.office.delete(),
    "office's supervisors changed": lambda practices: practices.spare_office.supervisors.add(practices.supervisor),
    "practice's zone changed": lambda practices: save(practices.practice, time_zone="Europe/Stockholm"),
    "practice's holidays changed": lambda practices: save(practices.practice, holiday_country="SE"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_increases_the_revision_of_affected_supervisors_only(change):
    practices = Practices()
    earlier = timezone.now() - timedelta(days=1)
    Supervisor.objects.update(changed_at=earlier)
    before = dict(Supervisor.objects.values_list("pk", "revision"))
    change(practices)
    increased = {
        row.pk for row in Supervisor.objects.all() if row.revision > before[row.pk] and row.changed_at > earlier
    }
    assert increased == {practices.supervisor.pk}
    assert Supervisor.objects.get(pk=practices.unaffected.pk).revision == before[practices.unaffected.pk]


def test_row_with_a_new_supervisor_increases_both_revisions():
    practices = Practices()
    second = make_supervisor(name="Second")
    before = dict(Supervisor.objects.values_list("pk", "revision"))
    hours = type(practices.hours).objects.get(pk=practices.hours.pk)
    hours.supervisor = second
    hours.save()
    after = dict(Supervisor.objects.values_list("pk", "revision"))
    assert {pk for pk in after if after[pk] > before[pk]} == {practices.supervisor.pk, second.pk}


def test_saving_a_stale_supervisor_does_not_decrease_the_revision():
    supervisor = make_supervisor()
    stale = Supervisor.objects.get(pk=supervisor.pk)
    for _ in range(5):
        touch([supervisor.pk])
    current = Supervisor.objects.get(pk=supervisor.pk)
    stale.save()
    fresh = Supervisor.objects.get(pk=supervisor.pk)
    assert fresh.revision > current.revision
    assert fresh.changed_at >= current.changed_at


def test_changed_at_never_decreases():
    supervisor = make_supervisor()
    ahead = timezone.now() + timedelta(hours=1)
    Supervisor.objects.update(changed_at=ahead)
    touch([supervisor.pk])
    assert Supervisor.objects.get(pk=supervisor.pk).changed_at == ahead


def test_supervisor_and_practice_can_be_deleted_with_all_related_rows():
    practices = Practices()
    practices.supervisor.delete()
    PracticeSettings.objects.all().delete()
    assert list(Supervisor.objects.all()) == [practices.unaffected]


def test_cached_windows_are_not_used_after_a_change():
    practices = Practices()
    make_weekly_hours(practices.supervisor, 2)
    as_of = int(datetime(2026, 1, 11, 16, tzinfo=UTC).timestamp())
    query = AvailabilityQuery(service=practices.service.pk)
    first = free_windows([practices.supervisor], query, as_of)[practices.supervisor.pk]
    for row in practices.supervisor.weekly_hours.all():
        row.delete()
    assert first
    assert free_windows([practices.supervisor], query, as_of)[practices.supervisor.pk] == []
