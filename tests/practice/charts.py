"""What the tests of pages with charts share."""

import re
from xml.etree import ElementTree

SVG = re.compile(r"<svg role=\"img\".*?</svg>", re.DOTALL)


def charts_of(page: str) -> list[ElementTree.Element]:
    """The charts of a page, parsed as XML."""
    return [ElementTree.fromstring(svg) for svg in SVG.findall(page)]


def assert_charts_are_accessible(page: str) -> None:
    """Each has a title that names it and a table beside it, and nothing has an inline style."""
    charts = charts_of(page)
    assert charts and page.count("<details>") == len(charts)
    for chart in charts:
        ids = {element.get("id") for element in chart.iter()}
        assert set(chart.get("aria-labelledby").split()) <= ids
        assert chart.find("title").text.strip()
        for element in chart.iter():
            assert "style" not in element.attrib
            assert element.get("fill", "none").startswith(("none", "url(#")), "colours are those of the style sheet"
    every_id = re.findall(r'\bid="([^"]+)"', page)
    assert len(every_id) == len(set(every_id))
