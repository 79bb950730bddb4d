"""A custom image model for ``WAGTAILIMAGES_IMAGE_MODEL``."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PracticeImage(AbstractImage):
    photographer = models.CharField(max_length=100, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "photographer")


class PracticeRendition(AbstractRendition):
    image = models.ForeignKey(PracticeImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="imageapp_rendition")
        ]
