"""The right over people: whose account, who coordinates an office, and where the practice's messages go.

It is separate from the right to edit records, which would otherwise open the inbox of an office to its editors.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Site

from ..models import Office, PracticeSettings, Supervisor
from ..users import AnyUser
from .managers import manager_policy
from .policy import site_grants, sites_count

#: Granted to a group for all sites, or for single ones by a ``GroupSitePermission``. Managers have it without.
PEOPLE_PERMISSION = "wagtail_tyonohjaus.manage_people"

#: The fields of each record that only users with the right may change. ``site`` decides who manages the record.
PEOPLE_FIELDS: dict[type[Model], tuple[str, ...]] = {
    Supervisor: ("site", "user", "email"),
    Office: ("site", "coordinators", "email"),
    PracticeSettings: ("email", "fallback_recipients"),
}
#: What supervisors may change on their own record; the old address is notified.
OWN_FIELDS = frozenset({"email"})


def people_sites(user: AnyUser) -> QuerySet[Site]:
    """The sites of the practices whose people the user may manage."""
    sites = Site.objects.all()
    return sites if _manages_all_people(user) else sites.filter(pk__in=_granted_sites(user))


def _manages_all_people(user: AnyUser) -> bool:
    if user is None or not (user.is_authenticated and user.is_active):
        return False
    return user.has_perm(PEOPLE_PERMISSION) or manager_policy().can_manage_all(user)


def _granted_sites(user: AnyUser) -> set[int]:
    """The sites for which the user has the right without having it for all; no query after the first call."""
    if user is None or not (user.is_authenticated and user.is_active):
        return set()
    codename, content_type = PEOPLE_PERMISSION.split(".")[1], ContentType.objects.get_for_model(PracticeSettings)
    granted = {site for key, name, site in site_grants(user) if (key, name) == (content_type.pk, codename)}
    return granted | manager_policy().managed_site_keys(user)


def protected_fields(user: AnyUser, record: Model, sites: set[int]) -> frozenset[str]:
    """The fields of a record that the user may not change.

    ``sites`` are the practices concerned: that of the stored record, and the one that it is to belong to. Without any,
    because a new record has none yet, the right over one practice is enough.
    """
    if _manages_all_people(user):
        return frozenset()
    permitted = _granted_sites(user)
    if permitted and sites <= permitted:
        return frozenset()
    fields = set(PEOPLE_FIELDS.get(type(record), ()))
    if record.pk is None:
        fields.discard("site")
    elif isinstance(record, Supervisor) and user is not None and record.user_id == user.pk:
        fields -= OWN_FIELDS
    return frozenset(fields)


def selectable_users(user: AnyUser, users: QuerySet, site_id: int | None) -> QuerySet:
    """Those of ``users`` to whom the user may give a part in a practice, without those who work for others only."""
    if user is None or _manages_all_people(user):
        return users
    # If there is one site only, nobody works elsewhere, so that it need not be counted.
    granted = len(_granted_sites(user))
    if granted > 1 and granted == sites_count(user):
        return users
    offices, supervisors = Office.coordinators.through.objects, Supervisor.objects.exclude(user=None)
    elsewhere = Q(pk__in=offices.exclude(office__site=site_id).values("user"))
    elsewhere |= Q(pk__in=supervisors.exclude(site=site_id).values("user"))
    here = Q(pk__in=offices.filter(office__site=site_id).values("user"))
    here |= Q(pk__in=supervisors.filter(site=site_id).values("user"))
    return users.filter(here | ~elsewhere)
