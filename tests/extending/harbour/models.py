# harbour/models.py
from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from wagtail_tyonohjaus.blocks import PageBodyBlock
from wagtail_tyonohjaus.page_types import ServicePageMixin, SupervisorPageMixin


class PromiseBlock(StructBlock):
    heading = CharBlock()
    text = RichTextBlock()

    class Meta:
        template = "harbour/promise.html"


class Body(PageBodyBlock):
    promise = PromiseBlock()


class ServicePage(ServicePageMixin, Page):
    body = StreamField(Body(), blank=True)
    course_code = models.CharField(max_length=20, blank=True)

    content_panels = [*ServicePageMixin.content_panels, "course_code"]
    search_fields = Page.search_fields + ServicePageMixin.practice_search_fields


class SupervisorPage(SupervisorPageMixin, Page):
    search_fields = Page.search_fields + SupervisorPageMixin.practice_search_fields


class Licence(models.Model):
    supervisor = ParentalKey("wagtail_tyonohjaus.Supervisor", on_delete=models.CASCADE, related_name="licences")
    number = models.CharField(max_length=40)

    def __str__(self):
        return self.number


class Pager(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=20)

    def __str__(self):
        return self.number


class Leave(models.Model):
    supervisor = models.ForeignKey("wagtail_tyonohjaus.Supervisor", on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()

    def __str__(self):
        return f"{self.start:%Y-%m-%d}"
