"""A version of what a practice's pages show, which every change renews. Rendered pages that are kept depend on it.

It is random, so that it never returns, and is read with the settings of the practice, which every page loads.
"""

import uuid
from collections.abc import Iterable

from django.db import transaction

from .settings import PracticeSettings


def renew_content_version(site_id: int | None) -> None:
    """Renews the version of a site's practice once the running transaction is committed; None: of all practices.

    After the commit: it would lock the row that all pages of the practice depend on until then.
    """
    for _, function, *_rest in transaction.get_connection().run_on_commit:
        if isinstance(function, _Renewal) and not function.is_done:
            function.site_ids.add(site_id)
            return
    transaction.on_commit(_Renewal({site_id}), robust=True)


class _Renewal:
    """The practices that the running transaction has changed. The connection calls it after the commit."""

    def __init__(self, site_ids: Iterable[int | None]) -> None:
        self.site_ids = set(site_ids)
        self.is_done = False

    def __call__(self) -> None:
        self.is_done = True
        practices = PracticeSettings.objects.all()
        if None not in self.site_ids:
            practices = practices.filter(site_id__in=self.site_ids)
        practices.update(content_version=uuid.uuid4().hex)
