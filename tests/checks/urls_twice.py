from django.urls import include, path

urlpatterns = [
    path("", include("wagtail_tyonohjaus.urls")),
    path("sv/", include([path("", include("wagtail_tyonohjaus.urls"))])),
]
