"""The dashboard panel of contact requests: the most urgent ones and the next callbacks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..contact.policy import calls_for, requests_for
from ..inbox import queues
from ..inbox.callbacks import described
from ..inbox.columns import NAMESPACE, detail_url, who
from ..inbox.views import MEDIA

SHOWN = 5


class RequestsPanel(Component):
    """The most urgent requests and the next calls. Six queries, whatever there is."""

    name = "tyonohjaus_waiting"
    order = 50
    template_name = "wagtail_tyonohjaus/overview/requests_panel.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def media(self) -> forms.Media:
        return MEDIA

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = self.request.user
        counts = queues.counts(requests_for(user), user)
        return {
            "counts": [
                {"label": label, "count": counts[name], "url": f"{reverse(f'{NAMESPACE}:index')}?show={name}"}
                for name, label in queues.QUEUES
                if counts.get(name)
            ],
            "requests": self.get_requests(),
            "calls": self.get_calls(),
            "calls_url": reverse(f"{NAMESPACE}:calls"),
            "index_url": reverse(f"{NAMESPACE}:index"),
        }

    def get_requests(self) -> list[dict[str, Any]]:
        """Those that nobody has taken and the user's own, the most urgent first."""
        user = self.request.user
        waiting = requests_for(user).filter(
            queues.condition(queues.UNASSIGNED, user) | queues.condition(queues.MINE, user)
        )
        rows = waiting.order_by(*queues.order(queues.OPEN))[:SHOWN]
        return [{"request": row, "who": who(row), "url": detail_url(row)} for row in rows]

    def get_calls(self) -> list[dict[str, Any]]:
        soon = timezone.now() + timedelta(days=1)
        calls = calls_for(self.request.user).open().filter(due_from__lt=soon, request__held_for_review=False)
        rows = calls.select_related("request__site").order_by("due_until", queues.crisis_first("request__"), "pk")[
            :SHOWN
        ]
        practices: dict[int, Any] = {}
        for row in rows:
            if row.request.site_id not in practices:
                practices[row.request.site_id] = row.request.practice
        return [described(row, practices[row.request.site_id]) for row in rows]
