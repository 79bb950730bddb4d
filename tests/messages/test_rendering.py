import logging

import pytest

from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db
CONTEXT = {
    "reference": "TO-7K3M-9QXD",
    "summary": [["Office", "<b>Turku</b>"]],
    "count": 2,
    "link": "https://example.com/r",
    "due_at": "2026-12-01T08:00:00+00:00",
    "message": "",
    "subject": "Thank you",
    "text": "We will <i>call</i> you.",
}


TYPES = [
    *("staff_notice", "receipt", "reminder", "escalation", "review", "crisis_summary", "returned", "reply"),
    *("alert", "alert_late"),
]


@pytest.mark.parametrize("message_type", TYPES)
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_templates_render_in_every_language_without_an_error(practice, caplog, message_type, language):
    with caplog.at_level(logging.ERROR):
        row = enqueue(
            Message(message_type, site=practice.site, context=CONTEXT), Recipient("a@example.com", language=language)
        )
        rendered = render(row)
    assert caplog.records == []
    assert (bool(rendered.subject), bool(rendered.text), f'lang="{language}"' in rendered.html) == (True, True, True)
    assert "<b>" not in rendered.html
    assert "<i>" not in rendered.html


def test_times_are_in_the_practices_time_zone(practice):
    row = enqueue(
        Message("staff_notice", site=practice.site, context=CONTEXT), Recipient("a@example.com", language="en")
    )
    assert "1 Dec 2026, 10:00" in render(row).text


def test_summary_label_that_is_a_question_has_no_colon(practice):
    context = {**CONTEXT, "summary": [["How urgent is it?", "Within two weeks"], ["Service", "Coaching"]]}
    row = enqueue(
        Message("staff_notice", site=practice.site, context=context), Recipient("a@example.com", language="en")
    )
    assert "How urgent is it? Within two weeks\nService: Coaching\n" in render(row).text


def test_plain_text_is_not_escaped(practice):
    row = enqueue(Message("reply", site=practice.site, context=CONTEXT), Recipient("a@example.com", language="en"))
    assert "We will <i>call</i> you." in render(row).text


def test_project_can_override_a_template(practice, settings, tmp_path):
    folder = tmp_path / "wagtail_tyonohjaus/messages/receipt"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Ours: {{ reference }}\nsecond line")
    options = settings.TEMPLATES[0]["OPTIONS"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)], "OPTIONS": options}]
    row = enqueue(Message("receipt", site=practice.site, context=CONTEXT), Recipient("a@example.com", language="en"))
    assert render(row).subject == "Ours: TO-7K3M-9QXD second line"


def test_message_of_a_deleted_site_renders(practice):
    row = enqueue(Message("receipt", site=None, context=CONTEXT), Recipient("a@example.com", language="en"))
    Delivery.objects.update(site=None)
    assert "TO-7K3M-9QXD" in render(row).subject


def test_failing_template_is_replaced_by_a_minimal_text_and_logged_without_values(practice, settings, tmp_path, caplog):
    folder = tmp_path / "wagtail_tyonohjaus/messages/receipt"
    folder.mkdir(parents=True)
    # Django's error of a filter with a wrong argument quotes the context.
    (folder / "body.txt").write_text("{{ reference|add:no.such.value }}")
    options = settings.TEMPLATES[0]["OPTIONS"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)], "OPTIONS": options}]
    context = {**CONTEXT, "name": "Elli Esimerkki"}
    row = enqueue(Message("receipt", site=practice.site, context=context), Recipient("a@example.com", language="en"))
    assert render(row).text == "Harbour Supervision\nhttps://example.com/r\n"
    (message,) = caplog.messages
    heading = f"Rendering the templates of message receipt ({row.pk}) failed (VariableDoesNotExist)."
    assert (message.splitlines()[0], "Elli" in caplog.text) == (heading, False)
