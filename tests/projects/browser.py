"""A browser of a visitor or an editor, and a calendar app, in the process of the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import AsyncClient, Client
from django.urls import get_script_prefix

HOST = "testserver"  # the only one that Django's asynchronous client sends


class Browser:
    """Keeps cookies and follows redirects. Paths are those that a browser shows, with the prefix of the server."""

    def __init__(self) -> None:
        self.client = AsyncClient() if settings.USE_ASGI else Client()
        self.path = "/"

    def get(self, path: str, **headers: str) -> Any:
        return self._follow(self._request("get", path, **headers))

    def post(self, path: str, values: dict[str, str]) -> Any:
        return self._follow(self._request("post", path, data=values))

    def page(self, path: str) -> str:
        """The text of a page, which must exist."""
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return text_of(response)

    def _request(self, method: str, url: str, data: dict[str, str] | None = None, **headers: str) -> Any:
        parts = urlsplit(url)
        assert parts.netloc in ("", HOST), url
        self.path = parts.path or self.path
        send = getattr(self.client, method)
        send = async_to_sync(send) if settings.USE_ASGI else send
        query = f"?{parts.query}" if parts.query else ""
        return send(path_info(self.path) + query, data, headers={"origin": f"http://{HOST}", **headers})

    def _follow(self, response: Any) -> Any:
        for _ in range(5):
            if response.status_code not in (301, 302, 303):
                return response
            response = self._request("get", response["Location"])
        raise AssertionError(f"Redirected for ever: {self.path}")


def path_info(path: str) -> str:
    """What the server passes on: the path below the one under which it runs the site."""
    prefix = get_script_prefix()
    assert path.startswith(prefix), f"{path} is not below {prefix}"
    return "/" + path.removeprefix(prefix)


def text_of(response: Any) -> str:
    return response.content.decode()
