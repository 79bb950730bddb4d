"""A site's own models with the names of the package's page types and records."""

from django.conf import settings
from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.snippets.models import register_snippet


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


@register_snippet
class Supervisor(models.Model):
    """Somebody's account, with Django's default reverse name."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    panels = ["user"]

    def __str__(self) -> str:
        return str(self.pk)


@register_setting
class PracticeSettings(BaseSiteSetting):
    """The site's own settings."""

    motto = models.CharField(max_length=100, blank=True)
