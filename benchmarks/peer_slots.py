"""The part of ``benchmarks.free_slots`` that runs where django-appointment is installed, and nothing of this package.

``python peer_slots.py FIRST_DAY WEEKS ROUNDS`` prints the shortest CPU time for all days and the number of slots as
JSON.
"""

import datetime
import json
import sys
import time

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="benchmark",
    USE_TZ=True,
    TIME_ZONE="Europe/Helsinki",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "appointment"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
django.setup()

import logging  # noqa: E402

from appointment import models, services  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402

logging.disable(logging.CRITICAL)


def create(first: datetime.date, weeks: int) -> models.StaffMember:
    """A person who works from Monday to Friday, with an appointment every second day."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    users = get_user_model().objects
    hour = datetime.timedelta(hours=1)
    service = models.Service.objects.create(name="Supervision", duration=hour, price=0)
    member = models.StaffMember.objects.create(user=users.create_user("aino"), slot_duration=30)
    member.services_offered.add(service)
    client = users.create_user("client")
    for weekday in range(1, 6):
        models.WorkingHours.objects.create(
            staff_member=member, day_of_week=weekday, start_time=datetime.time(9), end_time=datetime.time(16)
        )
    for day in range(0, weeks * 7, 2):
        request = models.AppointmentRequest(
            date=first + datetime.timedelta(days=day),
            start_time=datetime.time(10),
            end_time=datetime.time(11, 30),
            service=service,
            staff_member=member,
        )
        models.AppointmentRequest.objects.bulk_create([request])
        request = models.AppointmentRequest.objects.latest("pk")
        appointment = models.Appointment(client=client, appointment_request=request, phone="", address="")
        models.Appointment.objects.bulk_create([appointment])
    return member


def all_slots(member: models.StaffMember, first: datetime.date, weeks: int) -> int:
    service = models.Service.objects.get()
    count = 0
    for day in range(weeks * 7):
        date = first + datetime.timedelta(days=day)
        # Its weekdays begin with Sunday as 0.
        weekday = date.isoweekday() % 7
        count += len(services.get_available_slots_for_staff(date, member, weekday, service))
    return count


def main() -> None:
    first, weeks, rounds = datetime.date.fromisoformat(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    member = create(first, weeks)
    shortest, count = float("inf"), 0
    for _ in range(rounds):
        start = time.process_time()
        count = all_slots(models.StaffMember.objects.get(pk=member.pk), first, weeks)
        shortest = min(shortest, time.process_time() - start)
    print(json.dumps({"seconds": shortest, "slots": count}))


if __name__ == "__main__":
    main()
