"""The URLs of the tests with a sitemap and robots.txt, as documented."""

from django.urls import path

from tests.urls import urlpatterns as project_urls
from wagtail_tyonohjaus.page_metadata.views import practice_sitemap, robots_txt

urlpatterns = [path("sitemap.xml", practice_sitemap), path("robots.txt", robots_txt), *project_urls]
