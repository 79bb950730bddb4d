"""Messages that reach nobody go to the fallback recipients."""

import pytest

from tests.messages.queued import FAILED, PENDING, SENT, enqueue_notification, set_fallback, states
from wagtail_tyonohjaus.messages import outbox
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient, fallback_addresses
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db


def test_rejected_address_goes_to_the_fallback_and_delays_no_other(practice, server):
    server.sink.responses = {"gone@example.com": "550 no such user gone@example.com", "slow@example.com": "451 later"}
    for address in ("gone@example.com", "slow@example.com", "good@example.com"):
        enqueue_notification(practice, address)
    deliver_due()
    deliver_due()
    assert states() == {
        "gone@example.com": FAILED,
        "slow@example.com": PENDING,
        "good@example.com": SENT,
        "fallback@example.com": SENT,
    }
    assert Delivery.objects.get(address="gone@example.com").last_response == "550 no such user …"
    assert [row.address for row in outbox.undelivered(practice.site)] == ["gone@example.com"]


def test_rejected_fallback_has_no_further_fallback(practice, server):
    server.sink.responses = {"gone@example.com": "550 no", "fallback@example.com": "550 no"}
    enqueue_notification(practice, "gone@example.com")
    deliver_due()
    deliver_due()
    assert states() == {"gone@example.com": FAILED, "fallback@example.com": FAILED}


def test_fallback_addresses_are_never_empty(practice, settings, django_user_model):
    practice.fallback_recipients, practice.email = "", ""
    practice.save()
    assert fallback_addresses(practice.site) == ["practice@example.com"]
    django_user_model.objects.create_superuser("root", "root@example.com", "x")
    assert fallback_addresses(practice.site) == ["root@example.com"]


def test_message_that_crashes_every_worker_goes_to_the_fallback(practice, server):
    row = enqueue_notification(practice)
    Delivery.objects.filter(pk=row.pk).update(attempts=32)
    deliver_due()
    deliver_due()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert list(row.fallbacks.values_list("address", "state")) == [(practice.recipients[0], SENT)]


@pytest.mark.parametrize("about", ["TO-7K3M-9QXD", ""])
def test_no_fallback_recipient_gets_the_failure_of_another(practice, server, about):
    """Otherwise two recipients whose servers reject everything would get each other's failures."""
    set_fallback("one@example.com\nTWO@example.com")
    server.sink.responses = dict.fromkeys(["gone@example.com", "one@example.com", "TWO@example.com"], "550 no")
    enqueue_notification(practice, "gone@example.com", about=about)
    for _ in range(4):
        deliver_due()
    assert states() == dict.fromkeys(["gone@example.com", "one@example.com", "TWO@example.com"], FAILED)
    fallbacks = Delivery.objects.exclude(fallback_of=None)
    assert [row.fallback_of.address for row in fallbacks] == ["gone@example.com"] * 2


def test_fallback_copies_the_message_once_and_skips_the_failed_address(practice, server):
    set_fallback("FALLBACK@example.com\ngone@example.com")
    server.sink.responses = dict.fromkeys(["Gone@example.com", "also@example.com"], "550 no")
    failed = enqueue_notification(practice, "Gone@example.com", reply_to="maija@example.org")
    enqueue_notification(practice, "also@example.com")
    deliver_due()
    fallback = failed.fallbacks.get()
    assert (fallback.address, fallback.about, fallback.reply_to) == (
        "FALLBACK@example.com",
        failed.about,
        "maija@example.org",
    )
    assert (fallback.context, fallback.message_type) == (failed.context, failed.message_type)
    # The second failure is about the same request: the person who got the first message gets no other.
    assert Delivery.objects.filter(address="FALLBACK@example.com").count() == 1


def test_failed_message_to_a_visitor_has_no_fallback(practice, server):
    server.sink.responses = {"maija@example.org": "550 no"}
    enqueue(Message("receipt", site=practice.site, context={}), Recipient("maija@example.org", audience="visitor"))
    deliver_due()
    assert states() == {"maija@example.org": FAILED}
