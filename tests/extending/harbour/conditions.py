# harbour/conditions.py
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.contact.conditions import RoutingCondition, register_routing_condition


def group_size(request):
    return "large" if (request.participants or 0) >= 8 else "small"


register_routing_condition(
    RoutingCondition(
        "group_size",
        _("Group size"),
        choices=(("small", _("Up to 7 people")), ("large", _("8 people or more"))),
        code_of=group_size,
    )
)
