"""Of which practices a user may see the records' names, in choosers and filters."""

from typing import cast

from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm, ModelChoiceField
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ...access_limits import limited
from ..access.managers import managed_sites
from ..access.policy import RecordAccessPolicy
from ..form_fields.choices import set_queryset
from ..page_model import page_model
from ..users import AnyUser

_ACTIONS = ("view", "change", "add", "delete")
_PAGE_ACTIONS = ("add", "change", "publish")


def practice_name(site: Site) -> str:
    """The name of the site's practice. Wagtail's own text names the site, and says whether it is the default one."""
    practice = getattr(site, "tyonohjaus_practice", None)
    return str(practice) if practice else site.site_name or site.hostname


def offer_practices(form: BaseForm, name: str, sites: QuerySet[Site]) -> None:
    """A field of the form offers these sites, named like their practices."""
    set_queryset(form, name, sites.select_related("tyonohjaus_practice"))
    field = cast(ModelChoiceField, form.fields[name])
    field.label_from_instance = practice_name  # type: ignore[assignment, method-assign]


def permitted_sites(user: AnyUser, model: type[Model], action: str) -> QuerySet[Site]:
    """The sites whose records the user may add or change; all if the model's policy has no rights per site."""
    policy = policy_registry.get_by_type(model)
    return policy.managed_sites(user, [action]) if isinstance(policy, RecordAccessPolicy) else Site.objects.all()


def visible_sites(user: AnyUser, model: type[Model]) -> QuerySet[Site]:
    """The sites of which the user may see at least some of the model's records."""
    policy, sites = policy_registry.get_by_type(model), Site.objects.all()
    if isinstance(policy, RecordAccessPolicy):
        return policy.visible_sites(user)
    return sites if policy.user_has_any_permission(user, _ACTIONS) else sites.none()


def choosable_sites(user: AnyUser, model: type[Model]) -> QuerySet[Site]:
    """Also those whose pages the user edits, or whose requests, rules and rotas the user manages."""
    pks = {*_edited_sites(user), *(site.pk for site in managed_sites(user))}
    return Site.objects.filter(Q(pk__in=pks) | Q(pk__in=visible_sites(user, model).values("pk")))


def choosable_records(user: AnyUser, rows: QuerySet) -> QuerySet:
    """Those of the rows that the user may choose: of ``choosable_sites``, and not hidden by a limit of the project."""
    return limited(rows.filter(site__in=choosable_sites(user, rows.model)), user, ["view"])


def _edited_sites(user: AnyUser) -> set[int]:
    policy = policy_registry.get_by_type(page_model())
    pages = policy.instances_user_has_any_permission_for(user, _PAGE_ACTIONS)
    roots = Site.get_site_root_paths()
    paths = {root.root_path for root in roots}
    edited = {path for path in paths if _pages_of_root(pages, path, paths).exists()}
    return {root.site_id for root in roots if root.root_path in edited}


def _pages_of_root(pages: QuerySet, path: str, paths: set[str]) -> QuerySet:
    """The pages under a root, but not under the root of another site inside it."""
    pages = pages.filter(url_path__startswith=path)
    for inner in paths:
        if inner != path and inner.startswith(path):
            pages = pages.exclude(url_path__startswith=inner)
    return pages
