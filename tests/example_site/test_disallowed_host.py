import pytest
from django.test import Client

from example_site import settings as demo


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/contact/send/", "/admin/", "/favicon.ico", "/missing/"])
def test_disallowed_host_is_a_bad_request(settings, path):
    settings.MIDDLEWARE, settings.ALLOWED_HOSTS = demo.MIDDLEWARE, demo.ALLOWED_HOSTS
    response = Client(raise_request_exception=False).get(path, HTTP_HOST="evil.example")
    assert response.status_code == 400
