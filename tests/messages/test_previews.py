"""Every message can be read in the admin before it is sent, to each of its readers and in each language."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import make_practice
from wagtail_tyonohjaus.messages import message_types
from wagtail_tyonohjaus.messages.editing.defaults import sample_delivery
from wagtail_tyonohjaus.messages.message_types import previewable_types
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db
PREVIEW = reverse("tyonohjaus_log:message_preview")
SAMPLES = [(name, sample) for name, each in previewable_types().items() for sample in each.previews]


def test_every_message_type_has_a_preview():
    assert set(previewable_types()) == set(message_types._registered)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_preview_renders_from_the_templates(name, sample, language, caplog):
    message_type = previewable_types()[name]
    rendered = render(sample_delivery(message_type, message_type.previews[sample], language, make_practice()))
    assert rendered.subject and rendered.html and len(rendered.text) > 20
    assert caplog.text == ""


def test_preview_of_a_session_differs_for_visitor_and_supervisor(admin_client):
    make_practice()
    texts = [preview(admin_client, "session_cancelled", sample) for sample in ("visitor", "supervisor")]
    assert "This session is cancelled. The time is free again." not in texts[0]
    assert "This session is cancelled. The time is free again." in texts[1]
    assert "View the session: https://example.com/" in " ".join(texts[0].split())


def test_preview_of_a_series_lists_its_sessions(admin_client):
    make_practice()
    text = preview(admin_client, "session_confirmed", "visitor-series")
    assert text.count("10:00–11:00") == 3
    assert "Your sessions are confirmed." in text


def test_preview_of_an_unknown_example_is_the_first(admin_client):
    make_practice()
    assert preview(admin_client, "session_held", "no-such") == preview(admin_client, "session_held", "visitor")


def preview(client, name, sample):
    response = client.get(PREVIEW, {"type": name, "sample": sample, "language": "en"})
    return BeautifulSoup(response.content, "html.parser").select_one(".tyo-message-preview").get_text()
