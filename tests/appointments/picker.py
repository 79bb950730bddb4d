"""Reads the slot picker of a page as its visitor does."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from django.template import Context, Template
from django.test import RequestFactory

TEMPLATE = (
    "{% load tyonohjaus_appointments %}{% tyo_slot_picker supervisor=supervisor service=service office=office"
    ' max_times=max_times delivery_mode=delivery_mode anchor="times" %}'
)


def text(tag: Tag) -> str:
    return " ".join(tag.text.split())


@dataclass
class Picker:
    """The parts of a rendered slot picker. Times are (accessible name, parameters of the contact form)."""

    html: str

    def __post_init__(self) -> None:
        self.page = BeautifulSoup(self.html, "html.parser")

    @property
    def headings(self) -> list[str]:
        return [text(heading) for heading in self.page.select("h3, h4")]

    @property
    def free_days(self) -> list[str]:
        return [text(day.select_one(".tyo-visually-hidden")) for day in self.page.select("a.tyo-slot-picker__day")]

    @property
    def current_day(self) -> list[str]:
        days = self.page.select(".tyo-slot-picker__day[aria-current=true]")
        return [text(day.select_one(".tyo-visually-hidden")) for day in days]

    @property
    def times(self) -> list[tuple[str, dict[str, str]]]:
        return [(text(link), parameters(link["href"])) for link in self.page.select("a.tyo-slot-picker__slot")]

    @property
    def radios(self) -> list[str]:
        """The values of the times in a form that sends them."""
        return [radio["value"] for radio in self.page.select("input[type=radio]")]

    @property
    def values(self) -> list[str]:
        return [form["preferred_start"] for _, form in self.times]

    @property
    def chosen(self) -> list[str]:
        return [text(link) for link in self.page.select("a.tyo-slot-picker__slot[aria-current=true]")]

    @property
    def problems(self) -> list[str]:
        return [text(problem) for problem in self.page.select(".tyo-slot-picker__problem")]

    @property
    def asked(self) -> dict[str, list[str]]:
        return {
            select["name"]: [text(option) for option in select.select("option")]
            for select in self.page.select("select")
            if select["name"] != "tz"
        }

    @property
    def summary(self) -> str:
        return text(self.page.select_one(".tyo-slot-picker__summary"))

    def link(self, name: str) -> dict[str, str]:
        """The parameters of the link with this name."""
        links = [link for link in self.page.select("a") if text(link) == name]
        assert links, [text(link) for link in self.page.select("a")]
        return parameters(links[0]["href"])

    def link_names(self, start: str) -> list[str]:
        """The names of the links that begin like this."""
        return [name for link in self.page.select("a") if (name := text(link)).startswith(start)]

    def has_link(self, name: str) -> bool:
        return any(text(link) == name for link in self.page.select("a"))


def parameters(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def render(query: dict[str, str] | None = None, path: str = "/", **options: object) -> Picker:
    """The slot picker of a page with these parameters and options of the template tag."""
    request = RequestFactory().get(path, query or {})
    return Picker(Template(TEMPLATE).render(Context({"request": request, **options})))
