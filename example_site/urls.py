from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles.views import serve as serve_static
from django.templatetags.static import static as static_url
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from wagtail_tyonohjaus.page_metadata.views import practice_sitemap, robots_txt

from .calendars import CALENDARS, serve_calendar
from .views import front_page

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=static_url("example_site/favicon.svg"))),
    path("robots.txt", robots_txt),
    path("sitemap.xml", practice_sitemap),
    path(f"{CALENDARS}/<str:file>", serve_calendar),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("wagtail_tyonohjaus.urls")),
    # With DEBUG off, runserver serves no files; a real site leaves them to its web server.
    path("static/<path:path>", serve_static, {"insecure": True}),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    *i18n_patterns(path("", front_page), path("", include(wagtail_urls)), prefix_default_language=False),
]

handler400 = "wagtail_tyonohjaus.error_views.bad_request"
handler403 = "wagtail_tyonohjaus.error_views.permission_denied"
handler404 = "wagtail_tyonohjaus.error_views.page_not_found"
handler500 = "wagtail_tyonohjaus.error_views.server_error"
