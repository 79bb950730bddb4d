"""Executes the tutorial's step “Go live” in the working directory's project: deploy_tutorial.py TUTORIAL HELPERS.

The blocks are used as they are, but for the values of ``production.env``, the folder and the port. HELPERS is the
folder of ``use_site.py``. Needs aiosmtpd for a mail server; the commands run with the ``PATH`` of the caller.
"""

import gzip
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller

BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```", re.M | re.S)
#: In addition to the tutorial's: a script is faster than a person, and the messages shall wait for cron.
LOCAL = 'WAGTAIL_TYONOHJAUS = {"FORM_MIN_SECONDS": 0, "SEND_FROM_PROCESS": False}\n'


class Inbox:
    """A mail server's handler that keeps what it gets."""

    def __init__(self) -> None:
        self.messages = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def blocks(tutorial: str) -> dict[str, str]:
    """The blocks of the step by what they are."""
    section = Path(tutorial).read_text(encoding="utf-8").partition("\n## 9. ")[2].partition("\n## ")[0]
    found = BLOCK.findall(section)
    names = ["install", "settings", "environment", "commands", "cron"]
    kinds = ["sh", "python", "sh", "sh", "text"]
    if [kind for kind, _text in found] != kinds:
        raise SystemExit(f"The tutorial's step 9 has the blocks {[kind for kind, _text in found]} instead of {kinds}")
    return dict(zip(names, (text for _kind, text in found), strict=True))


def with_values(text: str, values: dict[str, str]) -> str:
    """The file of environment variables with other values; each has to be there already."""
    for name, value in values.items():
        text, count = re.subn(rf"^export {name}=.*$", f"export {name}={value}", text, flags=re.M)
        if count != 1:
            raise SystemExit(f"production.env has no {name}")
    return text


def run(script: str) -> str:
    done = subprocess.run(["sh", "-ec", script], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise SystemExit(f"{script}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@contextmanager
def serving(script: str, port: int) -> Iterator[None]:
    """Runs the command that serves the site until it has been used."""
    with open("gunicorn.log", "wb") as log:
        server = subprocess.Popen(["sh", "-ec", script], stdout=log, stderr=log)
    try:
        for _ in range(300):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


def check_static_files(url: str) -> None:
    """The style sheets of a page have hashes in their names, and are sent compressed, for ever."""
    with urllib.request.urlopen(f"{url}/contact/", timeout=60) as page:
        sheets = re.findall(r'href="(/static/wagtail_tyonohjaus/[^"]+\.css)"', page.read().decode())
    if not sheets or not all(re.search(r"\.[0-9a-f]{12}\.css$", sheet) for sheet in sheets):
        raise SystemExit(f"The style sheets are {sheets}")
    for sheet in sheets:
        request = urllib.request.Request(url + sheet, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=60) as response:
            css = gzip.decompress(response.read())
            if b"{" not in css or "immutable" not in response.headers["Cache-Control"]:
                raise SystemExit(f"{sheet}: {dict(response.headers)}")


def send_request(url: str) -> None:
    """As a visitor, on the page with the form."""
    from use_site import ANSWERS, FormParser, Visitor

    visitor = Visitor(url)
    form = FormParser(visitor.get("/contact/")[2])
    status, _headers, receipt = visitor.post(form.action, {**form.values, **ANSWERS, "email": "live@example.com"})
    if status != 200 or not re.search(r"TO-\w{4}-\w{4}", receipt):
        raise SystemExit(f"The request was answered with {status}")


def main(tutorial: str, helpers: str) -> None:
    sys.path.insert(0, helpers)
    texts, port, mail_port = blocks(tutorial), free_port(), free_port()
    # The package is the wheel that is installed already.
    run(texts["install"].replace("wagtail-tyonohjaus ", ""))
    Path("mysite/settings/local.py").write_text(LOCAL, encoding="utf-8")
    with open("mysite/settings/production.py", "a", encoding="utf-8") as settings:
        settings.write(f"\n{texts['settings']}")
    url = f"http://localhost:{port}"
    values = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "localhost", "BASE_URL": url, "EMAIL_HOST": "127.0.0.1"}
    environment = with_values(texts["environment"], values) + f"export EMAIL_PORT={mail_port}\n"
    Path("production.env").write_text(environment, encoding="utf-8")
    *prepare, serve = texts["commands"].replace("127.0.0.1:8000", f"127.0.0.1:{port}").strip().splitlines()
    run("\n".join(prepare))
    with serving(f"{prepare[0]}\nexec {serve}", port):
        check_static_files(url)
        send_request(url)
    inbox = Inbox()
    mail_server = Controller(inbox, hostname="127.0.0.1", port=mail_port)
    mail_server.start()
    try:
        lines = texts["cron"].replace("/srv/site", str(Path.cwd())).strip().splitlines()
        with ThreadPoolExecutor() as pool:
            list(pool.map(run, (re.sub(r"^(\S+ ){5}", "", line) for line in lines)))
    finally:
        mail_server.stop()
    if ["live@example.com"] not in [recipients for recipients, _message in inbox.messages]:
        raise SystemExit(f"The line for cron sent messages to {[each for each, _message in inbox.messages]}")
    print("The tutorial's step 9 works: compressed files with hashes, gunicorn, and cron that sends what waits.")


main(*sys.argv[1:])
