"""How the values of our fields are compared between two revisions of a page."""

from typing import Any

from django.utils.encoding import force_str
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.compare import TextFieldComparison, register_comparison_class

from ..fields import ChoiceListField


class PhoneNumberComparison(TextFieldComparison):
    """Compares telephone numbers as text."""

    val_a: Any
    val_b: Any

    def __init__(self, field: Any, *revisions: Any) -> None:
        super().__init__(field, *revisions)
        self.val_a, self.val_b = force_str(self.val_a or ""), force_str(self.val_b or "")


class ChoiceListComparison(TextFieldComparison):
    """Compares the labels of the codes."""

    val_a: Any
    val_b: Any

    def __init__(self, field: ChoiceListField, *revisions: Any) -> None:
        super().__init__(field, *revisions)
        self.val_a, self.val_b = (", ".join(field.labels(value)) for value in (self.val_a, self.val_b))


register_comparison_class(PhoneNumberField, comparison_class=PhoneNumberComparison)
register_comparison_class(ChoiceListField, comparison_class=ChoiceListComparison)
