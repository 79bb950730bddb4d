# harbour/apps.py
from django.apps import AppConfig


class HarbourConfig(AppConfig):
    name = "harbour"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import access, channels, conditions, field_types, messages, questions, receivers, records  # noqa: F401
