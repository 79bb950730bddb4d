"""Pages, and texts of records, that an editor should look at, as querysets of what the user may edit."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Length, Substr
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import get_page_models
from wagtail.permissions import policy_registry

from ..availability.models import ExceptionEffect, HoursException, WeeklyHours
from ..blocks import ContactFormBlock
from ..blocks.record_usage import with_deleted_records
from ..blocks.stream_values import stream_block_names
from ..page_types.base import PracticePageMixin
from ..practice.access.policy import once_per_user
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.page_links import PageRole, page_classes, page_type_of, presenting_classes
from ..practice.page_model import page_model
from ..practice.users import Account

#: Who may only publish a page can't open its editor.
ACTIONS = {"change"}
#: The length of one step in the path of a page in the tree.
STEP = 4
#: The texts that visitors miss in their language, by record.
TEXTS: dict[type[Model], tuple[str, ...]] = {
    Service: ("name", "summary"),
    Office: ("directions",),
    Supervisor: ("role", "introduction"),
}


def may_edit_pages(user: Account) -> bool:
    """Whether the user may edit any page; no query if Wagtail's menu has asked before."""
    return policy_registry.get_by_type(page_model()).user_has_any_permission(user, ACTIONS)


def editable_pages(user: Account, model: Any = None) -> QuerySet[Any]:
    """The pages of a class that the user may edit, or all; the tree's root is left out."""
    pages = policy_registry.get_by_type(page_model()).instances_user_has_any_permission_for(user, ACTIONS)
    if model is None:
        return pages.filter(depth__gt=1)
    return model._default_manager.filter(pk__in=pages.order_by().values("pk"))


def own_pages(user: Account) -> QuerySet[Any]:
    """Those of the page types of the package."""
    classes = [model for model in get_page_models() if issubclass(model, PracticePageMixin)]
    kinds = ContentType.objects.get_for_models(*classes).values()
    return editable_pages(user).filter(content_type__in=[kind.pk for kind in kinds], live=True)


def drafts(user: Account) -> QuerySet[Any]:
    """Pages with changes that were neither published nor scheduled, aliases aside: they follow their source.

    A page that was taken down or has expired has none, unless it was edited afterwards.
    """
    pages = editable_pages(user).filter(has_unpublished_changes=True, alias_of=None)
    unchanged = Q(latest_revision_created_at=None) | Q(last_published_at__gte=F("latest_revision_created_at"))
    taken_down = Q(unchanged, live=False, last_published_at__isnull=False)
    return pages.filter(latest_revision__approved_go_live_at=None).exclude(taken_down)


def of_former_supervisors(user: Account) -> QuerySet[Any]:
    """Published pages of supervisors who no longer work at the practice."""
    return _of_supervisors(user, active=False)


def without_hours(user: Account) -> QuerySet[Any]:
    """Published pages that show free times of supervisors without hours, like ``content_checks.missing_hours``.

    The day is that of the practice where it is earliest, so that no hours of today are left out.
    """
    today = min(timezone.localdate(timezone=row.zone) for row in practices(user) or [PracticeSettings()])
    weekly = WeeklyHours.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), supervisor=OuterRef("pk"))
    last_day = Q(last_day__gte=today) | Q(last_day=None, first_day__gte=today)
    exceptions = HoursException.objects.filter(last_day, supervisor=OuterRef("pk")).exclude(
        effect=ExceptionEffect.CLOSED
    )
    silent = PracticeSettings.objects.filter(publish_free_times=False).values("site")
    idle = Supervisor.objects.filter(~Exists(weekly), ~Exists(exceptions), active=True, accepts_new_clients=True)
    idle = idle.exclude(site__in=silent)
    return _of_supervisors(user, "show_free_times", pk__in=idle.order_by().values("pk"))


def without_contact(user: Account) -> QuerySet[Any] | None:
    """Published pages from which visitors can't reach the practice: it has neither a number nor an e-mail address, nor
    a contact page in the page's language. None if there is no such practice.

    Pages with a form of their own, also as a block, are left out.
    """
    keys = {row.site.root_page.translation_key for row in practices(user) if not (row.phone or row.email)}
    if not keys:
        return None
    unreachable = Q(pk__in=[])
    for condition in _below_roots(user, keys):
        without = condition
        for model in page_classes(PageRole.CONTACT):
            without &= ~Q(locale__in=model._default_manager.live().filter(condition).order_by().values("locale"))
        unreachable |= without
    pages = own_pages(user).filter(unreachable)
    for model, field in _with_forms():
        pages = pages.exclude(pk__in=model._default_manager.filter(**{field: True}).order_by().values("pk"))
    for rows in _with_form_blocks():
        pages = pages.exclude(pk__in=rows.order_by().values("pk"))
    return pages


def with_deleted(user: Account) -> QuerySet[Any]:
    """Published pages whose blocks refer to records that were deleted."""
    return with_deleted_records(editable_pages(user))


def without_translation(user: Account) -> QuerySet[Any]:
    """Published pages without a translation into a language in which the page above them is published.

    Crisis notices are left out: visitors see them in the language that there is.
    """
    pages = page_model()._default_manager
    parent_key = pages.filter(path=Substr(OuterRef(OuterRef("path")), 1, Length(OuterRef(OuterRef("path"))) - STEP))
    translation = pages.filter(translation_key=OuterRef(OuterRef("translation_key")), locale=OuterRef("locale"))
    parents_elsewhere = pages.filter(translation_key__in=parent_key.values("translation_key"), live=True)
    candidates = own_pages(user)
    for model in page_classes(PageRole.CRISIS_NOTICE):
        candidates = candidates.exclude(pk__in=model._default_manager.order_by().values("pk"))
    return candidates.filter(Exists(parents_elsewhere.filter(~Exists(translation))))


def records_without_translation(user: Account, model: type[Model]) -> QuerySet[Any]:
    """Records that lack a text in a language in which the site of their practice is published."""
    policy = policy_registry.get_by_type(model)
    rows = policy.instances_user_has_any_permission_for(user, ["change"])
    if model is Supervisor:
        rows = rows.filter(active=True)
    translations: Any = model._meta.get_field("translations").related_model
    missing = Q(pk__in=[])
    for field in TEXTS[model]:
        has_text = translations._default_manager.filter(
            parent=OuterRef(OuterRef("pk")), language=OuterRef("locale__language_code")
        ).exclude(**{field: ""})
        languages = page_model()._default_manager.filter(
            ~Exists(has_text), translation_key=OuterRef("site__root_page__translation_key"), live=True
        )
        missing |= Q(Exists(languages.exclude(locale=OuterRef("site__root_page__locale")))) & ~Q(**{field: ""})
    return rows.filter(missing)


def practices(user: Account) -> list[PracticeSettings]:
    """All practices with their sites and front pages, by which pages are told apart; one query for each request."""
    rows = PracticeSettings.objects.select_related("site__root_page").order_by("pk")
    return once_per_user(user, "practices", lambda: list(rows))


def _below_roots(user: Account, keys: Collection[Any]) -> Iterator[Q]:
    """For each of these translation keys of front pages, the pages below it, in all languages, without other sites."""
    all_keys = {row.site.root_page.translation_key for row in practices(user)}
    roots = page_model()._default_manager.filter(translation_key__in=all_keys).values_list("translation_key", "path")
    paths = list(roots)
    for key in keys:
        condition = Q(pk__in=[])
        for path in (path for each, path in paths if each == key):
            below = Q(path__startswith=path)
            for other, inner in paths:
                if other != key and inner.startswith(path) and inner != path:
                    below &= ~Q(path__startswith=inner)
            condition |= below
        yield condition


def _with_form_blocks() -> Iterator[QuerySet[Any]]:
    """The pages of each class whose StreamFields have a contact form; compared as text, so that none is loaded."""
    for model in get_page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and issubclass(model, PracticePageMixin):
                for name in stream_block_names(field.stream_block, ContactFormBlock):
                    rows = model._default_manager.alias(tyonohjaus_text=Cast(field.name, TextField()))
                    yield rows.filter(tyonohjaus_text__contains=f'"type": "{name}"')


def _of_supervisors(user: Account, shown: str = "", **conditions: Any) -> QuerySet[Any]:
    found = Q(pk__in=[])
    supervisors = Supervisor.objects.filter(**conditions).order_by().values("pk")
    for model, field in presenting_classes(PageRole.SUPERVISOR):
        pages = model._default_manager.filter(**{f"{field}__in": supervisors})
        if shown and any(each.name == shown for each in model._meta.get_fields()):
            pages = pages.filter(**{shown: True})
        found |= Q(pk__in=pages.order_by().values("pk"))
    return editable_pages(user).filter(found, live=True)


def _with_forms() -> Iterator[tuple[Any, str]]:
    for role in PageRole:
        for model in page_classes(role):
            page_type = page_type_of(model)
            if page_type and page_type.form_field:
                yield model, page_type.form_field
