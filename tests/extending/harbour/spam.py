# harbour/spam.py
from django.utils.translation import gettext_lazy as _


class LinkCheck:
    labels = {"links": _("it has more than two links")}

    def spam_reasons(self, post):
        return ["links"] if post.cleaned.get("message", "").count("://") > 2 else []
