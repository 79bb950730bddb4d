"""Uses the tutorial's site over HTTP as its visitors and a calendar app do: use_site.py ADDRESS."""

import http.cookiejar
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

PAGES = ("/services/", "/services/supervision/", "/supervisors/", "/supervisors/aino/", "/contact/")
TYPED = {"name": "Veli Visitor", "email": "veli@example.com", "message": "Our team of six.", "consent": "on"}


class Form(HTMLParser):
    """The first form that posts: where to, and what a browser would send untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.values, self.inside = "", {}, False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form" and found.get("method", "").lower() == "post" and not self.action:
            self.inside, self.action = True, found.get("action", "")
        elif self.inside and tag == "input" and "name" in found and sent_untouched(found):
            self.values[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def sent_untouched(attributes: dict[str, str]) -> bool:
    return attributes.get("type") not in ("checkbox", "radio", "submit") or "checked" in attributes


class Visitor:
    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        return self.open(urllib.request.Request(urllib.parse.urljoin(self.address, path), headers=headers))

    def post(self, path: str, values: dict[str, str]) -> tuple[int, dict[str, str], str]:
        body = urllib.parse.urlencode(values).encode()
        return self.open(urllib.request.Request(urllib.parse.urljoin(self.address, path), body))

    def open(self, request: urllib.request.Request) -> tuple[int, dict[str, str], str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return answer.status, headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, ""


def wait_for(visitor: Visitor) -> None:
    for _ in range(300):
        try:
            visitor.get("/")
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def read_pages(visitor: Visitor) -> dict[str, str]:
    pages = {}
    for path in PAGES:
        status, _, pages[path] = visitor.get(path)
        assert status == 200, (path, status)
    assert "Aino Laine" in pages["/services/supervision/"]
    return pages


def send_request(visitor: Visitor, page: str) -> None:
    form = Form(page)
    status, _, receipt = visitor.post(form.action, {**form.values, **TYPED})
    assert status == 200, status
    assert re.search(r"[A-Z0-9]{4,}", re.sub(r"<[^>]+>", " ", receipt)), receipt
    assert "veli@example.com" not in visitor.get("/contact/")[2]


def subscribe(visitor: Visitor, page: str) -> None:
    address = re.search(r"/calendar/[0-9a-f-]{36}/(?:[\w-]+/)*free\.ics", page)
    assert address, "The supervisor's page names no feed."
    status, headers, feed = visitor.get(address[0])
    assert status == 200 and headers["content-type"].startswith("text/calendar"), (status, headers)
    assert feed.startswith("BEGIN:VCALENDAR\r\n") and feed.count("BEGIN:VEVENT") >= 20, feed[:400]
    again = visitor.get(address[0])
    assert again[2] == feed
    assert visitor.get(address[0], **{"If-None-Match": headers["etag"]})[0] == 304


def main(address: str) -> None:
    visitor = Visitor(address)
    wait_for(visitor)
    pages = read_pages(visitor)
    send_request(visitor, pages["/contact/"])
    subscribe(visitor, pages["/supervisors/aino/"])
    print("A service page, a supervisor with hours, a form that works and a feed: all there.")


main(*sys.argv[1:])
