"""Each kind of change that can alter free time moves the revision of those whom it concerns, and of nobody else."""

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
from wagtail_tyonohjaus.availability.free import Wish, free_windows
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.practice.models import PracticeSettings, ServiceTranslation, Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db


class World:
    """A practice with everything that free time depends on, and a supervisor of another whom nothing here concerns."""

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
        self.bystander = make_supervisor(site=other, name="Bystander", services=[make_service(site=other)])


def _span():
    return datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 8, tzinfo=UTC)


def saved(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


CHANGES = {
    "hours added": lambda w: make_weekly_hours(w.supervisor, 1),
    "hours changed": lambda w: saved(w.hours, end=time(18)),
    "hours deleted": lambda w: w.hours.delete(),
    "hours deleted by a queryset": lambda w: w.supervisor.weekly_hours.get_live_queryset().delete(),
    "hours' services changed": lambda w: saved(w.hours, services=[w.spare_service]),
    "exception added": lambda w: make_hours_exception(w.supervisor, date(2026, 6, 8)),
    "exception changed": lambda w: saved(w.exception, last_day=date(2026, 6, 3)),
    "exception deleted": lambda w: w.exception.delete(),
    "override added": lambda w: HolidayOverride.objects.create(practice=w.practice, day=date(2026, 6, 9)),
    "override changed": lambda w: saved(w.override, closed=False),
    "override deleted": lambda w: w.override.delete(),
    "calendar added": lambda w: make_busy_calendar(w.supervisor),
    "calendar's policy changed": lambda w: saved(w.calendar, stale="close"),
    "calendar deleted": lambda w: w.calendar.delete(),
    "calendars deleted by a queryset": lambda w: w.supervisor.busy_calendars.get_live_queryset().delete(),
    "block added": lambda w: make_busy_block(w.supervisor, *_span(), calendar=w.calendar),
    "block changed": lambda w: saved(w.block, end=w.block.end + 60),
    "block deleted": lambda w: w.block.delete(),
    "zone changed": lambda w: saved(w.supervisor, time_zone="Europe/Stockholm"),
    "limit changed": lambda w: saved(w.supervisor, max_sessions_day=2),
    "supervisor left": lambda w: saved(w.supervisor, active=False),
    "supervisor's services changed": lambda w: saved(w.supervisor, services=[w.service, w.spare_service]),
    "supervisor's offices changed": lambda w: saved(w.supervisor, offices=[w.spare_office]),
    "service's rules changed": lambda w: saved(w.service, buffer_after=45),
    "service's translation changed": lambda w: saved(w.translation, name="Ohjaus"),
    "service deleted": lambda w: w.service.delete(),
    "supervisors of a service changed": lambda w: w.spare_service.supervisors.add(w.supervisor),
    "supervisors of a service cleared": lambda w: w.service.supervisors.clear(),
    "office changed": lambda w: saved(w.office, city="Espoo"),
    "office deleted": lambda w: w.office.delete(),
    "office's supervisors changed": lambda w: w.spare_office.supervisors.add(w.supervisor),
    "practice's zone changed": lambda w: saved(w.practice, time_zone="Europe/Stockholm"),
    "practice's holidays changed": lambda w: saved(w.practice, holiday_country="SE"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_moves_the_revision_of_those_it_concerns(change):
    world = World()
    earlier = timezone.now() - timedelta(days=1)
    Supervisor.objects.update(changed_at=earlier)
    before = dict(Supervisor.objects.values_list("pk", "revision"))
    change(world)
    moved = {row.pk for row in Supervisor.objects.all() if row.revision > before[row.pk] and row.changed_at > earlier}
    assert moved == {world.supervisor.pk}
    assert Supervisor.objects.get(pk=world.bystander.pk).revision == before[world.bystander.pk]


def test_a_row_that_changes_hands_moves_both():
    world = World()
    second = make_supervisor(name="Second")
    before = dict(Supervisor.objects.values_list("pk", "revision"))
    hours = type(world.hours).objects.get(pk=world.hours.pk)
    hours.supervisor = second
    hours.save()
    after = dict(Supervisor.objects.values_list("pk", "revision"))
    assert {pk for pk in after if after[pk] > before[pk]} == {world.supervisor.pk, second.pk}


def test_saving_a_supervisor_that_was_loaded_before_a_change_never_turns_the_revision_back():
    supervisor = make_supervisor()
    stale = Supervisor.objects.get(pk=supervisor.pk)
    for _ in range(5):
        touch([supervisor.pk])
    kept = Supervisor.objects.get(pk=supervisor.pk)
    stale.save()
    fresh = Supervisor.objects.get(pk=supervisor.pk)
    assert fresh.revision > kept.revision
    assert fresh.changed_at >= kept.changed_at


def test_changed_at_never_moves_back():
    supervisor = make_supervisor()
    ahead = timezone.now() + timedelta(hours=1)
    Supervisor.objects.update(changed_at=ahead)
    touch([supervisor.pk])
    assert Supervisor.objects.get(pk=supervisor.pk).changed_at == ahead


def test_deleting_a_supervisor_or_a_practice_with_everything_works():
    world = World()
    world.supervisor.delete()
    PracticeSettings.objects.all().delete()
    assert list(Supervisor.objects.all()) == [world.bystander]


def test_a_cached_answer_is_not_given_after_a_change():
    world = World()
    make_weekly_hours(world.supervisor, 2)
    as_of = int(datetime(2026, 1, 11, 16, tzinfo=UTC).timestamp())
    asked = Wish(service=world.service.pk)
    first = free_windows([world.supervisor], asked, as_of)[world.supervisor.pk]
    for row in world.supervisor.weekly_hours.all():
        row.delete()
    assert first
    assert free_windows([world.supervisor], asked, as_of)[world.supervisor.pk] == []
