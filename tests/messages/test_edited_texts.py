"""Texts that a practice has edited replace those of the templates, filled in with what the message is about."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import make_practice, make_site
from tests.inbox.factories import make_manager, make_request
from wagtail_tyonohjaus.messages.editing.defaults import default_parts, part_names, sample_delivery
from wagtail_tyonohjaus.messages.message_types import previewable_types, registered_type
from wagtail_tyonohjaus.messages.models import Channel, MessageText
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.rendering import render, render_templates, template_context
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.texts.placeholders import find_errors
from wagtail_tyonohjaus.messages.texts.stored import use_parts
from wagtail_tyonohjaus.messages.trial import MESSAGE_TYPE as TRIAL
from wagtail_tyonohjaus.overview.health import find_problems
from wagtail_tyonohjaus.overview.links import with_links

pytestmark = pytest.mark.django_db
EDITABLE = [
    (name, sample) for name, each in previewable_types().items() for sample in each.previews if not each.not_editable
]
ASSIGNED = {"reference": "TO-7K3M-9QXD", "changed_by": "Aino <b>Laine</b>", "link": "https://example.com/r?a=1&b=2"}
BODY = "{greeting}\n\n{changed_by} asks you: <look> at {reference}.\n{link}"


def store(practice, name="assigned", language="en", variant="", **parts):
    return MessageText.objects.create(
        site=practice.site, message_type=name, language=language, variant=variant, **parts
    )


def queue(practice, context=ASSIGNED, name="assigned", **recipient):
    values = {"address": "a@example.com", "language": "en", **recipient}
    site = practice.site if practice else None
    return enqueue(Message(name, site=site, context=context), Recipient(**values))


def lines(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_every_message_type_can_be_edited_or_says_why_not():
    for message_type in previewable_types().values():
        has_placeholders = all(sample.placeholders for sample in message_type.previews.values())
        assert has_placeholders != bool(message_type.not_editable), message_type.name
    assert {name for name, each in previewable_types().items() if each.not_editable} == {TRIAL, "reply"}


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize(("name", "variant"), EDITABLE)
def test_default_text_has_no_errors_and_says_the_same_as_the_templates(name, variant, language):
    practice, message_type = make_practice(), registered_type(name)
    sample = message_type.previews[variant]
    parts = default_parts(message_type, sample, language, practice)
    assert set(parts) == set(part_names(message_type, sample))
    for part, text in parts.items():
        assert find_errors(text, sample.placeholders, part) == []
        assert "example.com" not in text
    for channel in [Channel.MAIL] + [Channel.SMS] * ("sms" in parts):
        delivery = sample_delivery(message_type, sample, language, practice, channel)
        delivery.recipient_name = "Aino"
        with translation.override(language), timezone.override(practice.zone):
            context = {**template_context(delivery, practice), "for_staff": False}
            assert message_type.variant(context) == variant
            default = render_templates(delivery, context)
        use_parts(delivery, parts)
        edited = render(delivery)
        assert (edited.subject, lines(edited.text)) == (default.subject, lines(default.text))


def test_edited_subject_and_text_replace_the_templates_in_text_and_html(practice):
    store(practice, subject="{reference}: yours", body=BODY)
    rendered = render(queue(practice))
    assert rendered.subject == "TO-7K3M-9QXD: yours"
    assert rendered.text.startswith("Hello,\n\nAino <b>Laine</b> asks you: <look> at TO-7K3M-9QXD.\nhttps://")
    assert rendered.text.rstrip().endswith("+358 40 1234567")
    assert "Aino &lt;b&gt;Laine&lt;/b&gt; asks you: &lt;look&gt; at TO-7K3M-9QXD." in rendered.html
    assert 'href="https://example.com/r?a=1&amp;b=2"' in rendered.html
    assert 'lang="en"' in rendered.html


def test_part_that_is_not_edited_is_that_of_the_templates(practice):
    store(practice, subject="Only the subject")
    rendered = render(queue(practice))
    assert rendered.subject == "Only the subject"
    assert "has assigned contact request TO-7K3M-9QXD to you" in rendered.text
    assert "has assigned contact request" in rendered.html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{changed_by}", "{reference} [{link}] %s {{ x }}"),
        ("[{changed_by}!] x", "{reference} [{link}] %s {{ x }}! x"),
    ],
)
def test_value_is_not_read_as_a_text(practice, text, expected):
    store(practice, subject=text)
    assert render(queue(practice, {**ASSIGNED, "changed_by": "{reference} [{link}] %s {{ x }}"})).subject == expected


def test_line_break_in_a_value_adds_no_header(practice):
    store(practice, subject="Hello {changed_by}")
    row = queue(practice, {**ASSIGNED, "changed_by": "A\r\nBcc: b@example.com"})
    deliver_due()
    assert mail.outbox[0].subject == "Hello A Bcc: b@example.com"
    assert render(row).subject == "Hello A Bcc: b@example.com"


def test_greeting_names_the_recipient_only_if_known(practice):
    store(practice, body=BODY)
    assert render(queue(practice)).text.startswith("Hello,\n")
    named = queue(practice)
    named.recipient_name = "Bo"
    assert render(named).text.startswith("Hello Bo,\n")


def test_part_in_brackets_is_left_out_without_a_value(practice):
    body = "{greeting}\n\n[Office: {office}]\n[By {due}.]\nNow [see]: {alert_link}"
    store(practice, "alert", body=body, sms="{reference}[, {office}]. {alert_link}")
    message_type = registered_type("alert")
    delivery = sample_delivery(message_type, message_type.previews[""], "en", practice)
    assert "Hello,\n\nOffice: Helsinki\nBy " in render(delivery).text
    delivery.context |= {"office": "", "due_at": ""}
    assert "Hello,\n\nNow [see]: https://example.com/alert/\n" in render(delivery).text
    delivery.channel = Channel.SMS
    assert render(delivery).text == "TO-7K3M-9QXD. https://example.com/alert/"


def test_message_without_a_required_value_is_the_default(practice):
    """A copy of an alert for somebody else has no link to acknowledge it."""
    store(practice, "alert", subject="Ours", body="Come: {alert_link}", sms="Come: {alert_link}")
    context = {"reference": "TO-7K3M-9QXD", "step": "duty", "link": "https://example.com/r"}
    rendered = render(queue(practice, context, "alert"))
    assert rendered.subject == "Crisis request TO-7K3M-9QXD"
    assert "https://example.com/r" in rendered.text
    sms = render(queue(practice, context, "alert", address="+358401234567", channel=Channel.SMS.value))
    assert sms.text == "Crisis request TO-7K3M-9QXD. https://example.com/r"


@pytest.mark.parametrize("broken", ["{no_such} {link}", "{link} {", "{{link}} {office.name}", "{% now 'Y' %}{x}"])
def test_text_that_cannot_be_filled_in_is_replaced_by_the_default_as_a_whole(practice, broken):
    store(practice, subject="Ours", body=broken)
    rendered = render(queue(practice))
    assert rendered.subject == "Request TO-7K3M-9QXD is assigned to you"
    assert "has assigned contact request" in rendered.text


def test_text_is_for_its_practice_language_and_case_only(practice):
    other = make_practice(make_site("other.example"), name="Other")
    store(other, subject="Other practice")
    store(practice, subject="På svenska", language="sv")
    store(practice, subject="Crisis!", variant="crisis")
    assert render(queue(practice)).subject == "Request TO-7K3M-9QXD is assigned to you"
    assert render(queue(other)).subject == "Other practice"
    assert render(queue(practice, language="sv")).subject == "På svenska"
    assert render(queue(practice, {**ASSIGNED, "crisis": True})).subject == "Crisis!"
    assert render(queue(None)).subject == "Request TO-7K3M-9QXD is assigned to you"


def test_type_that_cannot_be_edited_ignores_stored_texts(practice):
    store(practice, "reply", subject="Ours", body="Ours")
    assert render(queue(practice, {"subject": "Hello", "text": "x"}, "reply")).subject == "Hello"


def test_personal_link_is_hidden_from_staff(practice):
    request = make_request()
    store(practice, "receipt", body="{receipt_link}")
    row = queue(practice, {"reference": request.reference}, "receipt")
    assert render(row).text.startswith("http")
    assert render(row, for_staff=True).text.startswith("[a link for the visitor only]")


@pytest.mark.parametrize("is_edited", [False, True])
def test_sending_makes_no_more_queries_for_edited_texts(practice, is_edited):
    if is_edited:
        store(practice, subject="Ours", body=BODY)
    queue(practice)
    deliver_due(limit=1)
    for number in range(5):
        queue(practice, address=f"a{number}@example.com")
    counts = count_queries(lambda: deliver_due(limit=5))
    assert not [sql for sql in counts if re.match(r"SELECT .wagtail_tyonohjaus_messagetext", sql)]
    assert len(mail.outbox) == 6


def test_change_is_used_by_a_worker_that_remembers_the_text_before(practice):
    text = store(practice, subject="First")
    queue(practice)
    deliver_due()
    change(text, subject="Second", version=2)
    queue(practice, address="b@example.com")
    deliver_due()
    change(text, subject="", version=3)
    queue(practice, address="c@example.com")
    deliver_due()
    assert [each.subject for each in mail.outbox] == ["First", "Second", "Request TO-7K3M-9QXD is assigned to you"]


def change(text, **values):
    MessageText.objects.filter(pk=text.pk).update(changed_at=timezone.now(), **values)


def count_queries(run):
    with CaptureQueriesContext(connection) as captured:
        run()
    return [query["sql"] for query in captured.captured_queries]


def test_text_that_is_not_used_is_a_problem_with_a_link_for_its_managers(practice):
    other = make_practice(make_site("other.example"), name="Other")
    store(practice, subject="Ours", body="{no_such}")
    store(practice, "reply", subject="Ours")
    store(practice, "no_longer_there", subject="Ours")
    store(practice, "assigned", variant="crisis", subject="Good", body="{link}")
    store(practice, "assigned", language="fi", variant="gone")  # reset to the default
    store(other, body="{link} {")
    (problem,) = [each for each in find_problems(sites=[practice.site]) if each.code == "broken_texts"]
    assert problem.text.endswith(": Request assigned, en; no_longer_there, en; Reply, en.")
    (linked,) = with_links([problem], make_manager(practice.site))
    assert [link.label for link in linked.links][0] == "Edit the text of “Request assigned, en”"
    assert "type=assigned&sample=&language=en" in linked.links[0].url
    assert not with_links([problem], make_manager(other.site))[0].links


def test_no_problem_without_broken_texts(practice):
    store(practice, subject="Ours", body=BODY)
    assert "broken_texts" not in {each.code for each in find_problems()}
