"""Blocks of a site's own among ours."""

import pytest
from django.test import RequestFactory
from wagtail.blocks import RawHTMLBlock, RichTextBlock

from tests.pages.factories import make_home
from wagtail_tyonohjaus.blocks import PageBodyBlock

pytestmark = pytest.mark.django_db


class SiteBody(PageBodyBlock):
    chart = RawHTMLBlock()
    prose = RichTextBlock()


def test_other_blocks_have_the_width_of_a_section():
    block = SiteBody()
    stream = [
        {"type": "chart", "value": "<svg></svg>"},
        {"type": "text", "value": {"heading": "Ours", "text": ""}},
        {"type": "prose", "value": "<p>Theirs</p>"},
    ]
    context = {"page": make_home(), "request": RequestFactory().get("/")}
    html = block.render(block.to_python(stream), context=context)
    assert html.count('<div class="tyo-stream__item">') == 2
    assert '<div class="tyo-stream__item"><svg></svg></div>' in html
    assert '<div class="tyo-stream__item"><p>Theirs</p></div>' in html.replace("\n", "")
