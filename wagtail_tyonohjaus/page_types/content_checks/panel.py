"""The findings of the content checks, in the page editor."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from .checks import content_findings


class ContentChecksPanel(Panel):
    """The findings on the page as it was saved last; shown only if there are any."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_tyonohjaus/page_types/content_checks_panel.html"

        @cached_property
        def findings(self) -> list[str]:
            """The texts of the findings; empty for a page that has not been saved."""
            return content_findings(self.instance) if self.instance is not None and self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.findings)
