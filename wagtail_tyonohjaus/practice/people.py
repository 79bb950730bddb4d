"""The right over people: whose account, who coordinates an office, and where the practice's messages go.

It is separate from the right to edit records, which would otherwise open the inbox of an office to its editors.
"""

from django.db.models import Model, Q, QuerySet
from wagtail.models import GroupSitePermission, Site

from .managers import managed_sites
from .models import Office, PracticeSettings, Supervisor
from .users import AnyUser

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
    if user is None or not (user.is_authenticated and user.is_active):
        return sites.none()
    if user.has_perm(PEOPLE_PERMISSION):
        return sites
    app_label, codename = PEOPLE_PERMISSION.split(".")
    grants = GroupSitePermission.objects.filter(
        group__user=user, permission__content_type__app_label=app_label, permission__codename=codename
    )
    pks = {*grants.values_list("site", flat=True), *(site.pk for site in managed_sites(user))}
    return sites.filter(pk__in=pks)


def protected_fields(user: AnyUser, record: Model, sites: set[int]) -> frozenset[str]:
    """The fields of a record that the user may not change.

    ``sites`` are the practices concerned: that of the stored record, and the one that it is to belong to. Without any,
    because a new record has none yet, the right over one practice is enough.
    """
    permitted = set(people_sites(user).values_list("pk", flat=True))
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
    if user is None or people_sites(user).count() == Site.objects.count():
        return users
    offices, supervisors = Office.coordinators.through.objects, Supervisor.objects.exclude(user=None)
    elsewhere = Q(pk__in=offices.exclude(office__site=site_id).values("user"))
    elsewhere |= Q(pk__in=supervisors.exclude(site=site_id).values("user"))
    here = Q(pk__in=offices.filter(office__site=site_id).values("user"))
    here |= Q(pk__in=supervisors.filter(site=site_id).values("user"))
    return users.filter(here | ~elsewhere)
