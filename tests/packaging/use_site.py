"""Uses the tutorial's site over HTTP as its visitors and a calendar app do: use_site.py URL [EMAIL]."""

import http.cookiejar
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

PATHS = ("/services/", "/services/work-supervision/", "/supervisors/", "/supervisors/aino-laine/", "/contact/")
ANSWERS = {"name": "Veli Visitor", "message": "Our team of six.", "consent": "on"}


class FormParser(HTMLParser):
    """The first form with POST: its action, and the values that a browser sends if nobody fills it in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.values, self.inside, self.select = "", {}, False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and attributes.get("method", "").lower() == "post" and not self.action:
            self.inside, self.action = True, attributes.get("action", "")
        elif self.inside and tag == "input" and "name" in attributes and is_submitted(attributes):
            self.values[attributes["name"]] = attributes.get("value", "")
        elif self.inside and tag == "select":
            self.select = attributes["name"]
        elif self.inside and tag == "option" and "selected" in attributes:
            self.values[self.select] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def is_submitted(attributes: dict[str, str]) -> bool:
    return attributes.get("type") not in ("checkbox", "radio", "submit") or "checked" in attributes


class SameServer(urllib.request.HTTPRedirectHandler):
    """Follows redirects on the test's port: those to pages have the host and port of the Wagtail site."""

    def __init__(self, url: str) -> None:
        self.url = url

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        path = urllib.parse.urlsplit(newurl)._replace(scheme="", netloc="").geturl()
        return super().redirect_request(req, fp, code, msg, headers, urllib.parse.urljoin(self.url, path))


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, SameServer(url))

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        return self.open(urllib.request.Request(urllib.parse.urljoin(self.url, path), headers=headers))

    def post(self, path: str, values: dict[str, str]) -> tuple[int, dict[str, str], str]:
        body = urllib.parse.urlencode(values).encode()
        # A browser sends the origin; without it the form is shown again.
        return self.open(urllib.request.Request(urllib.parse.urljoin(self.url, path), body, {"Origin": self.url}))

    def open(self, request: urllib.request.Request) -> tuple[int, dict[str, str], str]:
        try:
            with self.opener.open(request, timeout=60) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status, headers, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, ""


def wait_for_server(visitor: Visitor) -> None:
    for _ in range(300):
        try:
            visitor.get("/")
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise SystemExit("The server does not respond.")


def read_pages(visitor: Visitor) -> dict[str, str]:
    pages = {}
    for path in PATHS:
        status, _, pages[path] = visitor.get(path)
        assert status == 200, (path, status)
    assert "Aino Laine" in pages["/services/work-supervision/"]
    return pages


def send_request(visitor: Visitor, page: str, email: str) -> None:
    form = FormParser(page)
    status, _, receipt = visitor.post(form.action, {**form.values, **ANSWERS, "email": email})
    assert status == 200, status
    assert re.search(r"[A-Z0-9]{4,}", re.sub(r"<[^>]+>", " ", receipt)), receipt
    assert "form_key" not in receipt, "The form is shown again instead of the receipt."
    assert email not in visitor.get("/contact/")[2]


def request_time(visitor: Visitor, page: str, email: str) -> None:
    """The time is held: it is not offered any more."""
    path = re.search(r"/calendar/[0-9a-f-]{36}/", page)[0] + "free.json"
    slot = json.loads(visitor.get(path)[2])["slots"][0]
    send_request(visitor, visitor.get(urllib.parse.urlsplit(slot["url"]).path)[2], email)
    assert slot["start"] not in {other["start"] for other in json.loads(visitor.get(path)[2])["slots"]}


def subscribe(visitor: Visitor, page: str) -> None:
    path = re.search(r"/calendar/[0-9a-f-]{36}/(?:[\w-]+/)*free\.ics", page)
    assert path, "The supervisor's page links to no feed."
    status, headers, feed = visitor.get(path[0])
    assert status == 200 and headers["content-type"].startswith("text/calendar"), (status, headers)
    assert feed.startswith("BEGIN:VCALENDAR\r\n") and feed.count("BEGIN:VEVENT") >= 20, feed[:400]
    assert visitor.get(path[0])[2] == feed
    assert visitor.get(path[0], **{"If-None-Match": headers["etag"]})[0] == 304


def main(url: str, email: str = "veli@example.com") -> None:
    visitor = Visitor(url)
    wait_for_server(visitor)
    pages = read_pages(visitor)
    send_request(visitor, pages["/contact/"], email)
    request_time(visitor, pages["/supervisors/aino-laine/"], email)
    subscribe(visitor, pages["/supervisors/aino-laine/"])
    print("The service page, the supervisor's page, the contact form, a requested time and the feed work.")


if __name__ == "__main__":
    main(*sys.argv[1:])
