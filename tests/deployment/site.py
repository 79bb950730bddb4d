"""A site's processes: ``python -m tests.deployment.site ACTION [ARGUMENT ...]``.

``create`` creates the tables and a practice. ``write END`` sends contact requests, so many or until that file exists,
and writes the reference of each one that was stored. ``check`` fails if a stored request is incomplete, and writes the
references. ``waiting`` and ``mails`` write the Message-IDs of what is waiting and of what was sent.
Any other action is a command of ``manage.py``.
"""

import email
import os
import sys
from pathlib import Path
from urllib.parse import urlencode

import django
from django.core.management import call_command, execute_from_command_line


def create() -> None:
    from tests import initial_data  # noqa: F401  (creates Wagtail's root page)

    call_command("migrate", run_syncdb=True, verbosity=0)
    from tests.factories import make_practice

    make_practice(fallback_recipients="fallback@example.com", phone="+358401234567")
    call_command("tyonohjaus_deliver")


def add_supervisor() -> None:
    """Writes the path of the supervisor's feed. One of their calendars can't be fetched."""
    from tests.factories import make_busy_calendar, make_service, make_supervisor, make_weekly_hours

    supervisor = make_supervisor(services=[make_service()])
    make_weekly_hours(supervisor)
    make_busy_calendar(supervisor, url="http://127.0.0.1:1/Kanarialintu.ics")
    print(f"/calendar/{supervisor.uuid}/free.ics")


def fields() -> None:
    """Writes the fields of a valid form, as a browser sends them."""
    from tests.contact.helpers import filled

    answers = {"email": f"{os.getpid()}kanaria@example.org", "phone": "0401112223", "message": "Canary of the message"}
    print(urlencode(filled(name="Kanarialintu", **answers)))


def held() -> None:
    """Writes which requests are held for review."""
    from wagtail_tyonohjaus.models import ContactRequest

    print(list(ContactRequest.objects.order_by("pk").values_list("held_for_review", flat=True)))


def write(end: str) -> None:
    from tests.contact.helpers import send

    number = 0
    while str(number) != end and not Path(end).exists():
        number += 1
        print(send(email=f"visitor{number}.{os.getpid()}@example.com").reference, flush=True)


def check() -> None:
    from wagtail_tyonohjaus.models import ContactRequest, Delivery

    deliveries: dict[str, list[str]] = {}
    for about, message_type in Delivery.objects.order_by("message_type").values_list("about", "message_type"):
        deliveries.setdefault(about, []).append(message_type)
    for request in ContactRequest.objects.prefetch_related("events"):
        assert deliveries.pop(request.reference) == ["receipt", "staff_notice"], request.reference
        assert request.decision, request.reference
        assert [event.kind for event in request.events.all()] == ["created"], request.reference
        print(request.reference)
    assert not deliveries, f"Messages without their request: {deliveries}"


def waiting() -> None:
    from wagtail_tyonohjaus.messages.outbox import waiting_deliveries

    print(*waiting_deliveries().order_by("message_id").values_list("message_id", flat=True), sep="\n")


def mails() -> None:
    files = sorted(Path(os.environ["MAIL_FOLDER"]).glob("*.log"))
    messages = [part for file in files for part in file.read_text(encoding="utf-8").split("-" * 79) if part.strip()]
    print(*sorted(email.message_from_string(text.strip())["Message-ID"] for text in messages), sep="\n")


ACTIONS = {"create": create, "write": write, "check": check, "waiting": waiting, "mails": mails}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.deployment.site_settings")
    django.setup()
    name, *arguments = sys.argv[1:]
    if name in ACTIONS:
        ACTIONS[name](*arguments)
    else:
        execute_from_command_line(["manage.py", name, *arguments])
