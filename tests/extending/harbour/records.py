# harbour/records.py
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel

from wagtail_tyonohjaus.record_tabs import RecordTab, register_record_tab

register_record_tab(
    RecordTab(
        "licence",
        "wagtail_tyonohjaus.Supervisor",
        _("Licence"),
        panels=[InlinePanel("licences", max_num=1)],
        relations=("licences",),
    )
)
