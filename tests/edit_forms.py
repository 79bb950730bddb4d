"""Submits forms for stored records as a browser does."""

from typing import Any

from django.test import Client


def post_edit(client: Client, url: str, data: dict[str, Any]) -> Any:
    """The response to ``data`` with the token of the form as it is displayed at ``url``."""
    token = client.get(url).context["form"]["edit_token"].value()
    return client.post(url, {**data, "edit_token": token})
