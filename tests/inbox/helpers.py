"""What the tests of the inbox share."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent


def inbox_url(name: str, *args: int) -> str:
    return reverse(f"tyonohjaus_inbox:{name}", args=args)


def history(request: ContactRequest) -> list[tuple[str, str]]:
    """The kinds and texts of the events of a request."""
    return list(RequestEvent.objects.filter(request=request).values_list("kind", "text"))


def post_action(client: Client, name: str, request: ContactRequest, *args: int, **data: str) -> HttpResponse:
    """Submit an action of the request's page and reload the request."""
    response = client.post(inbox_url(name, request.pk, *args), data)
    request.refresh_from_db()
    return response
