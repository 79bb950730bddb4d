"""The import in the admin: upload, preview, and writing all or nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import OperationalError
from django.dispatch import Signal
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.log_actions import registry
from wagtail.models import GroupSitePermission
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import client_for, get_permission, make_coordinator, make_supervisor_user, make_user
from tests.setup.spreadsheets import MODELS, csv_file, exported, make_importer, plan_of, xlsx_file
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor
from wagtail_tyonohjaus.practice.revisions import touched
from wagtail_tyonohjaus.setup.importing import plan as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return client_for(make_importer())


def url(name: str, kind: str = "supervisor", *args: str) -> str:
    return reverse(f"tyonohjaus_import:{name}", args=[kind, *args])


def upload(client: Client, content: bytes, kind: str = "supervisor", **data: Any) -> Any:
    file = SimpleUploadedFile("file.csv", content)
    return client.post(url("upload", kind), {"file": file, **data})


def confirm(client: Client, kind: str = "supervisor", fingerprint: str | None = None) -> str:
    """What is shown at the end: the list with the result, or why nothing was imported."""
    if fingerprint is None:
        fingerprint = client.get(url("preview", kind)).context["plan"].fingerprint
    response = client.post(url("preview", kind), {"fingerprint": fingerprint})
    text = b"".join(response.streaming_content).decode()
    if f'content="0;url={url("preview", kind)}"' not in text:
        return text
    return client.get(url("preview", kind), follow=True).content.decode()


def make_records() -> None:
    offices = [make_office(city="Helsinki", name="Kallio; Hakaniemi", phone="+358401234567"), make_office(city="Turku")]
    services = [
        make_service(name="=Coaching", kind="coaching", formats=["pair", "group"], price="90,50 €", step=15),
        make_service(name="-Crisis, soon;+more", kind="crisis", summary="First\r\nsecond line", series_sessions=3),
    ]
    supervisor = make_supervisor(
        offices,
        services,
        email="aino@practice.example",
        phone="+4687654321",
        education="@2001\r\n Turku",
        languages=["fi", "sv"],
        max_sessions_per_day=3,
        show_phone=False,
    )
    supervisor.approaches = [Approach.objects.create(name="Narrative"), Approach.objects.create(name="A; b")]
    supervisor.save()
    make_supervisor(), make_supervisor()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("model", [Supervisor, Office, Service])
@pytest.mark.parametrize(("language", "other"), [("fi", "sv"), ("sv", "en"), ("en", "fi")])
def test_an_exported_file_changes_nothing(model, language, other, file_format):
    user = make_importer()
    make_records()
    with translation.override(language):
        content = exported(client_for(user), model, file_format)
    with translation.override(other):
        plan = plan_of(model, user, content)
    found = [(row.outcome, row.problems, row.changes) for row in plan.rows]
    expected = [("unchanged", [], [])] * model.objects.count()
    assert (plan.problems, found) == ([], expected)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(education=TEXTS, role=TEXTS, file_format=st.sampled_from(["csv", "xlsx"]))
def test_any_text_survives_an_export_and_an_import(education, role, file_format, transactional_user):
    Supervisor.objects.all().delete()
    make_supervisor(education=education, role=role)
    plan = plan_of(Supervisor, transactional_user, exported(client_for(transactional_user), Supervisor, file_format))
    assert [(row.outcome, row.problems, row.changes) for row in plan.rows] == [("unchanged", [], [])]


@pytest.fixture
def transactional_user(db: None) -> Any:
    return make_importer()


def test_nothing_is_written_before_it_is_confirmed_and_everything_after(client):
    office = make_office()
    old = make_supervisor(email="a@practice.example", role="Psychologist")
    rows = [["Name", "E-mail", "Offices"], ["Aino Virta", "a@practice.example", "Helsinki"], ["Eero", "", ""]]
    assert upload(client, csv_file(*rows)).url == url("preview")
    preview = client.get(url("preview"))
    assert [count for _outcome, _text, count in preview.context["counts"]] == [1, 1, 0, 0]
    assert list(Supervisor.objects.values_list("name", flat=True)) == ["Aino Laine"]
    assert "1 record was added. 1 record was changed." in confirm(client)
    found = Supervisor.objects.order_by("pk").values_list("name", "email", "role", "offices")
    expected = [("Aino Virta", "a@practice.example", "Psychologist", office.pk), ("Eero", "", "", None)]
    assert list(found) == expected
    new = Supervisor.objects.get(name="Eero")
    actions = [[entry.action for entry in registry.get_logs_for_instance(record)] for record in (old, new)]
    assert actions == [["wagtail.edit"], ["wagtail.create"]]
    old.refresh_from_db()
    assert old.revision > 1


def test_a_supervisor_of_several_links_is_touched_once_and_the_feeds_of_new_ones_are_renewed(client):
    make_office(), make_service(), make_supervisor()
    rows = [
        ["Name", "Offices", "Services"],
        *([name, "Helsinki", "Work supervision"] for name in ("Aino Laine", "Eero")),
    ]
    upload(client, csv_file(*rows))
    before = Supervisor.objects.get().revision
    with collected(touched) as signals:
        confirm(client)
    pks = list(Supervisor.objects.order_by("pk").values_list("pk", flat=True))
    assert [sent["supervisor_ids"] for sent in signals] == [pks]
    assert Supervisor.objects.get(name="Aino Laine").revision == before + 1


@contextmanager
def collected(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    """What is sent with a signal meanwhile."""
    sent: list[dict[str, Any]] = []

    def receive(**kwargs: Any) -> None:
        sent.append(kwargs)

    signal.connect(receive)
    yield sent
    signal.disconnect(receive)


def started(client: Client) -> Any:
    """The response that writes the import; each part is made when it is asked for."""
    fingerprint = client.get(url("preview")).context["plan"].fingerprint
    return client.post(url("preview"), {"fingerprint": fingerprint})


def written(parts: Any) -> list[str]:
    found = (re.search(rb"(\d+ of \d+ records?) written", part) for part in parts)
    return [match[1].decode() for match in found if match]


def test_an_import_shows_how_much_has_been_written(client):
    upload(client, csv_file(["Name"], *([f"Name {number}"] for number in range(50))))
    assert written(started(client).streaming_content) == [
        "0 of 50 records",
        *(f"{n} of 50 records" for n in range(3, 50, 3)),
        "50 of 50 records",
    ]


def test_an_import_that_is_left_before_its_end_changes_nothing_and_keeps_the_file(client, monkeypatch):
    upload(client, csv_file(["Name"], *([f"Name {number}"] for number in range(50))))
    response = started(client)
    parts = iter(response.streaming_content)
    assert written([next(parts) for _part in range(6)]) == [f"{n} of 50 records" for n in (0, 3, 6, 9, 12)]
    assert Supervisor.objects.exists()
    # Else the tests' connection would be closed with it.
    with monkeypatch.context() as patch:
        patch.setattr(request_finished, "send", lambda **kwargs: [])
        response.close()
    assert not Supervisor.objects.exists()
    assert "50 records were added." in confirm(client)


def test_an_import_that_fails_in_the_middle_says_so_and_changes_nothing(client, monkeypatch, caplog):
    upload(client, csv_file(["Name"], ["Aino"], ["Eero"]))
    save = Supervisor.save

    def fail(self: Supervisor, *args: Any, **kwargs: Any) -> None:
        if self.name == "Eero":
            raise OperationalError("the server closed the connection")
        save(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Supervisor, "save", fail)
        assert "The import failed. Nothing was imported." in confirm(client)
    assert [record.message for record in caplog.records] == ["An import failed"]
    assert not Supervisor.objects.exists()
    assert "2 records were added." in confirm(client)


def test_an_import_that_is_confirmed_twice_shows_its_result(client):
    upload(client, csv_file(["Name"], ["Aino"]))
    list(started(client).streaming_content)
    response = client.post(url("preview"), {"fingerprint": "x"}, follow=True)
    assert "1 record was added." in response.content.decode()
    assert Supervisor.objects.count() == 1


def test_an_import_shows_how_much_has_been_written_under_asgi(client):
    upload(client, csv_file(["Name"], ["Aino"], ["Eero"]))
    fingerprint = client.get(url("preview")).context["plan"].fingerprint
    browser = AsyncClient()
    browser.cookies = client.cookies

    async def parts() -> list[bytes]:
        response = await browser.post(url("preview"), {"fingerprint": fingerprint})
        return [part async for part in response.streaming_content]

    assert written(async_to_sync(parts)()) == [f"{number} of 2 records" for number in (0, 1, 2)]
    assert Supervisor.objects.count() == 2


def test_progress_is_in_the_users_language(client):
    upload(client, csv_file(["Name"], ["Aino"]))
    user = get_user_model().objects.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "fi"})
    response = started(client)
    translation.activate("sv")
    assert "1/1 tietue kirjoitettu" in b"".join(response.streaming_content).decode()


def test_a_file_with_an_error_is_not_imported_at_all(client):
    upload(client, csv_file(["Name", "E-mail"], ["Aino", "a@practice.example"], ["Eero", "no address"]))
    confirm(client)
    assert "Correct the errors in the file" in client.get(url("preview")).content.decode()
    assert not Supervisor.objects.exists()


def test_a_change_after_the_preview_is_shown_before_anything_is_written(client):
    supervisor = make_supervisor(role="Psychologist")
    upload(client, csv_file(["Name", "Professional title"], ["Aino Laine", "Supervisor"]))
    fingerprint = client.get(url("preview")).context["plan"].fingerprint
    Supervisor.objects.update(role="Coach")
    page = confirm(client, fingerprint=fingerprint)
    assert "Something has changed since the preview" in page
    supervisor.refresh_from_db()
    assert supervisor.role == "Coach"
    confirm(client)
    supervisor.refresh_from_db()
    assert supervisor.role == "Supervisor"


def test_two_people_who_import_the_same_file_add_its_rows_once(client):
    other = client_for(make_user("other", is_superuser=True))
    content = csv_file(["Name"], ["Aino"])
    upload(client, content), upload(other, content)
    fingerprint = client.get(url("preview")).context["plan"].fingerprint
    confirm(other)
    page = confirm(client, fingerprint=fingerprint)
    assert "Something has changed since the preview" in page
    assert Supervisor.objects.count() == 1


def test_the_file_is_kept_apart_from_the_users_session_and_forgotten_afterwards(client):
    before = Session.objects.count()
    upload(client, csv_file(["Name"], ["Aino"]))
    upload(client, csv_file(["Name"], ["Eero"]))
    assert (Session.objects.count(), "Eero" in str(dict(client.session))) == (before + 1, False)
    client.post(url("preview"), {"cancel": "1"})
    assert Session.objects.count() == before
    assert client.get(url("preview")).url == url("upload")


def test_a_file_that_is_not_kept_any_more_is_asked_for_again(client):
    upload(client, csv_file(["Name"], ["Aino"]))
    key = client.session["tyonohjaus_imports"]["supervisor"]
    Session.objects.filter(pk=key).delete()
    page = client.post(url("preview"), {"fingerprint": "x"}, follow=True)
    assert "The file is not kept any more." in page.content.decode()


def test_a_file_that_is_no_spreadsheet_is_refused_at_the_field(client):
    page = upload(client, b"\x89PNG\r\n\x00\x00")
    assert page.context["form"].errors == {
        "file": ["This is not a spreadsheet. Choose a file in the format CSV or XLSX."]
    }


def test_too_many_changes_at_once_are_refused(client, monkeypatch):
    monkeypatch.setattr(plans, "MAX_CHANGES", 1)
    upload(client, csv_file(["Name"], ["Aino"], ["Eero"]))
    confirm(client)
    assert not Supervisor.objects.exists()


def test_pages_of_rows_and_only_the_errors(client):
    rows = [[f"Name {number}", "no" if number == 150 else ""] for number in range(151)]
    upload(client, csv_file(["Name", "E-mail"], *rows))
    shown = {query: client.get(f"{url('preview')}?{query}").context["rows"] for query in ("", "p=2", "show=errors")}
    assert {query: len(found) for query, found in shown.items()} == {"": 100, "p=2": 51, "show=errors": 1}
    assert shown["show=errors"][0][0].number == 152


@pytest.mark.parametrize("kind", MODELS)
def test_a_template_has_all_columns_and_no_rows(client, kind):
    content = b"".join(client.get(url("template", kind, "xlsx")).streaming_content)
    [row] = load_workbook(BytesIO(content)).active
    text = b"".join(client.get(url("template", kind, "csv")).streaming_content).decode("utf-8-sig")
    assert text == ",".join(cell.value for cell in row) + "\r\n"


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("name", ["upload", "preview"])
def test_only_those_who_may_add_and_change_all_records_may_import(name, kind):
    make_practice()
    office = make_office()
    users = [
        make_user(),
        make_coordinator(office),
        make_supervisor_user([office]),
        make_user("", f"add_{kind}"),
        make_user("", f"change_{kind}"),
    ]
    assert [client_for(user).get(url(name, kind)).status_code for user in users] == [404] * len(users)


def test_the_practices_of_other_managers_are_not_offered(client):
    make_site("other.example")
    own = make_site()
    user, group = make_user(), Group.objects.create(name="One practice")
    user.groups.add(group)
    for action in ("add", "change"):
        permission = get_permission(f"{action}_supervisor")
        GroupSitePermission.objects.create(group=group, site=own, permission=permission)
    manager = client_for(user)
    assert "site" not in manager.get(url("upload")).context["form"].fields
    upload(manager, csv_file(["Name"], ["Aino"]), site=str(make_site("other.example").pk))
    confirm(manager)
    assert list(Supervisor.objects.values_list("site", flat=True)) == [own.pk]
    page = upload(client, csv_file(["Name"], ["Aino"]), site="4242")
    assert list(page.context["form"].errors) == ["site"]


@pytest.mark.parametrize("model", [Supervisor, Office, Service])
def test_the_list_links_to_the_import_for_those_who_may(client, model):
    make_supervisor(), make_office(), make_service()
    link = url("upload", model._meta.model_name)
    page = reverse(model.snippet_viewset.get_url_name("list"))
    editor = client_for(make_user("", f"change_{model._meta.model_name}"))
    assert [link in each.get(page).content.decode() for each in (client, editor)] == [True, False]


def test_the_import_adds_offices_and_services(client):
    upload(client, xlsx_file(["City", "Telephone"], ["Turku", "02 123 4567"]), "office")
    confirm(client, "office")
    upload(client, csv_file(["Name", "Formats", "Session lengths"], ["Coaching", "Pair; Group", "60, 90"]), "service")
    confirm(client, "service")
    assert list(Office.objects.values_list("city", "slug")) == [("Turku", "turku")]
    assert list(Service.objects.values_list("name", "formats", "lengths")) == [
        ("Coaching", ["pair", "group"], "60, 90")
    ]
