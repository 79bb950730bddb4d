"""A site's own page models with the names of ``wagtail_tyonohjaus.pages``."""

from wagtail.models import Page


class PracticeHomePage(Page):
    pass


class StandardPage(Page):
    pass


class ServiceIndexPage(Page):
    pass


class ServicePage(Page):
    pass


class SupervisorIndexPage(Page):
    pass


class SupervisorPage(Page):
    pass


class CrisisNoticeIndexPage(Page):
    pass


class CrisisNoticePage(Page):
    pass


class ContactPage(Page):
    pass
