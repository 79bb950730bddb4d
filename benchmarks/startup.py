"""Measures what the package adds to the start of a project: the CPU time of ``django.setup()`` with and without it.

Run from the checkout: ``python -m benchmarks.startup`` (about a minute). Both projects are that of Wagtail's template.
Each start is a process of its own, the two projects take turns, and the figure is the ratio of the medians: the target
is 1.2. ``--imports`` lists the modules that the package adds, the slowest first, with their own time in milliseconds.
``--parts`` gives, for both, the time of Python's garbage collector, which grows with the project, and of the schemas
that Wagtail's API generates for every page type at the start.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
CACHE = str(Path(tempfile.gettempdir()) / "tyonohjaus-startup")
PACKAGE_APPS = ["wagtail_tyonohjaus.pages", "wagtail_tyonohjaus"]
WAGTAIL_APPS = [
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
PROJECTS = {"without": WAGTAIL_APPS, "with": PACKAGE_APPS + WAGTAIL_APPS}
SCRIPT = """
import sys
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="benchmark",
    INSTALLED_APPS=sys.argv[1].split(","),
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    WAGTAILADMIN_BASE_URL="http://localhost",
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
"""
PARTS = """
import gc
import time

def note(phase, info):
    global started, collecting
    if phase == "start":
        started = time.process_time()
    else:
        collecting += time.process_time() - started

started = collecting = 0.0
gc.callbacks.append(note)
"""
PRINT_PARTS = """
gc.callbacks.remove(note)
from wagtail.api.v3.registry import ContentTypeRegistry
started = time.process_time()
ContentTypeRegistry().register_defaults()
print(f"{collecting * 1000:.0f} {(time.process_time() - started) * 1000:.0f}", file=sys.stderr)
"""


def start(apps: list[str], *options: str, script: str = SCRIPT) -> tuple[float, str]:
    """The CPU seconds of a process that starts a project with these apps, and what it wrote to standard error.

    Compiled code is cached, as it is on a server.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": CACHE, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, *options, "-c", script, ",".join(apps)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, process.stderr


def own_times(apps: list[str]) -> dict[str, float]:
    """The milliseconds that each imported module took without those that it imports."""
    lines = start(apps, "-X", "importtime")[1].splitlines()
    matches = (re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)$", line) for line in lines)
    return {match[2]: int(match[1]) / 1000 for match in matches if match}


def print_imports() -> None:
    """The modules that the package adds, grouped by distribution and then the slowest."""
    start(PACKAGE_APPS + WAGTAIL_APPS)  # compiles
    without = own_times(WAGTAIL_APPS)
    added = {name: time for name, time in own_times(PACKAGE_APPS + WAGTAIL_APPS).items() if name not in without}
    packages: dict[str, float] = {}
    for name, time in added.items():
        packages[name.partition(".")[0]] = packages.get(name.partition(".")[0], 0) + time
    for title, times in (("package", packages), ("module", added)):
        print(f"\nms    {title}")
        for name, time in sorted(times.items(), key=lambda item: -item[1])[:40]:
            print(f"{time:5.1f} {name}")


def print_parts() -> None:
    """The milliseconds of the garbage collector and of the schemas of page types, each the median of the runs."""
    values: dict[str, list[list[int]]] = {name: [] for name in PROJECTS}
    for _run in range(RUNS):
        for name, apps in PROJECTS.items():
            line = start(apps, script=PARTS + SCRIPT + PRINT_PARTS)[1].splitlines()[-1]
            values[name].append([int(value) for value in line.split()])
    for name, rows in values.items():
        collecting, schemas = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{name:8} {collecting:.0f} ms garbage collector, {schemas:.0f} ms schemas of page types")


def main() -> None:
    """Prints the medians and their ratio."""
    if "--imports" in sys.argv:
        print_imports()
        return
    if "--parts" in sys.argv:
        print_parts()
        return
    seconds: dict[str, list[float]] = {name: [] for name in PROJECTS}
    for run in range(RUNS + 1):
        for name, apps in PROJECTS.items():
            used = start(apps)[0]
            if run:  # the first run compiles
                seconds[name].append(used)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, median in medians.items():
        print(f"{name:8} {median:.3f} s of CPU time (median of {RUNS})")
    print(f"ratio    {medians['with'] / medians['without']:.2f}")


if __name__ == "__main__":
    main()
