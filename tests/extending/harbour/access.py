# harbour/access.py
from wagtail_tyonohjaus.access_limits import AccessLimit, register_access_limit
from wagtail_tyonohjaus.contact.crisis import is_crisis


def without_crises(user, actions):
    return ~is_crisis() if user.groups.filter(name="Trainees").exists() else None


register_access_limit(AccessLimit("trainees", "wagtail_tyonohjaus.ContactRequest", without_crises))
