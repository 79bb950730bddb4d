"""Which stored record a row of a file is about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from ...practice.models import Office, Supervisor
from ...practice.record_columns import KEYS
from .texts import normalised

#: The texts of a row's cells by the names of fields.
Texts = Mapping[str, str]


class NoMatchError(Exception):
    """It can't be told which record a row is about; ``name`` is the field whose cell says so."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.name, self.text = name, text


class Matcher:
    """Finds records of a model: by identifier or URL slug, else by e-mail address, else by name.

    When in doubt, a row is about no record, and is not a new one either.
    """

    def __init__(self, model: type[Model], records: Iterable[Any]) -> None:
        self.key = KEYS[model]
        self.records = list(records)
        self._by_key = {_key(getattr(record, self.key)): record for record in self.records}
        self._by_name = _grouped((name_of(record), record) for record in self.records)
        self._by_email: dict[str, list[Any]] = {}
        if model is Supervisor:
            self._by_email = _grouped((_email(record.email), record) for record in self.records if record.email)

    def find(self, texts: Texts) -> Any | None:
        """The record of a row; None for a new one. Raises ``NoMatchError``."""
        key, name = _key(texts.get(self.key, "")), _name(texts)
        named = self._by_name.get(name, [])
        if key and key in self._by_key:
            return self._by_key[key]
        if key:
            self._check_new_key(named)
            return None
        if email := _email(texts.get("email", "")) if self.key == "uuid" else "":
            return self._of_email(email, name, named)
        without_address = [record for record in named if self.key == "uuid" and "email" in texts and not record.email]
        return self._only(without_address or named, "name")

    def _check_new_key(self, named: Sequence[Any]) -> None:
        if self.key == "uuid":
            raise NoMatchError("uuid", _("No supervisor has this identifier. Leave the cell blank for a new one."))
        if named:
            text = _("There is one of this name with the URL slug “%(slug)s”. Enter that one, or leave the cell blank.")
            raise NoMatchError(self.key, text % {"slug": named[0].slug})

    def _of_email(self, email: str, name: str, named: Sequence[Any]) -> Any | None:
        found = self._by_email.get(email, [])
        if len(found) > 1:
            same_name = [record for record in found if name_of(record) == name]
            return self._only(same_name or found, "email")
        if found:
            return found[0]
        if any(record.email for record in named):
            text = _(
                "A supervisor of this name has another e-mail address. Enter the identifier of an exported file to "
                "change the address, or add a person of the same name in the list of supervisors."
            )
            raise NoMatchError("email", text)
        return self._only(named, "name")

    def _only(self, found: Sequence[Any], name: str) -> Any | None:
        if len(found) > 1:
            texts = {
                "uuid": _("Several supervisors fit. Enter the identifier of an exported file."),
                "slug": _("There are several of this name. Enter the URL slug."),
            }
            raise NoMatchError(name, texts[self.key])
        return found[0] if found else None

    def identity(self, texts: Texts) -> tuple[str, ...]:
        """What two new rows must not have in common."""
        key = _key(texts.get(self.key, ""))
        return (key,) if key else (_name(texts), _email(texts.get("email", "")) if self.key == "uuid" else "")


def name_of(record: Any) -> str:
    """By which name a row refers to a record."""
    return normalised(str(record) if isinstance(record, Office) else record.name)


def _name(texts: Texts) -> str:
    parts = [texts.get("city", ""), texts.get("name", "")]
    return normalised(", ".join(part.strip() for part in parts if part.strip()))


def _key(value: Any) -> str:
    return str(value).strip().lower()


def _email(text: str) -> str:
    return text.strip().lower()


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for text, record in pairs:
        groups.setdefault(text, []).append(record)
    return groups
