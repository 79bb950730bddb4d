"""The style sheet of a practice's own colours, under a URL that contains them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wagtail_tyonohjaus.practice.appearance.colors import BaseColors, dark_palette, palette, parse_color
from wagtail_tyonohjaus.practice.appearance.readability import are_readable

#: A year, in seconds. Other colours have another URL.
MAX_AGE = 31_536_000
STYLESHEET = (
    "@layer tyonohjaus.variables,tyonohjaus.rules;@layer tyonohjaus.variables{{.tyo.tyo-own-colors{{{light}}}"
    "@media (prefers-color-scheme:dark){{.tyo.tyo-own-colors{{{dark}}}}}}}"
)


@require_safe
def colors(request: HttpRequest, digits: str) -> HttpResponse:
    """The palettes of three colours: ``digits`` are those of background, brand and accent, separated by hyphens.

    404 for colours that can't be read on each other, so that no practice's page can have them.
    """
    background, brand, accent = (parse_color(part) for part in digits.split("-"))
    chosen = BaseColors(background, brand, accent)
    if not are_readable(chosen):
        raise Http404("These colours do not have enough contrast.")
    stylesheet = STYLESHEET.format(light=_declarations(palette(chosen)), dark=_declarations(dark_palette(chosen)))
    response = HttpResponse(stylesheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={MAX_AGE}, immutable"
    return response


def _declarations(variables: dict[str, str]) -> str:
    return "".join(f"--tyo-{name}:{color};" for name, color in variables.items())
