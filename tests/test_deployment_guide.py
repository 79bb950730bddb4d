"""The configuration in docs/deployment.md works."""

import configparser
import io
import logging
import logging.config
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.deployment.guide import code_block
from tests.test_docs import ROOT, tokens
from wagtail_tyonohjaus import checks

BLOCKS = [(token.info, token.content) for token in tokens(ROOT / "docs/deployment.md") if token.type == "fence"]


def run_block(marker):
    """The variables that the Python block which contains ``marker`` defines."""
    code = code_block("deployment.md", "python", marker)
    variables = {"__name__": "deployment_guide"}
    exec(compile(code, "deployment.md", "exec"), variables)
    return variables


@pytest.fixture
def restored_logging():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("restored_logging")
def test_log_has_no_tokens():
    config = run_block("LOGGING = ")["LOGGING"]
    stream = io.StringIO()
    config["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(config)
    logging.getLogger("guide").warning("Not Found: %s", "/fi/calendar/private/s3cret/sessions.ics")
    logging.getLogger("guide").warning('"GET %s HTTP/1.1" 404', "/appointments/session/s3cret/")
    assert stream.getvalue().splitlines() == [
        "Not Found: /fi/calendar/private/…/sessions.ics",
        '"GET /appointments/session/…/ HTTP/1.1" 404',
    ]


def test_caches_have_no_warnings(monkeypatch):
    monkeypatch.setattr(checks, "settings", SimpleNamespace(CACHES=run_block("CACHES = ")["CACHES"]))
    assert checks.check_caches(None) == []


def test_services_start_commands_that_exist_and_are_restarted():
    units = {}
    for info, content in BLOCKS:
        if info == "ini":
            unit = configparser.ConfigParser(interpolation=None)
            unit.optionxform = str
            unit.read_string(re.sub(r"^# .*\n", "", content))
            units[unit["Unit"]["Description"]] = unit["Service"]
    assert {name: service["Restart"] for name, service in units.items()} == {
        "Web processes": "always",
        "Worker": "always",
        "Synchronisation of calendars": "always",
        "Worker of the task queue": "always",
    }
    commands = [re.search(r"manage\.py (\w+)", service["ExecStart"]) for service in units.values()]
    assert [command and command[1] for command in commands] == [
        None,
        "tyonohjaus_deliver",
        "tyonohjaus_sync_calendars",
        "db_worker",
    ]


def test_proxy_waits_longer_than_the_web_process():
    guide = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
    seconds = [
        int(found[1]) for found in (re.search(r"--timeout (\d+)", guide), re.search(r"read_timeout (\d+)s", guide))
    ]
    assert seconds == sorted(set(seconds))


PARSE = """
import sys, django
from django.core.management import load_command_class
django.setup()
app, name, *arguments = sys.argv[1:]
load_command_class(app, name).create_parser("manage.py", name).parse_args(arguments)
"""


@pytest.mark.once
@pytest.mark.parametrize(("name", "app"), [("db_worker", "django_tasks_db"), ("rqworker", "django_rq")])
def test_commands_of_task_workers_have_the_documented_arguments(name, app):
    pytest.importorskip(app)
    guide = "".join((ROOT / "docs" / file).read_text(encoding="utf-8") for file in ("operations.md", "deployment.md"))
    commands = re.findall(rf"manage\.py {name}\b(.*?)(?: +#.*)?$", guide, re.M)
    assert len(commands) == 2
    backend = {"django_rq": "rq"}.get(app, "database")
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings_tasks", "TASK_BACKEND": backend, "REDIS_URL": "redis://127.0.0.1"}
    for arguments in commands:
        command = [sys.executable, "-c", PARSE, app, name, *arguments.split()]
        subprocess.run(command, env={**os.environ, **env}, check=True)
