"""The pages of a new practice, with their draft texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..page_types.general import StandardPageMixin
from ..practice.page_links import PageRole
from .page_classes import PageKind
from .plan import Plan, PracticeType
from .ready_made import ReadyMadeService
from .record_items import SUPERVISOR, service_key
from .texts import filled, page_text, texts, to_html

if TYPE_CHECKING:
    from .workspace import Workspace

SERVICE_TEXTS = ("about", "audience", "goals", "content", "methods")


@dataclass(frozen=True)
class PageSpec:
    """A page in all languages. ``parent`` is the key of the page above it, blank for the front page.

    ``record`` is the key of the record that it presents, in ``record_field``.
    """

    key: str
    kind: PageKind
    parent: str = ""
    parent_kind: PageKind | None = None
    record: str = ""
    record_field: str = ""
    in_menu: bool = False

    def title(self, language: str) -> str:
        """The title, which is also the entry in the menu."""
        return page_text(language, self.key, "title")

    def slug(self, language: str) -> str:
        """What the slug is made of."""
        return page_text(language, self.key, "slug")

    def values(self, work: "Workspace", language: str) -> dict[str, Any]:
        """Values of fields, for those that the page's class has."""
        names = ("introduction", "form_heading")
        values = {name: page_text(language, self.key, name, **work.values) for name in names}
        return {**values, "search_description": values["introduction"]}

    def blocks(self, work: "Workspace", language: str) -> list[tuple[str, Any]]:
        """Blocks of the body as (name, value)."""
        text = page_text(language, self.key, "body", **work.values)
        return [("text", {"text": to_html(text)})] if text else []


@dataclass(frozen=True)
class ServicePageSpec(PageSpec):
    """The page of a ready-made service."""

    service: ReadyMadeService | None = None

    def title(self, language: str) -> str:
        return self._text(language, "name")

    def slug(self, language: str) -> str:
        return self._text(language, "slug")

    def values(self, work: "Workspace", language: str) -> dict[str, Any]:
        common = texts(language)["texts"]
        kind = str(self.service.kind) if self.service else ""
        own = {name: to_html(self._text(language, name)) for name in SERVICE_TEXTS}
        shared = {name: to_html(common[name][kind]) for name in ("practicalities", "getting_started")}
        summary = self._text(language, "summary")
        return {**own, **shared, "introduction": summary, "search_description": summary}

    def blocks(self, work: "Workspace", language: str) -> list[tuple[str, Any]]:
        return []

    def _text(self, language: str, name: str) -> str:
        return self.service.text(language, name) if self.service else ""


@dataclass(frozen=True)
class SupervisorPageSpec(PageSpec):
    """The page of the first supervisor."""

    name: str = ""

    def title(self, language: str) -> str:
        return self.name

    def slug(self, language: str) -> str:
        return self.name

    def values(self, work: "Workspace", language: str) -> dict[str, Any]:
        return {"introduction": page_text(language, self.key, "introduction")}


def page_specs(plan: Plan) -> Iterator[PageSpec]:
    """In the order of the menu. A practice of one person has no list of supervisors."""
    yield PageSpec("services", PageRole.SERVICE_INDEX, in_menu=True)
    for service in plan.ready_made:
        yield ServicePageSpec(
            f"service-{service.key}",
            PageRole.SERVICE,
            parent="services",
            parent_kind=PageRole.SERVICE_INDEX,
            record=service_key(service),
            record_field="service",
            service=service,
        )
    yield from _supervisor_pages(plan)
    if plan.has_crisis:
        yield PageSpec("crisis", PageRole.CRISIS_NOTICE_INDEX, in_menu=True)
    yield PageSpec("contact", PageRole.CONTACT, in_menu=True)
    yield PageSpec("privacy", StandardPageMixin)


def _supervisor_pages(plan: Plan) -> Iterator[PageSpec]:
    is_sole = plan.practice_type is PracticeType.SOLE
    if not is_sole:
        yield PageSpec("supervisors", PageRole.SUPERVISOR_INDEX, in_menu=True)
    yield SupervisorPageSpec(
        "supervisor",
        PageRole.SUPERVISOR,
        parent="" if is_sole else "supervisors",
        parent_kind=None if is_sole else PageRole.SUPERVISOR_INDEX,
        record=SUPERVISOR,
        record_field="supervisor",
        in_menu=is_sole,
        name=plan.supervisor.name,
    )


def home_values(work: "Workspace", language: str) -> dict[str, Any]:
    """Values of the front page's fields."""
    names = ("headline", "introduction")
    values = {name: page_text(language, "home", name, **work.values) for name in names}
    return {**values, "search_description": values["introduction"]}


def home_blocks(work: "Workspace", language: str) -> list[tuple[str, Any]]:
    """The services and the supervisors."""
    headings = texts(language)["pages"]["home"]
    services = ("services", {"heading": filled(headings["services_heading"]), "services": []})
    supervisors = {"heading": filled(headings["supervisors_heading"]), "supervisors": [], "group_by_city": False}
    return [services] if work.plan.practice_type is PracticeType.SOLE else [services, ("supervisors", supervisors)]
