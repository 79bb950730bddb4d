"""The tests' URLs and a view that fails."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tests.urls import urlpatterns as usual


@csrf_exempt
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect of the project")


urlpatterns = [path("fail/", fail), *usual]
