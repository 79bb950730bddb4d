"""The same key at once, with a database that commits."""

import pytest
from django.test import Client

from tests.contact.test_concurrency import at_once
from tests.factories import make_practice
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery

from .requests import body, post
from .test_submissions import KEY


@pytest.mark.django_db(transaction=True)
def test_concurrent_posts_with_one_key_store_one_request():
    make_practice()
    data = body()
    responses = at_once(6, lambda: post(data, client=Client(), idempotency_key=KEY).json()["reference"])
    assert (len(responses), len(set(responses)), ContactRequest.objects.count()) == (6, 1, 1)
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_posts_with_one_key_and_different_answers_store_one_request():
    make_practice()
    names = iter(f"Visitor {number}" for number in range(4))
    responses = at_once(4, lambda: post(body(name=next(names)), client=Client(), idempotency_key=KEY))
    outcomes = sorted(str(each.json().get("type", each.status_code)).rpartition("#")[2] for each in responses)
    assert (outcomes, ContactRequest.objects.count()) == (["201", *["key-reused"] * 3], 1)
