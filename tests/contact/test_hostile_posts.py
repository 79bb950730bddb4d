"""Posts by people who mean no good: no 500, no header, no HTML. Large numbers: benchmarks/hostile_posts.py."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.contact.hostile_input import CORPUS, FIELDS, bodies
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import filled, make_token

pytestmark = pytest.mark.usefixtures("practice")
MARK = "<script>alert(1)</script>"


def send(data) -> int:
    response = Client().post(
        reverse("wagtail_tyonohjaus:contact_submit"), data, headers={"sec-fetch-site": "same-origin"}
    )
    assert MARK not in response.content.decode()
    return response.status_code


@given(data=bodies())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(data={})
@example(data={"form_key": ["a", "b"]})
def test_hostile_submissions_cause_no_server_error(data):
    assert send({**filled(), **data}) in (200, 303, 400, 413)


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_in_every_field_is_stored_and_sent(text, monkeypatch):
    assert send({**filled(), **dict.fromkeys(FIELDS, text), "form_key": make_token().signed()}) in (200, 413)
    assert send(filled(name=text, organisation=text, message=text)) in (200, 303, 413)
    deliver_due()
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states <= {"sent"}
    for message in mail.outbox:
        sent = message.message()
        assert (sent["Bcc"], sent["X-Evil"]) == (None, None)
    for row in ContactRequest.objects.all():
        assert not set(row.name) & set("\r\n\x00")


@given(key=st.text(max_size=200))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unknown_receipt_key_returns_404(key):
    assert Client().get("/contact/received/" + key.replace("/", "").replace("?", "") + "x/").status_code in (404, 301)


def test_other_content_types_and_methods_cause_no_server_error():
    url = reverse("wagtail_tyonohjaus:contact_submit")
    client = Client(headers={"sec-fetch-site": "same-origin"})
    codes = [
        client.post(url, b"{", content_type="application/json").status_code,
        client.post(url, b"\xff\xfe", content_type="multipart/form-data; boundary=x").status_code,
        client.post(url, b"a=%zz&b=%00", content_type="application/x-www-form-urlencoded").status_code,
        client.put(url).status_code,
        client.delete(url).status_code,
        client.get(url).status_code,
    ]
    assert codes == [200, 200, 200, 405, 405, 302]
