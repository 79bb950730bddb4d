"""A strict Content-Security-Policy for public pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"


class ContentSecurityPolicyMiddleware:
    """Exempts Wagtail's admin, and pages of logged-in users, since the user bar has inline scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not self._is_staff_view(request):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    def _is_staff_view(self, request: HttpRequest) -> bool:
        # Without a user, an earlier middleware has responded, such as to a host that is not allowed.
        user = getattr(request, "user", None)
        return request.path.startswith("/admin/") or (user is not None and user.is_authenticated)
