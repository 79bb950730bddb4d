"""Which installation the database belongs to."""

from django.db import models
from django.utils import timezone

__all__ = ["Installation"]


class Installation(models.Model):
    """The only row: the installation that may send from this database; see ``state``.

    On MariaDB the table's time of creation identifies the database, and an altered table is created anew. A migration
    that alters this table would therefore pause every site on MariaDB; add another table instead.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=80, blank=True, help_text="The setting INSTALLATION; empty while it is not set.")
    fingerprint = models.CharField(
        max_length=200, blank=True, help_text="What identifies the database itself; empty while it is paused."
    )
    created_at = models.DateTimeField(default=timezone.now)
    noticed_at = models.DateTimeField(null=True, help_text="When a process noticed that this is a copy, or paused it.")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
