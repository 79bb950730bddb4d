"""Page types as mixins: abstract models that inherit no ``Page``, so that they fit every project's own base page.

A site that leaves ``wagtail_tyonohjaus.pages`` out writes classes such as::

    class ServicePage(ServicePageMixin, BasePage):
        search_fields = BasePage.search_fields + ServicePageMixin.practice_search_fields
"""

from .base import PracticePageMixin
from .contact import ContactPageMixin
from .crisis_notices import CrisisNoticeIndexPageMixin, CrisisNoticePageMixin, exclude_inactive_crisis_notices
from .general import PracticeHomePageMixin, StandardPageMixin
from .services import ServiceIndexPageMixin, ServicePageMixin
from .supervisors import SupervisorIndexPageMixin, SupervisorPageMixin

__all__ = [
    "ContactPageMixin",
    "CrisisNoticeIndexPageMixin",
    "CrisisNoticePageMixin",
    "PracticeHomePageMixin",
    "PracticePageMixin",
    "ServiceIndexPageMixin",
    "ServicePageMixin",
    "StandardPageMixin",
    "SupervisorIndexPageMixin",
    "SupervisorPageMixin",
    "exclude_inactive_crisis_notices",
]
