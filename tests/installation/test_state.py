"""A copy of the database sends nothing until told; the installation itself, on all its hosts, always does."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.contact.helpers import send
from tests.factories import make_busy_calendar, make_office, make_practice, make_supervisor
from tests.inbox.factories import make_coordinator, make_manager
from tests.mailers import use_mailer
from tests.messages.queued import states
from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendar
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.outbox import Message, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.worker import run_round
from wagtail_tyonohjaus.overview.health import find_problems
from wagtail_tyonohjaus.practice.installation import identity, state
from wagtail_tyonohjaus.practice.installation.models import Installation
from wagtail_tyonohjaus.practice.installation.state import Pause, check_installation, read_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def practice(settings):
    use_mailer(settings, "django.core.mail.backends.locmem.EmailBackend")
    Installation.objects.all().delete()  # a process of an earlier test may have stored it
    return make_practice(fallback_recipients="fallback@example.com")


def store(address: str = "p@example.com") -> Delivery:
    return enqueue(Message("receipt", site=None, context={"reference": "R"}), Recipient(address))


def be_copied() -> None:
    """What a copy of the database is like: the row says that it belongs to another database."""
    check_installation()
    Installation.objects.update(fingerprint="postgresql 1 2 3")


def name_installation(settings, name: str, **values) -> None:
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "INSTALLATION": name, **values}


# Whether it is a copy


def test_first_process_makes_a_new_database_its_own():
    assert read_state() == state.State(None, None, identity.fingerprint("default"))
    assert check_installation()
    assert read_state().pause is None
    assert Installation.objects.get().fingerprint == identity.fingerprint("default")


def test_every_process_of_an_installation_may_run(mailoutbox):
    store()
    for _ in range(3):
        identity._may_read_system.cache_clear()  # as in a process that has just started
        assert check_installation()
    run_round()
    assert (len(mailoutbox), states()) == (1, {"p@example.com": "sent"})


def test_name_that_is_set_later_is_that_of_the_installation(settings):
    check_installation()
    name_installation(settings, "production")
    assert check_installation()
    assert Installation.objects.get().name == "production"


@pytest.mark.parametrize("name", ["", "staging"])
def test_process_without_the_name_of_the_installation_may_not_run(settings, name):
    name_installation(settings, "production")
    check_installation()
    name_installation(settings, name)
    assert (check_installation(), read_state().pause) == (False, Pause.NAME)


def test_process_with_the_name_may_run_though_one_without_it_noticed_a_copy(settings):
    """As during a deployment that sets the name on one host after the other."""
    check_installation()
    name_installation(settings, "production")
    check_installation()
    name_installation(settings, "")
    check_installation()
    name_installation(settings, "production")
    assert check_installation()
    assert Installation.objects.get().noticed_at is None


def test_same_name_does_not_make_a_copy_the_installation(settings):
    name_installation(settings, "production")
    be_copied()
    assert (check_installation(), read_state().pause) == (False, Pause.DATABASE)


def test_name_that_is_set_later_does_not_make_a_copy_the_installation(settings):
    be_copied()
    name_installation(settings, "production", INSTALLATION_CHECKS_DATABASE=False)
    assert (check_installation(), read_state().pause) == (False, Pause.DATABASE)


def test_name_alone_decides_where_the_project_says_so(settings):
    name_installation(settings, "production", INSTALLATION_CHECKS_DATABASE=False)
    be_copied()
    assert check_installation()
    name_installation(settings, "staging", INSTALLATION_CHECKS_DATABASE=False)
    assert not check_installation()


def test_state_takes_one_query(django_assert_num_queries):
    check_installation()
    with django_assert_num_queries(1):
        assert check_installation()
    be_copied()
    check_installation()
    with django_assert_num_queries(1):
        assert not check_installation()


# The databases


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies an SQLite file")
def test_copies_of_an_sqlite_file_differ_and_renamed_ones_do_not(tmp_path):
    original = tmp_path / "db.sqlite3"
    sqlite3.connect(original).close()
    original.touch()
    moved = shutil.copy(original, tmp_path / "copy.sqlite3")
    assert identity._sqlite_file(str(original)) != identity._sqlite_file(moved)
    before = identity._sqlite_file(str(original))
    folder = tmp_path / "other"
    folder.mkdir()
    assert identity._sqlite_file(str(original.rename(folder / "renamed.sqlite3"))) == before


def test_database_in_memory_has_a_fingerprint():
    assert identity._sqlite_file("") == "memory"


def test_file_that_was_renamed_while_it_is_open_has_a_fingerprint(tmp_path):
    assert identity._sqlite_file(str(tmp_path / "db.sqlite3")) == "unknown"


def test_fingerprint_has_the_numbers_of_the_database_itself():
    vendor, *numbers = identity.fingerprint("default").split()
    if vendor == "mysql":
        assert numbers.pop().endswith(f"/{connection.settings_dict['NAME']}")
    assert (vendor, len(numbers)) == (connection.vendor, {"postgresql": 3, "mysql": 1, "sqlite": 2}[vendor])
    assert all(number.isdigit() for number in numbers)


@pytest.mark.parametrize(
    ("stored", "current", "without_name", "with_name"),
    [
        ("mysql 1 db:3306/site", "mysql 1 db:3306/site", True, True),
        ("mysql 1 db:3306/site", "mysql 2 db:3306/site", False, True),
        ("mysql 1 db:3306/site", "mysql 2 db:3306/copy", False, False),
        ("mysql 1 db:3306/site", "mysql 1 other:3306/site", True, True),
        ("mysql 1 db:3306/site", "mysql 2 other:3306/site", False, False),
        ("postgresql 1 2 3", "postgresql 1 2 4", False, False),
        ("sqlite 1 3", "sqlite 2 3", False, False),
        ("db:3306/site", "mysql 2 db:3306/site", False, False),
        ("", "mysql 2 db:3306/site", False, False),
    ],
)
def test_table_that_mariadb_creates_anew_is_no_copy_if_the_installation_has_a_name(
    stored, current, without_name, with_name
):
    same = [identity.is_same_database(stored, current, is_named=is_named) for is_named in (False, True)]
    assert same == [without_name, with_name]


@pytest.mark.skipif(connection.vendor != "mysql", reason="a command of MariaDB")
def test_named_site_goes_on_after_its_tables_were_optimised(settings):
    name_installation(settings, "production")
    assert state.check_installation()
    creation, address = identity.fingerprint("default").split()[1:]
    before = f"mysql {int(creation) - 60} {address}"
    Installation.objects.update(fingerprint=before)
    assert state.check_installation()
    assert Installation.objects.get().fingerprint == identity.fingerprint("default")
    name_installation(settings, "")
    Installation.objects.update(name="", fingerprint=before)
    assert not state.check_installation()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="copies a database of PostgreSQL")
def test_copies_of_a_postgresql_database_and_of_its_table_differ():
    names = [f"{connection.settings_dict['NAME']}_{suffix}" for suffix in ("original", "copy")]
    create_table = "CREATE TABLE wagtail_tyonohjaus_installation (id integer)"
    try:
        execute_in(None, f"CREATE DATABASE {names[0]}")
        execute_in(names[0], create_table)
        original = numbers_of(names[0])
        execute_in(None, f"CREATE DATABASE {names[1]} TEMPLATE {names[0]}")
        copy = numbers_of(names[1])
        assert numbers_of(names[0]) == original
        execute_in(names[0], "DROP TABLE wagtail_tyonohjaus_installation")
        execute_in(names[0], create_table)
        assert len({original, copy, numbers_of(names[0])}) == 3
    finally:
        for name in names:
            execute_in(None, f"DROP DATABASE IF EXISTS {name}")


def connect_to(name: str | None):
    other = connection.copy()
    other.settings_dict = {**connection.settings_dict, "NAME": name or "postgres"}
    return other


def execute_in(name: str | None, statement: str) -> None:
    other = connect_to(name)
    with closing(other), other.cursor() as cursor:
        cursor.execute(statement)


def numbers_of(name: str) -> str:
    other = connect_to(name)
    with closing(other):
        return str(identity._first_value(other, identity.POSTGRESQL_SYSTEM_AND_OIDS))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a right of PostgreSQL")
def test_postgresql_without_the_right_to_read_the_system_is_identified_by_its_address(monkeypatch):
    monkeypatch.setattr(identity, "_may_read_system", lambda alias: False)
    name = connection.settings_dict["NAME"]
    assert f"/{name} " in identity.fingerprint("default")


# What a copy does


def test_copy_sends_nothing_and_runs_no_task(mailoutbox):
    store()
    be_copied()
    assert (deliver_due(), run_round()) == (False, False)
    assert (mailoutbox, states(), Heartbeat.objects.count()) == ([], {"p@example.com": "pending"}, 0)


def test_copy_fetches_no_calendar():
    calendar = make_busy_calendar(make_supervisor())
    be_copied()
    assert sync_calendar(calendar.pk) is None
    calendar.refresh_from_db()
    assert calendar.attempted_at is None


@pytest.mark.parametrize("name", ["tyonohjaus_deliver", "tyonohjaus_retention", "tyonohjaus_sync_calendars"])
def test_commands_of_a_copy_say_what_to_do(name):
    store()
    be_copied()
    with pytest.raises(CommandError) as error:
        call_command(name)
    assert str(error.value) == (
        "This site's database has been copied, moved or restored. No messages are sent, nobody is reminded, no "
        "calendars are fetched and no old data is removed. 1 message is waiting. Leave it so if this is a copy, such "
        "as one for tests. If it is the practice's own site, run “manage.py tyonohjaus_resume”; until then, call the "
        "people who send requests."
    )


def test_retention_of_a_copy_can_be_tried(capsys):
    be_copied()
    call_command("tyonohjaus_retention", dry_run=True)
    assert "to be purged" in capsys.readouterr().out


def test_health_of_a_copy_is_one_problem(settings):
    store()
    Delivery.objects.update(created_at=timezone.now() - timezone.timedelta(hours=3))
    be_copied()
    name_installation(settings, "staging")
    Installation.objects.update(name="production")
    assert {problem.code: problem.text for problem in find_problems()} == {
        "paused": "This database belongs to “production”, and the setting INSTALLATION is “staging”. No messages are "
        "sent, nobody is reminded, no calendars are fetched and no old data is removed. 1 message is waiting."
    }
    name_installation(settings, "")
    assert find_problems()[0].text.startswith(
        "This database belongs to “production”, and the setting INSTALLATION is missing. No messages"
    )


def test_database_of_a_copy_has_a_row_per_time_it_was_noticed_first():
    be_copied()
    check_installation()
    noticed_at = Installation.objects.get().noticed_at
    check_installation()
    assert (noticed_at is None, Installation.objects.get().noticed_at) == (False, noticed_at)


# Resuming


def test_resume_asks_what_to_do_with_waiting_messages(capsys):
    store()
    be_copied()
    with pytest.raises(CommandError, match="Nothing has been resumed."):
        call_command("tyonohjaus_resume")
    assert capsys.readouterr().out.startswith("Waiting since before the pause: 1 × receipt by mail, ")
    assert read_state().pause is Pause.DATABASE


@pytest.mark.parametrize(
    ("option", "sent", "discarded"),
    [
        ("send_waiting", ["original@example.com", "copy@example.com"], []),
        ("discard_waiting", ["copy@example.com"], ["original@example.com"]),
    ],
)
def test_resume_sends_or_discards_what_was_waiting(mailoutbox, option, sent, discarded):
    store("original@example.com")
    be_copied()
    store("copy@example.com")
    call_command("tyonohjaus_resume", **{option: True})
    call_command("tyonohjaus_deliver")
    assert sorted(address for mail in mailoutbox for address in mail.to) == sorted(sent)
    assert {address: state for address, state in states().items() if state != "sent"} == dict.fromkeys(
        discarded, "cancelled"
    )


def test_message_that_is_sent_again_in_a_copy_is_a_message_of_the_copy():
    original = store("original@example.com")
    be_copied()
    again = resend(original)
    call_command("tyonohjaus_resume", discard_waiting=True)
    rows = Delivery.objects.filter(pk__in=[original.pk, again.pk]).order_by("pk").values_list("state", flat=True)
    assert list(rows) == ["cancelled", "pending"]


def test_resume_needs_no_decision_if_nothing_was_waiting(capsys, mailoutbox):
    be_copied()
    store()
    call_command("tyonohjaus_resume")
    assert capsys.readouterr().out.splitlines()[-1] == "Resumed. Messages that the worker will send: 1."
    call_command("tyonohjaus_deliver")
    assert states() == {"p@example.com": "sent"}


def test_resume_of_an_installation_that_runs_changes_nothing(capsys):
    store()
    call_command("tyonohjaus_resume", discard_waiting=True)
    assert (capsys.readouterr().out, states()) == ("Nothing is paused.\n", {"p@example.com": "pending"})


def test_pause_lasts_until_resume(capsys, settings):
    name_installation(settings, "production", INSTALLATION_CHECKS_DATABASE=False)
    check_installation()
    call_command("tyonohjaus_pause")
    assert "This site was paused with “manage.py tyonohjaus_pause”." in capsys.readouterr().out
    assert (check_installation(), read_state().pause) == (False, Pause.COMMAND)
    call_command("tyonohjaus_resume")
    assert check_installation()


@pytest.mark.parametrize("be_paused", [be_copied, state.pause])
def test_second_pause_takes_no_message_of_the_time_between_for_one_of_the_original(be_paused):
    store("before@example.com")
    be_paused()
    store("since@example.com")
    call_command("tyonohjaus_pause")
    call_command("tyonohjaus_resume", discard_waiting=True)
    assert states() == {"before@example.com": "cancelled", "since@example.com": "pending"}


# What people see


def test_everybody_in_the_admin_sees_that_nothing_is_sent(client):
    be_copied()
    for user in (make_manager(), make_coordinator(make_office())):
        client.force_login(user)
        assert client.get("/admin/").content.decode().count("has been copied, moved or restored") == 1
    call_command("tyonohjaus_resume")
    assert "has been copied" not in client.get("/admin/").content.decode()


def test_receipt_promises_nothing_and_has_the_number(client, practice):
    practice.phone = "+358401234567"
    practice.save()
    stored = send(phone="0401112223")
    promises = ["sent you a confirmation by e-mail", "If it is urgent, call"]
    notice = "This site does not forward requests at the moment, so nobody has been told of yours. Call us:"
    page = client.get(stored.receipt_url).content.decode()
    assert (notice in page, [text in page for text in promises]) == (False, [True, True])
    be_copied()
    page = client.get(stored.receipt_url).content.decode()
    assert (notice in page, [text in page for text in promises]) == (True, [False, False])
    assert page.count('href="tel:+358401234567"') >= 1


def test_fetching_a_calendar_by_hand_says_why_it_is_not_fetched(admin_client):
    supervisor = make_supervisor()
    calendar = make_busy_calendar(supervisor)
    be_copied()
    url = reverse("tyonohjaus_fetch_calendar", args=[supervisor.pk, calendar.pk])
    page = admin_client.post(url, follow=True).content.decode()
    assert "No messages are sent, nobody is reminded, no calendars are fetched" in page
