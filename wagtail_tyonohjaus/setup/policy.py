"""Who may start a practice, and who sees what is left to do."""

from django.db.models import Model
from django.http import Http404
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ..practice.access.managers import managed_sites, manager_policy
from ..practice.access.policy import RecordAccessPolicy
from ..practice.admin.site_access import permitted_sites
from ..practice.users import AnyUser

#: What the start makes that needs a permission for all practices.
REQUIRED = (
    "auth.add_group",
    "wagtailcore.change_site",
    "wagtail_tyonohjaus.add_office",
    "wagtail_tyonohjaus.add_service",
    "wagtail_tyonohjaus.add_supervisor",
    "wagtail_tyonohjaus.change_practicesettings",
    "wagtail_tyonohjaus.manage_people",
)


def may_start_any(user: AnyUser) -> bool:
    """Whether the user has the rights for everything that the start makes, apart from those over the site."""
    return user.is_authenticated and user.is_active and (user.is_superuser or user.has_perms(REQUIRED))


def may_start(user: AnyUser, site: Site) -> bool:
    """Whether the user may start or undo the practice of a site: with the rights to make all of it by hand."""
    if not may_start_any(user):
        return False
    if user.is_superuser:
        return True
    manages = manager_policy().manages_site(user, site.pk)
    return manages and site.root_page.permissions_for_user(user).can_add_subpage()


def startable_sites(user: AnyUser) -> list[Site]:
    """The sites whose practice the user may start."""
    if not may_start_any(user):
        return []
    sites = Site.objects.select_related("root_page__locale").order_by("-is_default_site", "hostname", "port")
    return [site for site in sites if may_start(user, site)]


def checklist_sites(user: AnyUser) -> list[Site]:
    """The sites of which the user sees what is left to do: those that the user manages."""
    return sorted(managed_sites(user), key=lambda site: (not site.is_default_site, site.hostname, site.port))


def site_or_404(sites: list[Site], pk: int) -> Site:
    """That of the sites with the primary key; raises ``Http404`` if there is none."""
    site = next((site for site in sites if site.pk == pk), None)
    if site is None:
        raise Http404
    return site


def may_import(user: AnyUser, model: type[Model]) -> bool:
    """Whether the user may add and change all records of a model, at least those of one practice."""
    policy = policy_registry.get_by_type(model)
    if isinstance(policy, RecordAccessPolicy):
        return all(policy.can_manage(user, [action]) for action in ("add", "change"))
    return all(policy.user_has_permission(user, action) for action in ("add", "change"))


def importable_sites(user: AnyUser, model: type[Model]) -> list[Site]:
    """The practices whose records of the model the user may add and change, each of them."""
    if not may_import(user, model):
        return []
    changeable = {site.pk for site in permitted_sites(user, model, "change")}
    sites = permitted_sites(user, model, "add").select_related("tyonohjaus_practice")
    found = [site for site in sites if site.pk in changeable]
    return sorted(found, key=lambda site: (not site.is_default_site, site.hostname, site.port))
