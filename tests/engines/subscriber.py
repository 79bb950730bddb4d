"""A real subscriber: vdirsyncer fetches the feed from a running server, khal lists what it holds, before a change and
after the next poll.

``python -m tests.engines.subscriber <folder> <bin folder of vdirsyncer and khal>``
"""

import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FOLDER, BIN = Path(sys.argv[1]), Path(sys.argv[2])
os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'main.sqlite3'}"
os.environ["TEST_DB"] = str(FOLDER / "subscriber.sqlite3")

from tests.engines.samples import empty_database  # noqa: E402, I001  (sets Django up)

from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402

from tests.factories import make_hours_exception, make_service, make_site, make_supervisor  # noqa: E402
from tests.factories import make_practice, make_weekly_hours  # noqa: E402
from wagtail_tyonohjaus.availability.free import free_windows  # noqa: E402
from wagtail_tyonohjaus.practice.models import Supervisor  # noqa: E402

DAYS = 40

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{folder}/calendar"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[free]]
path = {folder}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""


def quiet(self: WSGIRequestHandler, *args: object) -> None:
    """No line for each request."""


def serve() -> int:
    WSGIRequestHandler.log_message = quiet
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def run(program: str, *arguments: str) -> str:
    environment = {**os.environ, "VDIRSYNCER_CONFIG": str(FOLDER / "vdirsyncer.conf")}
    done = subprocess.run(
        [str(BIN / program), *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        sys.exit(f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def listed() -> set[tuple[str, str]]:
    run("vdirsyncer", "sync")
    form = "{start-long}|{end-long}"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    output = run(
        "khal", "-c", str(FOLDER / "khal.conf"), "list", "--day-format", "", "--format", form, today, f"{DAYS}d"
    )
    return {tuple(line.split("|")) for line in output.splitlines() if "|" in line}


def expected(owner: Supervisor) -> set[tuple[str, str]]:
    windows = free_windows([owner])[owner.pk]
    times = [tuple(datetime.fromtimestamp(at, UTC) for at in (window.start, window.end)) for window in windows]
    return {(f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}") for start, end in times}


def check(what: str, owner: Supervisor) -> None:
    read, right = listed(), expected(owner)
    if read != right:
        sys.exit(f"WRONG vdirsyncer and khal, {what}: {sorted(read ^ right)[:5]}")
    print(f"ok    vdirsyncer and khal, {what}: {len(read)} times")


def main() -> None:
    empty_database()
    make_practice(make_site(), name="Satama", slug="satama")
    service = make_service(name="Työnohjaus", minimum_notice_hours=0, horizon_days=DAYS - 5, lengths="60")
    owner = make_supervisor(services=[service], name="Väinö Äkkijyrkkä")
    for weekday in range(5):
        make_weekly_hours(owner, weekday, "09:00", "16:00")
    url = f"http://127.0.0.1:{serve()}/calendar/{owner.uuid}/fi/free.ics"
    (FOLDER / "calendar").mkdir()
    (FOLDER / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=FOLDER, url=url))
    (FOLDER / "khal.conf").write_text(KHAL.format(folder=FOLDER))
    run("vdirsyncer", "discover")
    check("at first", owner)
    first = date.today() + timedelta(days=7)
    make_hours_exception(owner, first, last_day=first + timedelta(days=6))
    make_hours_exception(owner, first + timedelta(days=8), "20:00", "22:00")
    check("after a change", owner)


if __name__ == "__main__":
    main()
