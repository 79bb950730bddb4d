"""The URL of a front page, below the path under which the project has Wagtail's URLs."""

from django.test import override_settings
from django.urls import include, path, set_script_prefix
from django.utils import translation
from wagtail import urls as wagtail_urls

from wagtail_tyonohjaus.practice.front_page import front_page_url

urlpatterns = [path("cms/", include(wagtail_urls))]


def test_front_page_is_below_the_path_of_wagtails_urls():
    with override_settings(ROOT_URLCONF=__name__):
        assert front_page_url("https://harbour.example") == "https://harbour.example/cms/"


def test_front_page_is_that_of_the_active_language():
    with translation.override("fi"):
        assert front_page_url("https://harbour.example") == "https://harbour.example/fi/"


def test_front_page_is_below_the_path_at_which_the_server_runs_the_site():
    set_script_prefix("/practice/")
    try:
        assert front_page_url("https://harbour.example") == "https://harbour.example/practice/"
    finally:
        set_script_prefix("/")


def test_project_without_wagtails_urls_has_the_root_as_front_page():
    with override_settings(ROOT_URLCONF="wagtail_tyonohjaus.urls"):
        assert front_page_url("https://harbour.example") == "https://harbour.example/"
