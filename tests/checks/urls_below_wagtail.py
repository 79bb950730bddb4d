from django.urls import include, path, re_path
from wagtail.views import serve

urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
    path("", include("wagtail_tyonohjaus.urls")),
]
