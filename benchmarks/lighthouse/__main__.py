"""Lighthouse's scores of the example site's pages on a phone, with what each page loads.

The site runs in gunicorn behind nginx with compression, as docs/deployment.md describes. Each figure is the median of
all runs; the range of the performance scores shows the noise. Photos are not part of the bytes and requests.

"receipt" is the page after the contact form was posted, at its own URL. "form-errors" is what the site answers to a
form with errors: Lighthouse can't post, so nginx serves a copy of that answer at a URL of the same host.

Needs Debian's chromium and nginx-light, and npm; ``install_tools`` and ``guide`` of .ci/run install them.
``python -m benchmarks.lighthouse [--runs 5] [--only PART-OF-URL]``
"""

import argparse
import getpass
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

from tests.ports import free_port, is_listening

LIGHTHOUSE = "lighthouse@12.8.2"
CHROME_FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = [
    "kuuntelo/",
    "kuuntelo/tyonohjaajat/",
    "kuuntelo/tyonohjaus/yksilotyonohjaus/",
    "kuuntelo/ota-yhteytta/",
    "kuuntelo/sv/",
    "kaislapuro/",
    "hehkupuu/",
    "rinnakulku/",
    "vuolleranta/",
    "vuolleranta/henrik-vuolleranta/",
    "vuolleranta/ajankohtaista-tukea/uhkatilanteen-jalkeen/",
    "vuolleranta/hyodyt/",
    "kuuntelo/no-such-page/",
]
#: The page whose form is posted, and what is measured after that.
CONTACT_PAGE, RECEIPT, FORM_ERRORS = "kuuntelo/ota-yhteytta/", "receipt", "form-errors"
NGINX = """
user {user}; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
  include /etc/nginx/mime.types; access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  gzip on; gzip_vary on; gzip_min_length 1000;
  gzip_types text/css application/javascript text/javascript application/json text/calendar image/svg+xml;
  server {{
    listen 127.0.0.1:{port};
    location /static/ {{ alias {folder}/static/; add_header Cache-Control "public, max-age=31536000, immutable"; }}
    location /media/ {{ alias {folder}/media/; add_header Cache-Control "public, max-age=31536000"; }}
    location = /form-errors {{ default_type text/html; charset utf-8; alias {folder}/form-errors.html; }}
    location / {{ proxy_pass http://127.0.0.1:{backend}; proxy_set_header Host $http_host; }}
  }}
}}
"""


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The port of the example site, loaded into ``folder``."""
    port, backend = free_port(), free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.lighthouse.settings",
        "LIGHTHOUSE_FOLDER": str(folder),
        "PORT": str(port),
    }
    for command in (["collectstatic", "--noinput", "-v0"], ["migrate", "-v0"], ["load_demo", "--port", str(port)]):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, backend=backend, user=getpass.getuser()))
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{backend}"]
    programs = [
        subprocess.Popen([*gunicorn, "django.core.wsgi:get_wsgi_application()"], env=environment),
        subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")]),
    ]
    try:
        deadline = time.monotonic() + 60
        while not (is_listening(port) and is_listening(backend)):
            assert time.monotonic() < deadline, "gunicorn or nginx does not start"
            time.sleep(0.1)
        yield port
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait(60)


def page_url(page: str, port: int) -> str:
    """Of a practice's name and a path."""
    host, _, path = page.partition("/")
    return f"http://{host}.localhost:{port}/{path}"


def post_form(port: int, **answers: str) -> tuple[str, str]:
    """The URL at which the visitor arrives after sending the contact form, and the page there."""
    # By address and host, since not every system resolves names below localhost as browsers do.
    host, _, path = CONTACT_PAGE.partition("/")
    url = f"http://127.0.0.1:{port}/{path}"
    with requests.Session() as session:
        session.headers["Host"] = f"{host}.localhost:{port}"
        form = BeautifulSoup(session.get(url, timeout=60).content, "html.parser").select_one("form.tyo-contact-form")
        assert form is not None, url
        hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
        headers = {"Sec-Fetch-Site": "same-origin"}
        answer = session.post(urljoin(url, str(form["action"])), {**hidden, **answers}, headers=headers, timeout=60)
    return page_url(f"{host}{urlsplit(answer.url).path}", port), answer.text


def pages_after_posting(folder: Path, port: int) -> dict[str, str]:
    """The URLs of the receipt and of the copy of a form with errors."""
    answers = {"name": "Maija Virtanen", "phone": "040 123 4567", "message": "Hei", "consent": "on"}
    receipt, page = post_form(port, **answers)
    assert "tyo-reference" in page, receipt
    _url, errors = post_form(port, name="", consent="on")
    assert 'aria-invalid="true"' in errors
    (folder / "form-errors.html").write_text(errors)
    return {RECEIPT: receipt, FORM_ERRORS: page_url(f"{CONTACT_PAGE.partition('/')[0]}/form-errors", port)}


def measure(tools: Path, url: str) -> dict[str, Any]:
    """One report: scores from 0 to 100, bytes and requests without photos, and the layout shift."""
    environment = {**os.environ, "CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    command = [
        str(tools / "node_modules/.bin/lighthouse"),
        url,
        "--quiet",
        "--output=json",
        "--ignore-status-code",
        "--max-wait-for-load=60000",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={CHROME_FLAGS}",
    ]
    report = json.loads(output_of(command, environment))
    loaded = report["audits"]["network-requests"]["details"]["items"]
    counted = [item for item in loaded if item.get("resourceType") != "Image" and item["url"].startswith("http")]
    failed = [
        failure(report["audits"][audit["id"]])
        for category in CATEGORIES[1:]
        for audit in report["categories"][category]["auditRefs"]
        if report["audits"][audit["id"]]["score"] == 0
    ]
    return {
        **{name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES},
        "kB": sum(item.get("transferSize", 0) for item in counted) / 1000,
        "requests": len(counted),
        "shift": report["audits"]["cumulative-layout-shift"]["numericValue"],
        "failed": failed,
    }


def output_of(command: list[str], environment: dict[str, str]) -> str:
    """What the command prints. On a busy machine Chromium sometimes loses the trace of a page: tried again twice."""
    for is_last in (False, False, True):
        result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=is_last, text=True)
        if not result.returncode:
            break
    return result.stdout


def failure(audit: dict[str, Any]) -> str:
    """The audit's name, with the first element that it is about, if any."""
    items = (audit.get("details") or {}).get("items") or [{}]
    snippet = items[0].get("node", {}).get("snippet", "")
    return f"{audit['id']} {snippet}".strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), LIGHTHOUSE]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
        with site(folder) as port:
            print("performance (range)  accessibility  best practices  SEO    kB  requests  shift  page")
            urls = {page: page_url(page, port) for page in PAGES}
            urls |= pages_after_posting(folder, port)
            for page, url in urls.items():
                if options.only in page:
                    print_row(page, [measure(folder, url) for _ in range(options.runs)])


def print_row(page: str, runs: list[dict[str, Any]]) -> None:
    middle = {name: median(run[name] for run in runs) for name in runs[0] if name != "failed"}
    scores = sorted(run["performance"] for run in runs)
    spread = f"({scores[0]}-{scores[-1]})"
    failed = sorted({name for run in runs for name in run["failed"]})
    print(
        f"{middle['performance']:11.0f} {spread:>8}{middle['accessibility']:14.0f}{middle['best-practices']:16.0f}"
        f"{middle['seo']:6.0f}{middle['kB']:6.0f}{middle['requests']:9.0f}{middle['shift']:8.3f}  {page}"
        + (f"  failed: {', '.join(failed)}" if failed else ""),
        flush=True,
    )


if __name__ == "__main__":
    main()
