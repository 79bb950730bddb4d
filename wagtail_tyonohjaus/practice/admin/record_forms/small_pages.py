"""Smaller pages of records' forms."""

import re
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import FormView

from .folded_rows import ADD_ROW

#: Elements in which blank space counts, and scripts.
_VERBATIM = re.compile(
    r"(<textarea\b.*?</textarea>|<pre\b.*?</pre>|<script\b.*?</script>|<style\b.*?</style>)", re.DOTALL | re.IGNORECASE
)
_BLANK = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")


class SmallPageMixin(FormView if TYPE_CHECKING else object):  # type: ignore[misc]
    """The page without the blank space of Wagtail's templates, which is a fifth of a long form.

    Without JavaScript, a link adds a blank row to the relation that it names.
    """

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.add_post_render_callback(_squeeze)
            return response.render()
        return response

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        for name in self.request.GET.getlist(ADD_ROW):
            if name in form.formsets and not form.is_bound:
                formset = form.formsets[name]
                formset.extra = 1
                # The rows are built once, perhaps already.
                formset.__dict__.pop("forms", None)
        return form


def _squeeze(response: HttpResponse) -> None:
    response.content = squeezed(response.content.decode(response.charset))


def squeezed(html: str) -> str:
    """The HTML without the blank space around line breaks next to a tag, except where it counts."""
    parts = _VERBATIM.split(html)
    return "".join(part if number % 2 else _BLANK.sub("\n", part) for number, part in enumerate(parts))
