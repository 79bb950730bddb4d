"""The cases in which a message about a request says something else, and the placeholders of its text.

A message in a case that has no text of its own, such as a reminder of a request that may be spam, is sent as the
templates say.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...messages.texts.common import COMMON, REFERENCE, link
from ...messages.texts.placeholders import Placeholder

Context = Mapping[str, Any]


def _by_crisis(context: Context) -> str:
    if context.get("crisis") and context.get("suspicious"):
        return "suspicious"
    return "crisis" if context.get("crisis") else ""


def _passing_case(context: Context) -> str:
    if context.get("corrected"):
        return "corrected-crisis" if context.get("crisis") else "corrected"
    return _by_crisis(context)


def _unless_suspicious(context: Context) -> str:
    return "suspicious" if context.get("crisis") and context.get("suspicious") else ""


def _receipt_case(context: Context) -> str:
    return "crisis" if context.get("crisis") else ""


def _alert_case(context: Context) -> str:
    later = context.get("step") != "duty"
    if context.get("suspicious"):
        return "suspicious-later" if later else "suspicious"
    return "later" if later else ""


def _late_case(context: Context) -> str:
    return "" if context.get("has_taken") and not context["delivery"].fallback_of_id else "others"


def _number_case(context: Context) -> str:
    count = context.get("count")
    return "one" if count == 1 else ""


#: By message type, how the sample is chosen whose text a message has.
VARIANTS: dict[str, Callable[[Context], str]] = {
    **dict.fromkeys(("staff_notice", "returned", "assigned"), _by_crisis),
    "passed_on": _passing_case,
    **dict.fromkeys(("reminder", "escalation", "review"), _unless_suspicious),
    "receipt": _receipt_case,
    "alert": _alert_case,
    "alert_late": _late_case,
    "crisis_summary": _number_case,
}

#: By sample, the label and what differs from the data of the first sample.
Cases = dict[str, tuple[str | Promise, dict[str, Any]]]

_BOTH: Cases = {"": (_("About a request"), {}), "crisis": (_("About a crisis request"), {"crisis": True})}
_SUSPICIOUS = (_("About a crisis request that may be spam"), {"crisis": True, "suspicious": True})
#: By message type.
CASES: dict[str, Cases] = {
    **dict.fromkeys(("returned", "assigned", "receipt"), _BOTH),
    "passed_on": {
        **_BOTH,
        "corrected": (_("About a corrected request"), {"corrected": True}),
        "corrected-crisis": (_("About a corrected crisis request"), {"corrected": True, "crisis": True}),
    },
    "staff_notice": {**_BOTH, "suspicious": _SUSPICIOUS},
    "alert": {
        "": (_("The first alert"), {}),
        "later": (_("While nobody has acknowledged it"), {"step": "backup"}),
        "suspicious": (_("The first alert, about a request that may be spam"), {"suspicious": True}),
        "suspicious-later": (
            _("While nobody has acknowledged it, about a request that may be spam"),
            {"step": "backup", "suspicious": True},
        ),
    },
    "alert_late": {
        "": (_("To the person who has taken the request"), {}),
        "others": (_("To others"), {"has_taken": False}),
    },
    "crisis_summary": {
        "": (_("Several requests"), {}),
        "one": (_("One request"), {"count": 1}),
    },
}

_DUE = Placeholder(
    "due",
    _("By when the visitor is to be called or the request taken"),
    "{% load tyonohjaus_time %}{{ due_at|moment:practice }}",
    optional=True,
    keys=("due_at",),
)
_ANSWERS = Placeholder(
    "answers",
    _("What the visitor chose in the form"),
    '{% include "wagtail_tyonohjaus/messages/_request_answers.txt" %}',
    optional=True,
    keys=("summary",),
    block=True,
)
_MESSAGE = Placeholder(
    "message",
    _("The visitor's message, if the practice includes it in e-mails"),
    "{{ message }}",
    optional=True,
    keys=("message",),
    block=True,
)
_CHANGED_BY = Placeholder("changed_by", _("Who did it"), "{{ changed_by }}")
_ACCESS = "{% load tyonohjaus_alerts %}{% alert_access as access %}"
_ALERT_LINK = link(f"{_ACCESS}{{{{ access.url }}}}", "alert_link")
_LOGIN_LINK = Placeholder(
    "link",
    _("The link to the request, for those who log in"),
    "{{ link }}",
    optional=True,
    keys=("link",),
    is_link=True,
)
_CODE = Placeholder(
    "code",
    _("The code with which the recipient replies to the text message"),
    f"{_ACCESS}{{{{ access.code }}}}",
    optional=True,
    keys=("sample_code",),
)
_OFFICE = Placeholder("office", _("The office"), "{{ office }}", optional=True, keys=("office",))
_SUMMARY = (*COMMON, REFERENCE, _ANSWERS, _MESSAGE, link())

#: Of the samples that have other ones than their type.
_OF_SAMPLES = {
    ("alert_late", "others"): (
        *COMMON,
        REFERENCE,
        _DUE,
        Placeholder("taken_by", _("Who has taken the request"), "{{ taken_by }}"),
        link(),
    )
}
#: By message type. A reply has none: it is written each time.
_PLACEHOLDERS: dict[str, tuple[Placeholder, ...]] = {
    "staff_notice": (*_SUMMARY, _DUE),
    **dict.fromkeys(("reminder", "escalation", "review", "returned"), _SUMMARY),
    "passed_on": (*_SUMMARY, _CHANGED_BY),
    "assigned": (*COMMON, REFERENCE, _CHANGED_BY, link()),
    "unassigned": (*COMMON, REFERENCE, _CHANGED_BY),
    "receipt": (
        *COMMON,
        REFERENCE,
        link("{% load tyonohjaus_contact %}{% receipt_link %}", "receipt_link"),
        Placeholder(
            "session_link",
            _("The link to the time that is held for the visitor"),
            "{% load tyonohjaus_appointments %}{% if session %}{% session_link session %}{% endif %}",
            optional=True,
            keys=("session",),
            is_link=True,
        ),
        Placeholder("phone", _("The number to call"), "{{ phone }}", optional=True, keys=("phone",)),
    ),
    "alert": (*COMMON, REFERENCE, _OFFICE, _DUE, _ALERT_LINK, _LOGIN_LINK, _CODE),
    "alert_late": (*COMMON, REFERENCE, _DUE, _ALERT_LINK, _LOGIN_LINK),
    "crisis_summary": (*COMMON, Placeholder("count", _("How many requests"), "{{ count }}"), link()),
}


def placeholders_of(message_type: str, variant: str) -> tuple[Placeholder, ...]:
    """Those of a sample."""
    return _OF_SAMPLES.get((message_type, variant)) or _PLACEHOLDERS.get(message_type, ())
