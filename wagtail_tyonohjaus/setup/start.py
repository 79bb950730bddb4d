"""Previews and makes what a plan asks for. A second run makes only what is missing, and changes nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..practice.models import PracticeSettings
from ..practice.users import AnyUser
from .group_items import group_items
from .page_items import missing_kinds, page_items
from .plan import Plan
from .provenance import made_objects, remember
from .record_items import record_items
from .rule_items import rule_items
from .settings_items import locale_items, settings_items
from .workspace import Item, Workspace, uses_locales


class Outcome(StrEnum):
    """What becomes of one thing: it is new, was there already, or can't be made."""

    NEW = "new"
    EXISTS = "exists"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Line:
    """One line of a report: ``kind`` says what it is, ``label`` which one; ``reason`` is for ``IMPOSSIBLE``."""

    key: str
    kind: str
    label: str
    outcome: Outcome
    reason: str = ""


@dataclass
class Report:
    """What a run has made or would make, and what else the user should know."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[Line]:
        """The lines with an outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def new(self) -> list[Line]:
        """What is made."""
        return self.of(Outcome.NEW)

    @property
    def existing(self) -> list[Line]:
        """What is there already and stays as it is."""
        return self.of(Outcome.EXISTS)

    @property
    def impossible(self) -> list[Line]:
        """What can't be made in this project, with the reason."""
        return self.of(Outcome.IMPOSSIBLE)


def preview(plan: Plan, site: Site, user: AnyUser | None = None) -> Report:
    """What ``apply`` would do now. Stores nothing but the settings' row, if the site has none."""
    return _run(_workspace(plan, site, user), creates=False)


def apply(plan: Plan, site: Site, user: AnyUser | None = None) -> Report:
    """Makes what is missing, all or nothing. Two runs on a site wait for each other."""
    PracticeSettings.for_site(site)
    with transaction.atomic():
        lock(site)
        return _run(_workspace(plan, site, user), creates=True)


def lock(site: Site) -> None:
    """Lets one start or undo at a time work on a site, until the transaction ends."""
    # An update, since SQLite has no other lock, and the first statement, since MariaDB's snapshot begins with it.
    PracticeSettings.objects.filter(site=site).update(content_version=F("content_version"))


def _workspace(plan: Plan, site: Site, user: AnyUser | None) -> Workspace:
    site = Site.objects.select_related("root_page__locale").get(pk=site.pk)
    return Workspace(plan, site, PracticeSettings.for_site(site), user, made_objects(site))


def _run(work: Workspace, creates: bool) -> Report:
    report, new = Report(notes=_notes(work)), []
    for item in _items(work):
        found = item.find()
        problem = "" if found is not None else item.problem()
        if found is None and not problem and creates:
            found = _create(item)
            new.append((item, found))
            outcome = Outcome.NEW
        else:
            outcome = Outcome.EXISTS if found is not None else Outcome.IMPOSSIBLE if problem else Outcome.NEW
        if found is not None:
            work.objects[item.key] = found
        report.lines.append(Line(item.key, str(item.kind), item.label, outcome, problem))
    # At the end, since later steps add to what earlier ones have made.
    for item, instance in new:
        remember(instance, item.key, work.site, work.user, **item.data())
    return report


def _items(work: Workspace) -> Iterator[Item]:
    yield from locale_items(work)
    yield from settings_items(work)
    yield from record_items(work)
    yield from page_items(work)
    yield from rule_items(work)
    yield from group_items(work)


def _create(item: Item) -> Any:
    try:
        return item.create()
    except ValidationError as error:
        reasons = " ".join(error.messages)
        text = _("%(kind)s “%(label)s” can't be made: %(reasons)s")
        raise ValidationError(text % {"kind": item.kind, "label": item.label, "reasons": reasons}) from error


def _notes(work: Workspace) -> list[str]:
    notes = []
    if missing_kinds(work):
        notes.append(
            _(
                "The project has no page types for some of the pages, so they are left out. Add "
                "“wagtail_tyonohjaus.pages” to INSTALLED_APPS, or make the page types concrete in an app of your own."
            )
        )
    if len(work.plan.languages) > 1 and not uses_locales():
        notes.append(_("Pages are made in the first language only. Turn on WAGTAIL_I18N_ENABLED for the others."))
    return notes
