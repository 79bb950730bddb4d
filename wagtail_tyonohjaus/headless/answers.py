"""Reads what another site has posted: a token and answers, as if a page's form had been submitted."""

from collections.abc import Iterator, Mapping

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from pydantic import ValidationError

from .form_data import MULTIPLE, field_type
from .problems import MALFORMED_REQUEST, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, Problem
from .schemas import Answer, FieldError, FormAnswers

MIN_KEY_LENGTH, MAX_KEY_LENGTH = 16, 200


def read_answers(request: HttpRequest) -> FormAnswers:
    """The body. Raises ``Problem`` if it is too long, or not the expected JSON."""
    if request.content_type != "application/json":
        raise Problem(UNSUPPORTED_MEDIA_TYPE, _("Send the answers as application/json."))
    try:
        return FormAnswers.model_validate_json(request.body)
    except RequestDataTooBig as error:
        raise Problem(TOO_LARGE, _("Your request is too long. Shorten the text and send it again.")) from error
    except ValidationError as error:
        places = dict.fromkeys(_pointer(each["loc"]) for each in error.errors(include_input=False, include_url=False))
        detail = _("The request is not JSON with a token and answers: %(places)s") % {"places": ", ".join(places)}
        raise Problem(MALFORMED_REQUEST, detail) from error


def read_idempotency_key(request: HttpRequest) -> str:
    """The header, or blank. Raises ``Problem`` for a key that others are likely to use as well."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not (MIN_KEY_LENGTH <= len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        limits = {"min": MIN_KEY_LENGTH, "max": MAX_KEY_LENGTH}
        raise Problem(MALFORMED_REQUEST, _("Idempotency-Key must have %(min)d to %(max)d visible characters.") % limits)
    return key


def as_form_data(answers: Mapping[str, Answer]) -> QueryDict:
    """The answers as a browser posts them: what is not checked or not answered is left out."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is True:
            data[name] = "on"
        elif value is not None and value is not False:
            data[name] = str(value)
    return data


def type_errors(form: forms.Form, answers: Mapping[str, Answer]) -> Iterator[FieldError]:
    """Answers to what the form does not ask, and those that a browser could not have posted."""
    for name, value in answers.items():
        if name not in form.fields:
            # A field that is there only if it has a value.
            is_given = name == "consent" and value is True  # by sending the form for crises, which has no field for it
            if value not in (None, "", False, []) and not is_given:
                yield field_error(name, _("The form has no such field."))
        elif not _fits(field_type(form.fields[name]), value):
            yield field_error(name, _("This kind of value is not possible here."))


def field_error(name: str, message: str) -> FieldError:
    """An error of a field; ``name`` is blank for the form as a whole."""
    return FieldError(field=name, pointer=_pointer(("answers", name) if name else ("answers",)), message=message)


def _fits(kind: str, value: Answer) -> bool:
    if value is None:
        return True
    if kind in MULTIPLE:
        return isinstance(value, list)
    if kind == "checkbox":
        return isinstance(value, bool)
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _pointer(location: tuple[int | str, ...]) -> str:
    """As a JSON Pointer (RFC 6901) in a fragment."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "#" + "".join(f"/{part}" for part in parts)
