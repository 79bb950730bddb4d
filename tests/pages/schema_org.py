"""Checks JSON-LD against the part of the schema.org vocabulary in ``schema_org.txt``."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

VOCABULARY = Path(__file__).parent / "schema_org.txt"
DAYS = {f"https://schema.org/{day}day" for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")}


def _read() -> tuple[dict[str, list[str]], dict[str, tuple[list[str], list[str]]]]:
    classes: dict[str, list[str]] = {}
    properties: dict[str, tuple[list[str], list[str]]] = {}
    for line in VOCABULARY.read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "class":
            name, _, parents = rest.partition(" < ")
            classes[name] = parents.split()
        elif kind == "property":
            name, _, rest = rest.partition(" of ")
            domain, _, types = rest.partition(" is ")
            properties[name] = (domain.split(), types.split())
    return classes, properties


CLASSES, PROPERTIES = _read()


def faults(document: dict[str, Any]) -> list[str]:
    """What schema.org does not know: classes, properties of a class, types of values, references to no node."""
    nodes = document["@graph"]
    by_id = {node["@id"]: node["@type"] for node in nodes if "@id" in node}
    return [fault for node in nodes for fault in _node_faults(node, by_id)]


def _node_faults(node: dict[str, Any], by_id: dict[str, str]) -> Iterator[str]:
    kind = node["@type"]
    if kind not in CLASSES:
        yield f"class {kind}"
        return
    for name, value in node.items():
        if name.startswith("@"):
            continue
        domain, types = PROPERTIES.get(name, ([], []))
        if not any(_is_a(kind, parent) for parent in domain):
            yield f"{kind}.{name}"
        for item in value if isinstance(value, list) else [value]:
            if not _fits(item, types, by_id):
                yield f"{kind}.{name} = {item!r}"
            if isinstance(item, dict) and "@type" in item:
                yield from _node_faults(item, by_id)


def _is_a(kind: str, parent: str) -> bool:
    return kind == parent or any(_is_a(above, parent) for above in CLASSES.get(kind, []))


def _fits(value: Any, types: list[str], by_id: dict[str, str]) -> bool:
    if isinstance(value, dict):
        kind = value.get("@type") or by_id.get(value.get("@id", ""))
        return kind is not None and any(_is_a(kind, accepted) for accepted in types)
    if isinstance(value, int):
        return "Integer" in types
    if not isinstance(value, str) or not value.strip():
        return False
    if "Text" in types:
        return True
    if "Time" in types:
        return len(value) == 5 and value[2] == ":"
    if "DateTime" in types:
        return datetime.fromisoformat(value).tzinfo is not None
    if "DayOfWeek" in types:
        return value in DAYS
    return bool({"URL", "Thing"} & set(types)) and urlsplit(value).scheme in ("http", "https")
