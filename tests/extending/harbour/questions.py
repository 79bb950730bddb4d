# harbour/questions.py
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.contact.form.questions import Question, register_question
from wagtail_tyonohjaus.contact.form.standard_fields import Requirement

register_question(
    Question(
        "sector",
        _("Your sector"),
        choices=(("health", _("Health care")), ("school", _("Schools")), ("other", _("Another one"))),
        requirement=Requirement.OPTIONAL,
        is_routing_condition=True,
    )
)
