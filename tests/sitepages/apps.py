from django.apps import AppConfig


class SitePagesConfig(AppConfig):
    name = "tests.sitepages"
    label = "sitepages"
    default_auto_field = "django.db.models.BigAutoField"
