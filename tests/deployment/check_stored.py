"""Checks that nothing of what either version stored is missing or doubled; input for ``manage.py shell``."""

from wagtail_tyonohjaus.models import ContactRequest, Delivery, Session

emails = list(ContactRequest.objects.order_by("pk").values_list("email", flat=True))
assert emails == ["veli@example.com"] * 2 + ["vera@example.com"] * 2, emails
holds = list(Session.objects.order_by("pk").values_list("email", flat=True))
assert holds == ["veli@example.com", "vera@example.com"], holds
# A visitor who sends two requests within a short time receives one receipt.
receipts = list(Delivery.objects.filter(message_type="receipt").order_by("pk").values_list("address", flat=True))
assert receipts == ["veli@example.com", "vera@example.com"], receipts
assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
