"""Finds what may be the name of a person in a crisis notice: nobody who has suffered may be named."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.practice.page_links import PageRole, role_of

from .checks import register_content_check

#: Two words with capital letters in a row, such as a given name and a family name.
NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][a-zà-ÿ]+(?:-[^\W\d_a-zà-ÿ][a-zà-ÿ]+)?(?: [^\W\d_a-zà-ÿ][a-zà-ÿ]+)+\b")
TEXTS = ("title", "introduction", "banner_text", "audience", "situation", "offer", "series_plan", "follow_up")
MAX_FINDINGS = 3


@register_content_check
def named_persons(page: Any, site: Site) -> Iterator[str]:
    """Words that look like a person's name, except those of the practice, its offices, services and supervisors."""
    if role_of(page) != PageRole.CRISIS_NOTICE:
        return
    texts = [strip_tags(getattr(page, name, "") or "") for name in TEXTS]
    known = " ".join(_known_names(site))
    found = [name for name in possible_names(texts) if name not in known]
    for name in found[:MAX_FINDINGS]:
        yield _("“%(name)s” may be the name of a person. A notice must not name anybody. Check the text.") % {
            "name": name
        }


def possible_names(texts: Iterable[str]) -> list[str]:
    """Each sequence of capitalised words in the texts, once."""
    return list(dict.fromkeys(name for text in texts for name in NAME.findall(text)))


def _known_names(site: Site) -> Iterator[str]:
    yield str(PracticeSettings.for_site(site))
    yield from Supervisor.objects.filter(site=site).values_list("name", flat=True)
    yield from Service.objects.filter(site=site).values_list("name", flat=True)
    for names in Office.objects.filter(site=site).values_list("city", "name", "address"):
        yield from names
