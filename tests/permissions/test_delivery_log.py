"""Who may send a message again, or acknowledge that it failed, in the delivery log and on the request's page."""

import pytest
from django.urls import reverse

from tests.factories import make_office, make_practice
from tests.inbox.factories import client_for, make_coordinator, make_delivery, make_manager, make_request, make_user
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed():
    make_practice()
    return make_delivery(make_request(make_office()), state="failed")


def post_urls(delivery):
    request = ContactRequest.objects.get(reference=delivery.about)
    log = reverse("tyonohjaus_log:resend", args=[delivery.pk])
    inbox = reverse("tyonohjaus_inbox:resend", args=[request.pk, delivery.pk])
    return [(log, {}), (log, {"action": "acknowledge"}), (inbox, {})]


def test_users_who_may_only_view_requests_can_not_change_their_messages(failed):
    client = client_for(make_user("", "view_contactrequest"))
    page = client.get(reverse("tyonohjaus_log:detail", args=[failed.pk]))
    assert (page.context["can_resend"], page.context["can_acknowledge"]) == (False, False)
    assert {client.post(url, data).status_code for url, data in post_urls(failed)} == {404}
    failed.refresh_from_db()
    assert failed.acknowledged_at is None
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("make_staff", [make_manager, lambda: make_coordinator(Office.objects.get())])
def test_staff_of_the_request_can_send_its_messages_again(failed, make_staff):
    client = client_for(make_staff())
    page = client.get(reverse("tyonohjaus_log:detail", args=[failed.pk]))
    assert page.context["can_resend"] and page.context["can_acknowledge"]
    assert {client.post(url, data).status_code for url, data in post_urls(failed)} == {302}
    assert Delivery.objects.count() == 3
