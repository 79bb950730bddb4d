"""What happens to the pages that show something when it changes, in one table.

Pages that this package stores end when the content version of their practice is renewed, and shared caches are purged.
Not after changes of hours, sessions and busy time: stored pages depend on the revisions of supervisors, and shared
caches keep pages with free times so briefly that a purge is not worth it. But an absence may change who is on duty,
whose number is on most pages; ``duty.signals`` renews the content version then. Code that uses bulk operations calls
the functions in ``purging``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Locale, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, pre_page_move

from wagtail_tyonohjaus.availability.models import HoursException
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.practice.models import Office, Supervisor

from . import content_changes as content
from . import page_purges as purges
from . import purging
from .changed_models import RECORD_MODELS, SHARED_MODELS, SITE_MODELS

Receiver = Callable[..., None]


@dataclass(frozen=True)
class Change:
    """Signals, their senders, what renews content versions, and what purges shared caches if there are any."""

    signals: Iterable[Signal]
    senders: Iterable[type | None]
    renew: Receiver | None = None
    purge: Receiver | None = None

    def receive(self, **kwargs: Any) -> None:
        if self.renew:
            self.renew(**kwargs)
        if self.purge and purging.is_configured():
            # One purge for all that the function adds, since Wagtail sends some signals outside of a transaction.
            with transaction.atomic():
                self.purge(**kwargs)


_SAVED_OR_DELETED = (post_save, post_delete)
# Those to recipients, too: which rule provides the number to call depends on whom it can reach.
_LINKS: set[Any] = {
    field.remote_field.through for model in (Supervisor, Office, RoutingRule) for field in model._meta.many_to_many
}
_SERVICE_LINK: type = Supervisor.services.through
# By sender: a receiver for all models would slow down every deletion of the project.
_PAGES = [model for model in apps.get_models() if issubclass(model, AbstractPage)]

CHANGES = (
    Change(_SAVED_OR_DELETED, SITE_MODELS, content.renew_of_record, purges.purge_site_of),
    Change([post_save], RECORD_MODELS, content.renew_of_record, purges.purge_record),
    # Afterwards it is not known any more which pages have shown the record.
    Change([post_delete], RECORD_MODELS, content.renew_of_record, purges.purge_site_of),
    Change(_SAVED_OR_DELETED, [HoursException], None, purges.purge_after_absence),
    Change(_SAVED_OR_DELETED, SHARED_MODELS, content.renew_all, purges.purge_all_sites),
    Change(_SAVED_OR_DELETED, [PageViewRestriction], content.renew_all, purges.purge_restriction),
    Change(_SAVED_OR_DELETED, [Site, Locale, get_image_model(), get_document_model()], content.renew_all),
    Change([m2m_changed], [_SERVICE_LINK], content.renew_after_link, purges.purge_service_link),
    Change([m2m_changed], _LINKS - {_SERVICE_LINK}, content.renew_after_link),
    Change([page_published, page_unpublished], [None], content.renew_all, purges.purge_page),
    Change([pre_page_move], [None], None, purges.purge_tree),
    Change([post_page_move], [None], content.renew_all, purges.purge_tree),
    Change([page_slug_changed], [None], content.renew_all, purges.purge_slug),
    Change([post_save], _PAGES, content.renew_after_page_save),
    Change([post_delete], _PAGES, content.renew_all),
    Change([post_save], [get_user_model()], content.renew_after_account_save),
)

for _number, _change in enumerate(CHANGES):
    for _signal, _sender in product(_change.signals, _change.senders):
        _signal.connect(_change.receive, _sender, weak=False, dispatch_uid=f"tyonohjaus.page_types.{_number}")
