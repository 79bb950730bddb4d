"""Panels that keep a record's form small, however many records its practice has."""

from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel, TabbedInterface
from wagtail.admin.panels.group import PanelGroup


class ShortFieldPanel(FieldPanel):
    """A field with short ids, and without Wagtail's comments, which records do not have."""

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "wagtail_tyonohjaus/practice/admin/short_field.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field is not None:
                self.prefix = self.bound_field.auto_id


class RecordTabs(TabbedInterface):
    """The tabs of a record's form, with short fields in all of them."""

    children: list[Any]

    def on_model_bound(self) -> None:
        self.children = [shortened(child) for child in self.children]
        super().on_model_bound()

    class BoundPanel(TabbedInterface.BoundPanel):
        """Without the JSON copy of all widgets, by which scripts of Wagtail's pages find fields."""

        def js_opts(self) -> dict[str, Any]:
            return {"type": "TabbedInterface", "prefix": self.prefix, "children": []}


def shortened(panel: Panel | str) -> Panel | str:
    """The panel with short fields in place of Wagtail's own, at any depth."""
    if isinstance(panel, str):
        return ShortFieldPanel(panel)
    if type(panel) is FieldPanel and not panel.read_only:
        return ShortFieldPanel(**panel.clone_kwargs())
    if isinstance(panel, PanelGroup):
        clone = panel.clone()
        clone.children = [shortened(child) for child in panel.children]
        return clone
    if isinstance(panel, InlinePanel) and panel.panels is not None:
        clone = panel.clone()
        clone.panels = [shortened(child) for child in panel.panels]
        return clone
    return panel


class CompactCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes whose labels contain them, so that they need no ids; the group has the description of all."""

    template_name = "wagtail_tyonohjaus/practice/admin/checkboxes.html"
    #: The id of checkboxes on the same page, from which ``admin-rows.js`` copies those of a row that is added.
    copied_from = ""

    class Media:
        css = {"all": ["wagtail_tyonohjaus/admin-rows.css"]}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        described = {key: text for key, text in context["widget"]["attrs"].items() if key.startswith("aria-")}
        context["widget"] |= {"group": {"attrs": described}, "copied_from": self.copied_from}
        return context
