"""Managers edit the texts of messages, look at them, send themselves a test, and go back."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_practice, make_site, make_supervisor
from tests.inbox.factories import make_manager
from wagtail_tyonohjaus.messages.editing.own_test import MAX_AN_HOUR
from wagtail_tyonohjaus.messages.message_types import previewable_types
from wagtail_tyonohjaus.messages.models import MessageText
from wagtail_tyonohjaus.messages.sms import MemoryBackend
from wagtail_tyonohjaus.messages.texts.sms_length import sms_length

pytestmark = pytest.mark.django_db
LIST = reverse("tyonohjaus_log:message_texts")
EDIT = reverse("tyonohjaus_log:message_preview")
BODY = "{greeting}\n\nCome: {link}"
ASSIGNED = {"type": "assigned", "sample": "", "language": "en"}
ALERT = {"type": "alert", "sample": "", "language": "en"}


def post(client, action="save", which=ASSIGNED, **values):
    data = {"action": action, "subject": "Ours {reference}", "body": BODY, "version": 0, **values}
    return client.post(f"{EDIT}?{'&'.join(f'{key}={value}' for key, value in which.items())}", data)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def errors(response):
    return " ".join(each.get_text(" ", strip=True) for each in soup(response).select(".error-message"))


def test_page_starts_from_the_default_with_placeholders(admin_client, practice):
    page = soup(admin_client.get(EDIT, ASSIGNED))
    assert page.select_one("#id_subject")["value"] == "Request {reference} is assigned to you"
    assert "{changed_by} has assigned contact request {reference} to you." in page.select_one("#id_body").get_text()
    listed = {code.get_text() for code in page.select("td code")}
    assert {"{greeting}", "{reference}", "{changed_by}", "{link}"} <= listed


def test_saved_text_is_stored_shown_and_logged(admin_client, admin_user, practice):
    response = post(admin_client)
    assert response.status_code == 302
    text = MessageText.objects.get()
    assert (text.subject, text.body, text.sms, text.version) == ("Ours {reference}", BODY, "", 1)
    assert (text.site, text.changed_by) == (practice.site, admin_user)
    page = soup(admin_client.get(response.url))
    assert page.select_one("h3").get_text() == "Ours TO-7K3M-9QXD"
    assert "Edited" in page.select_one(".tyo-message-history").get_text()
    assert soup(admin_client.get(LIST)).find("a", string="Edited")


def test_text_that_is_the_default_is_not_stored_as_edited(admin_client, practice):
    page = soup(admin_client.get(EDIT, ASSIGNED))
    subject, body = page.select_one("#id_subject")["value"], page.select_one("#id_body").get_text().lstrip("\n")
    post(admin_client, subject=subject, body=body.replace("\n", "\r\n"))
    assert not MessageText.objects.exclude(subject="", body="").exists()


def test_preview_shows_what_was_entered_and_stores_nothing(admin_client, practice):
    page = soup(post(admin_client, "preview"))
    assert page.select_one("h3").get_text() == "Ours TO-7K3M-9QXD"
    assert "Come: https://example.com/admin/" in page.select_one(".tyo-message-preview").get_text()
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"body": "No link"}, "Add {link}"),
        ({"body": "[{link}]"}, "Take {link} out of the square brackets"),
        ({"body": "{link} {no_such}"}, "no placeholder {no_such}"),
        ({"body": "{link} {reference.pk}"}, "no placeholder {reference.pk}"),
        ({"body": "{link} {"}, "opened and not closed"),
        ({"body": "{link} }"}, "closed and not opened"),
        ({"body": "{{link}}"}, "opened and not closed"),
        ({"body": "{{ link }} {% now 'Y' %}"}, "opened and not closed"),
        ({"body": "{li{link}nk}"}, "opened and not closed"),
        ({"subject": "a\nBcc: b@example.com"}, "Enter the subject on one line."),
        ({"subject": "{reference"}, "opened and not closed"),
        ({"subject": "x" * 151}, "at most 150 characters"),
        ({"body": "{link}" + "x" * 100_000}, "at most 10000 characters"),
    ],
)
def test_wrong_text_is_an_error_at_its_field_and_kept(admin_client, practice, values, error):
    response = post(admin_client, **values)
    assert error in errors(response)
    page = soup(response)
    name, value = next(iter(values.items()))
    field = page.select_one(f"#id_{name}")
    assert (field.get("value") or field.get_text().lstrip("\n")) == value
    assert not MessageText.objects.exists()


def test_optional_placeholder_needs_square_brackets(admin_client, practice):
    common = {"which": ALERT, "subject": "x", "body": "{alert_link}"}
    assert "Put it in square brackets" in errors(post(admin_client, sms="{office} {alert_link}", **common))
    assert "Add {alert_link}" in errors(post(admin_client, sms="[{office}]", **common))
    assert post(admin_client, sms="[{office}] {alert_link}", **common).status_code == 302


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script> {link}", "%s %(x)s {link}", "\u202eabc {link}", "{link} Ä€😀"]
)
def test_hostile_text_is_shown_as_it_is(admin_client, practice, body):
    response = post(admin_client, body=body)
    assert response.status_code == 302
    page = admin_client.get(response.url)
    assert b"<script>alert(1)" not in page.content
    assert soup(page).select_one("#id_body").get_text().lstrip("\n") == body
    srcdoc = soup(page).select_one("iframe")["srcdoc"]
    assert "<script" not in srcdoc


def test_second_of_two_people_is_told(admin_client, practice):
    post(admin_client, subject="First")
    response = post(admin_client, subject="Second")
    assert "has changed this text since you opened it" in response.content.decode()
    assert "First" in soup(response).select_one(".help-critical").get_text()
    assert soup(response).select_one("#id_subject")["value"] == "Second"
    assert MessageText.objects.get().subject == "First"
    post(admin_client, subject="Second", version=soup(response).select_one("#id_version")["value"])
    assert MessageText.objects.get().subject == "Second"


def test_double_submit_is_harmless(admin_client, practice):
    assert [post(admin_client).status_code for _each in range(2)] == [302, 302]
    assert MessageText.objects.get().version == 1


def test_reset_can_be_undone(admin_client, practice):
    post(admin_client)
    post(admin_client, "reset", version=1)
    assert not MessageText.objects.get().is_edited
    post(admin_client, "undo", version=2)
    assert MessageText.objects.get().subject == "Ours {reference}"
    post(admin_client, "reset", version=2)  # opened before the last change
    assert MessageText.objects.get().is_edited


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30])
def test_wrong_version_changes_nothing(admin_client, practice, version):
    post(admin_client)
    post(admin_client, "reset", version=version)
    post(admin_client, subject="Other", version=version)
    assert MessageText.objects.get().subject == "Ours {reference}"


def test_test_goes_to_the_user_only_with_the_text_that_was_entered(admin_client, admin_user, practice):
    cache.clear()
    response = post(admin_client, "test", to="victim@example.com")
    assert "accepted the test" in response.content.decode()
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([admin_user.email], "Test: Ours TO-7K3M-9QXD")
    assert "Come: https://example.com/" in message.body
    assert not MessageText.objects.exists()


def test_tests_are_limited(admin_client, admin_user, practice):
    cache.clear()
    for _number in range(MAX_AN_HOUR + 1):
        response = post(admin_client, "test")
    assert len(mail.outbox) == MAX_AN_HOUR
    assert "Wait an hour" in response.content.decode()


def test_text_message_goes_to_the_users_own_number(admin_client, admin_user, practice, settings):
    cache.clear()
    backend = "wagtail_tyonohjaus.messages.sms.MemoryBackend"
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "SMS": {"BACKEND": backend}}
    make_supervisor(site=practice.site, user=admin_user, phone="+358401234567")
    MemoryBackend.outbox.clear()
    values = {"which": ALERT, "subject": "x", "body": "{alert_link}", "sms": "Now: {alert_link}"}
    post(admin_client, "test_sms", **values)
    ((number, text, _key),) = MemoryBackend.outbox
    assert (number, text) == ("+358401234567", "Test: Now: https://example.com/alert/")


@pytest.mark.parametrize(
    ("text", "parts", "is_short"),
    [
        ("", 1, True),
        ("ä" * 160, 1, True),
        ("a" * 161, 2, True),
        ("a" * 306, 2, True),
        ("a" * 307, 3, True),
        ("€" * 80, 1, True),
        ("€" * 81, 2, True),
        ("“" + "a" * 69, 1, False),
        ("“" + "a" * 70, 2, False),
        ("😀" * 35, 1, False),
        ("😀" * 36, 2, False),
    ],
)
def test_parts_of_a_text_message(text, parts, is_short):
    assert sms_length(text) == (len(text), parts, is_short)


@pytest.mark.parametrize("action", ["save", "reset", "test"])
def test_type_that_cannot_be_edited_says_why_and_refuses(admin_client, practice, action):
    which = {"type": "reply", "sample": "", "language": "en"}
    page = soup(admin_client.get(EDIT, which))
    assert "Edit the reply templates instead." in page.get_text()
    assert page.select_one("#id_body") is None
    assert post(admin_client, action, which=which).status_code == 404


def test_managers_of_other_practices_neither_see_nor_change_the_text(client, admin_client, practice):
    post(admin_client)
    other = make_practice(make_site("other.example"), name="Other Practice")
    client.force_login(make_manager(other.site))
    assert soup(client.get(EDIT, ASSIGNED)).select_one("#id_subject")["value"].startswith("Request {reference}")
    assert client.get(LIST, {"site": practice.site.pk}).status_code == 404
    assert post(client, which={**ASSIGNED, "site": practice.site.pk}, subject="Theirs").status_code == 404
    post(client, which={**ASSIGNED, "site": other.site.pk}, subject="Theirs")
    assert {text.site_id: text.subject for text in MessageText.objects.all()} == {
        practice.site.pk: "Ours {reference}",
        other.site.pk: "Theirs",
    }


def test_who_manages_no_practice_is_refused(client, django_user_model, practice):
    user = django_user_model.objects.create_user("editor", "e@example.com", "x", is_staff=True)
    client.force_login(user)
    assert client.get(LIST).status_code in (302, 403)
    assert post(client).status_code in (302, 403)
    assert not MessageText.objects.exists()


def test_list_has_every_message_and_constant_queries(admin_client, practice):
    admin_client.get(LIST)
    first = count(admin_client)
    for name in list(previewable_types())[:30]:
        MessageText.objects.create(site=practice.site, message_type=name, language="en", subject="x")
    assert count(admin_client) == first
    rows = soup(admin_client.get(LIST)).select("tbody tr")
    assert len(rows) == sum(len(each.previews) for each in previewable_types().values())


def count(client):
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST)
    return len(captured)
