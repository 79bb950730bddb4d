"""The admin form of rotas."""

from typing import Any

from ...practice.admin.forms import RecordForm
from ...practice.form_fields.dates import DateTimeField
from ...practice.models import PracticeSettings


class RotaForm(RecordForm):
    """A rota with its turns, whose times are in the practice's time zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practice = PracticeSettings.objects.filter(site_id=self._site_id()).first()
        if practice is None or "turns" not in self.formsets:
            return
        fields = (field for form in self.formsets["turns"].forms for field in form.fields.values())
        for field in fields:
            if isinstance(field, DateTimeField):
                field.zone = practice.zone
