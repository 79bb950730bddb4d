"""The addresses outside the page tree: feeds, the form's target, links in mails.

A project includes them above Wagtail's own: ``path("", include("wagtail_tyonohjaus.urls"))``.
"""

app_name = "wagtail_tyonohjaus"

urlpatterns: list = []
