# harbour/field_types.py
from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.contact.form.field_types import FieldType, register_field_type


def build_scale(question):
    numbers = [(str(number), str(number)) for number in range(1, 6)]
    return forms.TypedChoiceField(choices=[("", "–"), *numbers], coerce=int, empty_value=None, **question.field_options)


register_field_type(FieldType("scale", _("Scale from 1 to 5"), build_scale))
