"""Takes back what the start has made, as long as nobody has changed, published or used it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.models import AbstractPage, Collection, Locale, ModelLogEntry, Site

from ..contact.rule_models import RoutingRule
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.page_model import page_model
from ..practice.users import AnyUser
from .provenance import Made, forget, made_objects
from .root_switch import PREVIOUS_ROOT
from .start import lock

#: What depends on others comes first.
ORDER: tuple[type[Model], ...] = (Group, RoutingRule, AbstractPage, Supervisor, Service, Office, Collection, Locale)


@dataclass(frozen=True)
class Undone:
    """One object. ``reason`` says why it was left; blank if it was removed."""

    kind: str
    label: str
    reason: str = ""


@dataclass
class UndoReport:
    """What was taken back, and what was left."""

    lines: list[Undone] = field(default_factory=list)

    @property
    def removed(self) -> list[Undone]:
        """What was deleted or emptied again."""
        return [line for line in self.lines if not line.reason]

    @property
    def left(self) -> list[Undone]:
        """What stays, each with the reason."""
        return [line for line in self.lines if line.reason]


def undo(site: Site, user: AnyUser | None = None) -> UndoReport:
    """Takes everything back that is unchanged, in one transaction. A second run finds only what was left."""
    PracticeSettings.for_site(site)
    with transaction.atomic():
        lock(site)
        report = UndoReport()
        for made in _in_order(made_objects(site)):
            kind, label = _names(made)
            report.lines.append(Undone(kind, label, _take_back(made, site, user)))
        return report


def can_undo(site: Site) -> bool:
    """Whether the start has made anything on the site that still exists."""
    return bool(made_objects(site))


def _in_order(made: dict[str, Made]) -> Iterator[Made]:
    settings = [each for each in made.values() if each.field]
    yield from settings
    objects = [each for each in made.values() if not each.field]
    for model in ORDER:
        of_model = [each for each in objects if isinstance(each.instance, model)]
        # Pages below others come first.
        yield from sorted(of_model, key=lambda each: (-getattr(each.instance, "depth", 0), each.instance.pk))


def _names(made: Made) -> tuple[str, str]:
    if made.field:
        return str(made.instance._meta.get_field(made.field).verbose_name), str(made.instance)
    return str(made.instance._meta.verbose_name), str(made.instance)


def _take_back(made: Made, site: Site, user: AnyUser | None) -> str:
    """Why the object is left; blank after it was taken back."""
    if not made.is_unchanged:
        return _("Somebody has changed it.")
    if made.field:
        return _empty_field(made, site, user)
    if isinstance(made.instance, AbstractPage):
        return _remove_page(made, site)
    reason = _reason_to_keep(made.instance)
    if reason:
        return reason
    try:
        with transaction.atomic():
            made.instance.delete()
    except (ProtectedError, RestrictedError):
        return _("It is in use.")
    return ""


def _empty_field(made: Made, site: Site, user: AnyUser | None) -> str:
    practice = PracticeSettings.objects.get(site=site)
    setattr(practice, made.field, practice._meta.get_field(made.field).get_default())
    practice.save()
    forget(made, site, user)
    return ""


def _remove_page(made: Made, site: Site) -> str:
    page = page_model().objects.get(pk=made.instance.pk).specific
    if page.live:
        return _("It is published.")
    if page.numchild:
        return _("There are pages below it.")
    if not _restore_root(page, site, made.data.get(PREVIOUS_ROOT)):
        return _("It is the front page of the site.")
    page.delete()
    return ""


def _restore_root(page: AbstractPage, site: Site, previous_pk: int | None) -> bool:
    """Gives the site its previous front page back; whether ``page`` is no front page any more."""
    sites = list(page.sites_rooted_here.all())
    if not sites:
        return True
    previous = page_model().objects.filter(pk=previous_pk).first()
    if previous is None or [row.pk for row in sites] != [site.pk]:
        return False
    row = Site.objects.get(pk=site.pk)
    row.root_page = previous
    row.save()
    Site.clear_site_root_paths_cache()
    return True


def _reason_to_keep(instance: Any) -> str:
    if isinstance(instance, Locale):
        return _("There are pages in it.") if page_model().objects.filter(locale=instance).exists() else ""
    if isinstance(instance, Group):
        return ""
    if isinstance(instance, Collection) and not instance.is_leaf():
        return _("There are collections in it.")
    return _("It is in use.") if _is_used(instance) else ""


def _is_used(instance: Model) -> bool:
    """Whether a row of another record refers to it; rows of its own form do not count."""
    for relation in instance._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and relation.is_relation):
            continue
        related, remote = relation.related_model, getattr(relation, "field", None)
        if related is None or remote is None or isinstance(remote, ParentalKey) or related is ModelLogEntry:
            continue
        if remote.many_to_many or _is_own_link(instance, related):
            continue
        if related._default_manager.filter(**{remote.name: instance.pk}).exists():
            return True
    return False


def _is_own_link(instance: Model, related: type[Model]) -> bool:
    """Whether rows of ``related`` link the instance, in one of its own many-to-many fields, to others."""
    return any(field.remote_field.through is related for field in instance._meta.many_to_many)
