"""Sets up a host as docs/deployment.md and docs/operations.md say, and uses the site over HTTPS.

``python -m tests.deployment.try_guide``. Needs nginx, systemd-analyze, openssl, and Redis and PostgreSQL on 127.0.0.1.
The blocks of the guide are used as they are, but for the folder ``/srv/site``, ports, certificates and the names of the
database and of the project.
"""

import gzip
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPMessage
from pathlib import Path

from tests.ports import free_port

from .guide import code_block

ROOT = Path(__file__).parents[2]
DATABASE = f"tyonohjaus_guide_{os.getpid()}"
UNITS = ["Web processes", "Worker\n", "Synchronisation of calendars", "Worker of the task queue"]
SECRET = "s3cret-t0ken"
CANARIES = ["Kanarialintu", "kanaria@example.org", "401112223", "Canary of the message", "fallback@example.com", SECRET]
START = f"""
import os, sys
sys.path[:0] = [{str(ROOT)!r}]
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
"""
MANAGE = START + "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
WSGI = START + "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"


class Host:
    """``folder`` is the host's ``/srv/site``; the web processes listen on ``port``, nginx on ``https_port``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.https_port = folder, free_port(), free_port()
        self.env = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PGHOST": "127.0.0.1", "PGUSER": "postgres"}

    def adapted(self, text: str) -> str:
        replacements = {
            "/srv/site": str(self.folder),
            "/etc/ssl/site": str(self.folder),
            "/etc/nginx/site-proxy.conf": str(self.folder / "site-proxy.conf"),
            "443 ssl": f"127.0.0.1:{self.https_port} ssl",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            '"NAME": "site"': f'"NAME": "{DATABASE}"',
        }
        for old, new in replacements.items():
            text = text.replace(old, new)
        return text

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(self.adapted(text), encoding="utf-8")
        return path

    def manage(self, *arguments: str) -> str:
        command = [str(self.folder / "venv/bin/python"), "manage.py", *arguments]
        result = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def unit(self, description: str) -> str:
        return code_block("deployment.md", "ini", f"Description={description}")

    def open(self, path: str, data: dict[str, str] | None = None, **headers: str) -> tuple[int, HTTPMessage, bytes]:
        """A request to nginx; redirects are not followed."""
        body = urllib.parse.urlencode(data).encode() if data else None
        url = f"https://127.0.0.1:{self.https_port}{path}"
        request = urllib.request.Request(url, body, {"Host": "practice.example", **headers})
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.check_hostname = False
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), NoRedirect())
        try:
            with opener.open(request, timeout=120) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def set_up_project(host: Host) -> None:
    """The settings are the guide's, after those of the tests."""
    settings = [
        "import sys\nfrom tests.deployment.site_settings import *\nSECRET_KEY = 'guide'",
        *(code_block("deployment.md", "python", name) for name in ("DATABASES = ", "LOGGING = ", "STORAGES = ")),
        'WAGTAIL_TYONOHJAUS |= {"FORM_MIN_SECONDS": -1, "SUBMISSIONS_PER_HOUR": 1, "SEND_DELAY": 0}',
        "WAGTAIL_TYONOHJAUS |= {'BUSY_ALLOW_LOOPBACK': True}",
        "ROOT_URLCONF = 'tests.deployment.guide_urls'",
        "from tests.mailers import use_mailer",
        "backend = 'django.core.mail.backends.smtp.EmailBackend'",
        f"use_mailer(sys.modules[__name__], backend, host='127.0.0.1', port={free_port()})",
    ]
    host.env["MAIL_FOLDER"] = str(host.folder)
    host.write("mysite/__init__.py", "")
    host.write("mysite/settings.py", "\n".join(settings))
    host.write("mysite/wsgi.py", WSGI)
    host.write("manage.py", MANAGE)
    (host.folder / "venv").symlink_to(sys.prefix)
    subprocess.run(["createdb", DATABASE], env=host.env, check=True)
    host.manage("shell", "-c", "from tests.deployment.site import create; create()")
    host.manage("collectstatic", "--noinput", "--verbosity", "0")


def verify_units(host: Host) -> None:
    files = []
    for number, description in enumerate(UNITS):
        files.append(str(host.write(f"unit{number}.service", host.unit(description))))
    result = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
    own = [line for line in result.stderr.splitlines() if str(host.folder) in line or "unit" in line.partition(":")[0]]
    assert (result.returncode, own) == (0, []), result.stderr


@contextmanager
def running(host: Host, description: str, log: Path) -> Iterator[None]:
    """A service, started as its unit says and ended by SIGTERM, as systemd does."""
    command = re.search(r"^ExecStart=(.*)$", host.adapted(host.unit(description)), re.M)
    assert command
    with log.open("w") as output:
        process = subprocess.Popen(command[1].split(), cwd=host.folder, env=host.env, stderr=output, stdout=output)
    try:
        yield
        assert process.poll() is None, f"{description} ended with {process.returncode}"
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def proxy(host: Host) -> Iterator[None]:
    host.write("site.conf", code_block("deployment.md", "nginx", "server {"))
    host.write("site-proxy.conf", code_block("deployment.md", "nginx", "proxy_read_timeout"))
    names = ["-subj", "/CN=practice.example", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(host.folder / "privkey.pem"), "-out", str(host.folder / "fullchain.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *names], check=True, capture_output=True
    )
    main = f"""
        daemon off; pid {host.folder}/nginx.pid; error_log {host.folder}/nginx-error.log; user root;
        events {{}}
        http {{
            include /etc/nginx/mime.types; access_log {host.folder}/nginx-access.log;
            client_body_temp_path {host.folder}/body; proxy_temp_path {host.folder}/proxy;
            include {host.folder}/site.conf;
        }}
    """
    command = ["nginx", "-c", str(host.write("nginx.conf", main)), "-e", str(host.folder / "nginx-error.log")]
    subprocess.run([*command, "-t"], check=True)
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def wait_until_ready(host: Host) -> None:
    for _ in range(600):
        try:
            if host.open("/tyonohjaus/ready/")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("The site is not ready.")


def use_feed(host: Host) -> None:
    path = host.manage("shell", "-c", "from tests.deployment.site import add_supervisor; add_supervisor()").split()[-1]
    status, headers, body = host.open(path, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding"), str(headers)
    assert headers["Content-Type"].startswith("text/calendar") and "public" in headers["Cache-Control"], str(headers)
    assert gzip.decompress(body).startswith(b"BEGIN:VCALENDAR")
    assert host.open(path, **{"If-None-Match": headers["ETag"], "Accept-Encoding": "gzip"})[0] == 304


def use_static_file(host: Host) -> None:
    (path,) = [file.name for file in (host.folder / "static/wagtail_tyonohjaus").glob("tyonohjaus.*.css")]
    status, headers, _ = host.open(f"/static/wagtail_tyonohjaus/{path}", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "max-age=31536000"), headers


def send_requests(host: Host) -> None:
    """The second one has another forged address, and is still of the same network, beyond its limit of one."""
    for forged in ("192.0.2.1", "198.51.100.1"):
        fields = host.manage("shell", "-c", "from tests.deployment.site import fields; fields()").splitlines()[-1]
        data = dict(urllib.parse.parse_qsl(fields))
        headers = {"X-Forwarded-For": forged, "Origin": "https://practice.example", "Sec-Fetch-Site": "same-origin"}
        status, answer, _ = host.open("/contact/send/", data, **headers)
        assert status == 303, status
        assert host.open(answer["Location"])[0] == 200
    held = host.manage("shell", "-c", "from tests.deployment.site import held; held()").splitlines()[-1]
    assert held == "[False, True]", held


def cause_errors(host: Host) -> None:
    """A mail server and a calendar that can't be reached, pages that do not exist, and an error of a view."""
    assert host.open(f"/calendar/private/{SECRET}/sessions.ics")[0] == 404
    assert host.open(f"/fi/appointments/session/{SECRET}/")[0] == 404
    assert host.open("/fail/", {"name": CANARIES[0], "email": CANARIES[1]}, Origin="https://practice.example")[0] == 500
    for line in re.findall(
        r"^    \* \* \* \* \*  (.*)$", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.M
    ):
        with (host.folder / "cron.log").open("a") as log:
            subprocess.run(["sh", "-c", host.adapted(line)], env=host.env, stdout=log, stderr=log, check=True)


def check_logs(host: Host) -> None:
    logs = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in host.folder.glob("*.log")}
    for name, text in logs.items():
        for canary in CANARIES:
            assert canary not in text, f"{name} contains {canary}: {text}"
    everything = "\n".join(logs.values())
    for expected in ("is postponed: unreachable", "can't be fetched", "Internal Server Error: /fail/", "POST /fail/"):
        assert expected in everything, f"No log says {expected!r}: {everything}"


@contextmanager
def logs_after_failure(host: Host) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in sorted(host.folder.glob("*.log")):
            print(f"--- {path.name}\n{path.read_text(encoding='utf-8', errors='replace')[-3000:]}")
        raise


def main() -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        host = Host(Path(name))
        stack.callback(subprocess.run, ["dropdb", "--if-exists", DATABASE], env=host.env, check=True)
        stack.enter_context(logs_after_failure(host))
        set_up_project(host)
        verify_units(host)
        with running(host, "Web processes", host.folder / "web.log"), proxy(host):
            wait_until_ready(host)
            use_feed(host)
            use_static_file(host)
            send_requests(host)
            cause_errors(host)
        check_logs(host)
    print("The units, the proxy, the cron lines and the log of the guide work, and no log has personal data.")


if __name__ == "__main__":
    main()
