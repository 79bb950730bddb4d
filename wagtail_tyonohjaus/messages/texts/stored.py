"""The texts that practices have edited, and how their placeholders are filled in."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.template import Context, Engine, Template
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from ..models import Delivery, MessageText
from .placeholders import Piece, Placeholder, fill_in, names_in

#: The texts of so many messages of practices are remembered in a process.
MAX_REMEMBERED = 500
#: The names of the annotations of ``with_text_versions``. With the time, since a database may be restored.
VERSIONS = ("edited_texts_version", "edited_texts_changed_at")

Parts = Mapping[str, str]
_remembered: dict[tuple[int | None, str, str], tuple[tuple[Any, ...], dict[str, Parts]]] = {}


def with_text_versions(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Adds the version of the edited texts of each delivery's message, so that they are loaded only after a change."""
    texts = MessageText.objects.filter(
        site=OuterRef("site"), message_type=OuterRef("message_type"), language=OuterRef("language")
    )
    of_message = texts.order_by().values("site")
    versions = of_message.annotate(sum=Sum("version")).values("sum")
    changes = of_message.annotate(last=Max("changed_at")).values("last")
    return deliveries.annotate(**dict(zip(VERSIONS, (Subquery(versions), Subquery(changes)), strict=True)))


def use_parts(delivery: Delivery, parts: Parts) -> None:
    """Renders this unsaved delivery from ``parts`` instead of the stored text."""
    vars(delivery)["_parts"] = parts


def given_parts(delivery: Delivery) -> Parts | None:
    """What ``use_parts`` has set."""
    return vars(delivery).get("_parts")


def texts_by_variant(site_id: int | None, message_type: str, language: str) -> dict[str, Parts]:
    """The edited parts by variant, without blank ones; one query."""
    rows = MessageText.objects.filter(site=site_id, message_type=message_type, language=language)
    parts = {row.variant: {name: text for name, text in row.parts.items() if text} for row in rows}
    return {variant: own for variant, own in parts.items() if own}


def changed_since_sent(delivery: Delivery) -> bool:
    """Whether the practice has changed texts of this message since it was sent, so that it is displayed otherwise."""
    if delivery.finished_at is None or delivery.site_id is None:
        return False
    texts = MessageText.objects.filter(
        site=delivery.site_id, message_type=delivery.message_type, language=delivery.language
    )
    return texts.filter(changed_at__gt=delivery.finished_at).exists()


def filled(text: str, placeholders: Iterable[Placeholder], context: Mapping[str, Any]) -> list[Piece]:
    """A text with the values of this message. Raises ``NoValue``."""
    names, values = names_in(text), {}
    for placeholder in placeholders:
        if placeholder.name in names:
            values[placeholder.name] = value_of(placeholder, context)
    return fill_in(text, values)


def value_of(placeholder: Placeholder, context: Mapping[str, Any]) -> str:
    """The value in the active language, as plain text."""
    return _compiled(placeholder.template).render(Context(dict(context), autoescape=False)).strip()


def as_text(pieces: Iterable[Piece]) -> str:
    """The pieces joined."""
    return "".join(piece.text for piece in pieces)


def as_html(pieces: Iterable[Piece], placeholders: Iterable[Placeholder]) -> SafeString:
    """The same text escaped. URLs that were typed, and those of placeholders for links, are links."""
    links = {each.name for each in placeholders if each.is_link} | {""}
    html = "".join(
        urlize(piece.text, autoescape=True) if piece.name in links else escape(piece.text) for piece in pieces
    )
    return mark_safe(html)  # noqa: S308


def texts_of(delivery: Delivery, language: str) -> dict[str, Parts]:
    """As ``texts_by_variant``, for a delivery; without a query if its version is known and has not changed."""
    if delivery.site_id is None:
        return {}
    key = (delivery.site_id, delivery.message_type, language)
    if VERSIONS[0] not in vars(delivery) or language != delivery.language:
        return texts_by_variant(*key)
    version = tuple(vars(delivery)[name] for name in VERSIONS)
    if version[0] is None:
        return {}
    remembered = _remembered.get(key)
    if remembered is None or remembered[0] != version:
        if len(_remembered) >= MAX_REMEMBERED:
            _remembered.clear()
        remembered = _remembered[key] = version, texts_by_variant(*key)
    return remembered[1]


@lru_cache(maxsize=500)
def _compiled(source: str) -> Template:
    return Engine.get_default().from_string(source)
