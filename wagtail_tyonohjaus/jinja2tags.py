"""An extension for sites whose templates are in Jinja2: ``{{ tyonohjaus_head() }}`` in the head, and
``{{ tyo_crisis_banner() }}`` at the top of the body.

Add ``wagtail_tyonohjaus.jinja2tags.tyonohjaus`` to the extensions of the template engine, beside those of Wagtail. The
package's own templates are in Django's language, so the project keeps an engine for them, too.
"""

import jinja2
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from jinja2.ext import Extension

from .page_types.notices.banner import BannerNumber
from .templatetags import tyonohjaus_notices, tyonohjaus_pages


@jinja2.pass_context
def tyonohjaus_head(context: jinja2.runtime.Context) -> SafeString:
    """The same as Django's template tag of this name."""
    return render_to_string("wagtail_tyonohjaus/_head.html", tyonohjaus_pages.tyonohjaus_head(context.get_all()))


@jinja2.pass_context
def tyo_crisis_banner(context: jinja2.runtime.Context) -> SafeString:
    """The same as Django's template tag of this name."""
    return tyonohjaus_notices.tyo_crisis_banner(context.get_all())


@jinja2.pass_context
def tyo_crisis_banner_number(context: jinja2.runtime.Context) -> BannerNumber | None:
    """The same as Django's template tag of this name."""
    return tyonohjaus_notices.tyo_crisis_banner_number(context.get_all())


class TyonohjausExtension(Extension):
    """Adds the functions above as globals."""

    def __init__(self, environment: jinja2.Environment) -> None:
        super().__init__(environment)
        for function in (tyonohjaus_head, tyo_crisis_banner, tyo_crisis_banner_number):
            environment.globals[function.__name__] = function


tyonohjaus = TyonohjausExtension
