from django.apps import AppConfig


class ImageAppConfig(AppConfig):
    name = "tests.imageapp"
    label = "imageapp"
    default_auto_field = "django.db.models.BigAutoField"
