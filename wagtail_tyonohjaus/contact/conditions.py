"""Conditions of routing rules that a project adds in code, beside the fields of a request.

A rule stores the codes that such a condition accepts. For the evaluation, and for the analysis of rules, each condition
is a value of the request that has to be among them.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..messages.failures import log_failure
from ..registry import Registry
from .form.questions import RESERVED, Question, questions
from .form.standard_fields import STANDARD_FIELDS, StrOrPromise

logger = logging.getLogger(__name__)

Value = str | None


@dataclass(frozen=True)
class RoutingCondition:
    """A condition by which routing rules can be limited.

    ``choices`` are pairs of a code and a label, of which a rule accepts some. ``code_of`` returns the code of a
    ``ContactRequest``, which is not saved yet when it is first routed; blank for none. ``name`` is stored in rules.
    """

    name: str
    label: StrOrPromise
    choices: tuple[tuple[str, StrOrPromise], ...]
    code_of: Callable[[Any], str]


_registered: Registry[RoutingCondition] = Registry("routing condition", reserved=(*RESERVED, *STANDARD_FIELDS))


def register_routing_condition(condition: RoutingCondition) -> None:
    """Adds a condition to routing rules; one of the same name is replaced."""
    _registered.register(condition.name, condition)


def unregister_routing_condition(name: str) -> None:
    """Removes a condition, if it is registered. Rules that are limited by it match nothing then."""
    _registered.unregister(name)


def routing_conditions() -> dict[str, RoutingCondition]:
    """By name: the registered ones, and the questions that are conditions."""
    of_questions = {each.name: _condition_of(each) for each in questions() if each.is_routing_condition}
    return of_questions | {condition.name: condition for condition in _registered}


def condition_labels() -> dict[str, StrOrPromise]:
    """The labels of the project's conditions by name."""
    return {name: condition.label for name, condition in routing_conditions().items()}


def values_of(request: Any) -> dict[str, Value]:
    """What each condition says of a ``ContactRequest``. One that fails has the value None, which no rule accepts."""
    return {name: _value_of(condition, request) for name, condition in routing_conditions().items()}


def accepted_codes(stored: Any) -> dict[str, frozenset[Value]]:
    """What a rule's conditions of the project accept: nothing if the condition or its codes are not known any more.

    ``stored`` is ``RoutingRule.other_conditions``.
    """
    accepted = stored_codes(stored)
    # Most rules have none, and every page with numbers of rules reads all rules.
    conditions = routing_conditions() if accepted else {}
    return {name: _accepted(conditions.get(name), codes) for name, codes in accepted.items()}


def stored_codes(stored: Any) -> dict[str, list[str]]:
    """The codes of ``RoutingRule.other_conditions`` by condition. What can't be read has none: it matches nothing."""
    if stored is None:
        return {}
    if not isinstance(stored, Mapping):
        return {"unreadable": []}
    return {name: _texts(codes) for name, codes in stored.items()}


def exhausted_names(stored: Any) -> list[str]:
    """The names of the conditions that accept nothing any more."""
    return [name for name, accepted in accepted_codes(stored).items() if not accepted]


def _condition_of(question: Question) -> RoutingCondition:
    def code_of(request: Any) -> str:
        codes = (answer.get("code") for answer in request.answers if answer.get("key") == question.name)
        return next(codes, "") or ""

    return RoutingCondition(question.name, question.label, question.choices, code_of)


def _value_of(condition: RoutingCondition, request: Any) -> Value:
    try:
        # A query that fails would end the transaction in which the request is stored.
        with transaction.atomic():
            code = condition.code_of(request) or ""
        if not isinstance(code, str):
            raise TypeError
    except Exception as error:
        log_failure(logger, f"The routing condition {condition.name}", error)
        return None
    return code


def _texts(codes: Any) -> list[str]:
    return [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []


def _accepted(condition: RoutingCondition | None, codes: list[str]) -> frozenset[Value]:
    choices = {code for code, _label in condition.choices} if condition else set()
    return frozenset(code for code in codes if code in choices)
