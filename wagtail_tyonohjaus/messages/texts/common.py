"""Placeholders that messages of several parts have."""

from django.utils.translation import gettext_lazy as _

from .placeholders import Placeholder

_INCLUDE_GREETING = '{% include "wagtail_tyonohjaus/messages/_greeting.txt" %}'

GREETING = Placeholder("greeting", _("The greeting, with the recipient's name where it is known"), _INCLUDE_GREETING)
PRACTICE = Placeholder("practice", _("The name of the practice"), "{{ practice_name }}")
REFERENCE = Placeholder("reference", _("The reference of the request or session"), "{{ reference }}")
#: What every message has.
COMMON = (GREETING, PRACTICE)


def link(template: str = "{{ link }}", name: str = "link", *, required: bool = True) -> Placeholder:
    """The link to where the recipient acts. One that is not required is optional: ``template`` is a plain key then."""
    keys = () if required else (template.strip("{} "),)
    parts = ("body", "sms") if required else ()
    return Placeholder(name, _("The link"), template, required=parts, optional=not required, keys=keys, is_link=True)
