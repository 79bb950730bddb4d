"""The vocabulary that describes supervisors. All practices share it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from .translations import TranslatedMixin, Translation, translated


class Term(TranslatedMixin, index.Indexed, ClusterableModel):
    """Abstract: a term of the vocabulary."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    history_fields = ("name",)
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    title = translated("name")

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Approach(Term):
    """A theoretical frame of reference, such as solution-focused."""

    class Meta(Term.Meta):
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")


class WorkField(Term):
    """A line of work that a supervisor knows, such as early education."""

    class Meta(Term.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")


class TermTranslation(Translation):
    """Abstract: the name of a term in one language."""

    history_fields = ("language", "name")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        abstract = True


class ApproachTranslation(TermTranslation):
    """An approach's name in a language other than the practice's first."""

    parent = ParentalKey(Approach, on_delete=models.CASCADE, related_name="translations")


class WorkFieldTranslation(TermTranslation):
    """A work field's name in a language other than the practice's first."""

    parent = ParentalKey(WorkField, on_delete=models.CASCADE, related_name="translations")
