"""The dashboard panel of contact requests: the most urgent ones and the next callbacks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..contact.crisis import crisis_first
from ..inbox import queues
from ..inbox.callbacks import callback_row
from ..inbox.links import NAMESPACE, detail_url, visitor_name
from ..inbox.media import DASHBOARD_MEDIA
from ..practice.models import PracticeSettings
from ..practice.users import Account
from .limited_counts import MAX_COUNTED, count_limited
from .staff_lines import own_callbacks, own_requests

MAX_ROWS = 5


class RequestsPanel(Component):
    """The most urgent requests and the next callbacks, in six queries."""

    name = "tyonohjaus_requests"
    order = 50
    template_name = "wagtail_tyonohjaus/overview/requests_panel.html"

    def __init__(self, user: Account) -> None:
        self.user = user

    @property
    def media(self) -> forms.Media:
        return DASHBOARD_MEDIA

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "counts": self.get_counts(),
            "requests": self.get_requests(),
            "callbacks": self.get_callbacks(),
            "callbacks_url": reverse(f"{NAMESPACE}:callbacks"),
            "index_url": reverse(f"{NAMESPACE}:index"),
            "report_url": reverse(f"{NAMESPACE}:report"),
        }

    def get_counts(self) -> list[dict[str, Any]]:
        """The queues with requests, with links to them; more than ``MAX_COUNTED`` are not counted."""
        names = [name for name, _label in queues.QUEUES if name != queues.ALL]
        rows = {name: own_requests(self.user).filter(queues.queue_filter(name, self.user)) for name in names}
        counts = count_limited(self.user, rows)
        return [
            {
                "label": label,
                "count": f"{MAX_COUNTED}+" if counts[name] > MAX_COUNTED else counts[name],
                "url": f"{reverse(f'{NAMESPACE}:index')}?queue={name}",
            }
            for name, label in queues.QUEUES
            if counts.get(name)
        ]

    def get_requests(self) -> list[dict[str, Any]]:
        """The unassigned requests and the user's own, the most urgent first."""
        unassigned_or_own = queues.queue_filter(queues.UNASSIGNED, self.user) | queues.queue_filter(
            queues.MINE, self.user
        )
        open_requests = own_requests(self.user).filter(unassigned_or_own)
        rows = open_requests.order_by(*queues.queue_ordering(queues.OPEN))[:MAX_ROWS]
        return [{"request": row, "visitor_name": visitor_name(row), "url": detail_url(row)} for row in rows]

    def get_callbacks(self) -> list[dict[str, Any]]:
        """The callbacks that are due within a day, the most urgent first."""
        soon = timezone.now() + timedelta(days=1)
        callbacks = own_callbacks(self.user).open().filter(due_from__lt=soon, request__held_for_review=False)
        rows = callbacks.select_related("request__site").order_by("due_until", crisis_first("request__"), "pk")[
            :MAX_ROWS
        ]
        practices: dict[int | None, PracticeSettings] = {}
        for row in rows:
            if row.request.site_id not in practices:
                practices[row.request.site_id] = row.request.practice
        return [callback_row(row, practices[row.request.site_id]) for row in rows]
