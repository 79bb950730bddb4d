"""The task that sends messages, with real workers of the database backend and of RQ with Redis."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from tests.factories import make_practice
from tests.messages.queued import states
from tests.ports import free_port, is_listening
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat

from .helpers import wait_until
from .processes import run

pytest.importorskip("django_tasks_db")
pytest.importorskip("django_tasks_rq")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    """A Redis of the tests' own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis on this machine")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path_factory.mktemp("redis"))]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: is_listening(port))
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


class TaskSite:
    """Web requests and task workers of one site, each a process."""

    def __init__(self, backend: str, server, **env: str) -> None:
        self.backend, self.server = backend, server
        self.env = {"DJANGO_SETTINGS_MODULE": "tests.settings_tasks", "TASK_BACKEND": backend, **env}

    def call(self, *actions: str, **env: str) -> list[int]:
        """Returns the numbers of waiting tasks that were counted."""
        written = run(*actions, port=self.server.port, module="task_site", env={**self.env, **env})
        return [int(line) for line in written.splitlines()]

    def work(self, *queues: str, tasks: int | None = None) -> None:
        """A task worker that ends when there is nothing to do, or after so many tasks."""
        if self.backend == "database":
            command = ["db_worker", "--batch", "--no-startup-delay", "--queue-name", ",".join(queues)]
            command += ["--max-tasks", str(tasks)] if tasks else []
        else:
            command = ["rqworker", *queues, "--burst", "--job-class", "django_tasks_rq.Job"]
            command += ["--max-jobs", str(tasks)] if tasks else []
        run(*command, port=self.server.port, env=self.env)


@pytest.fixture(params=["database", "rq"])
def site(request, server):
    make_practice()
    env = {"REDIS_URL": request.getfixturevalue("redis_url")} if request.param == "rq" else {}
    yield TaskSite(request.param, server, **env)
    connections.close_all()


def let_a_minute_pass() -> None:
    Heartbeat.objects.filter(name="deliver-task").update(claimed_at=timezone.now() - timedelta(seconds=61))


def sent_once(site: TaskSite) -> bool:
    ids = sorted(Delivery.objects.values_list("message_id", flat=True))
    return (set(states().values()), sorted(site.server.sink.ids)) == ({"sent"}, ids)


def test_one_task_sends_all_messages(site):
    assert (site.call("prepare", "store=20", "count"), site.server.sink.ids) == ([1], [])
    site.work("default")
    assert sent_once(site)
    assert site.call("count", "store=1", "count") == [0, 1]
    site.work("default")
    assert (Delivery.objects.count(), sent_once(site)) == (21, True)


def test_next_request_sends_if_the_task_worker_is_dead(site):
    site.call("prepare", "store=2", SEND_FROM_PROCESS="1")
    assert site.server.sink.ids == []
    let_a_minute_pass()
    site.call("store=1", SEND_FROM_PROCESS="1")
    assert (Delivery.objects.count(), sent_once(site)) == (3, True)
    site.work("default")
    assert sent_once(site)


def test_worker_from_cron_sends_if_the_task_worker_is_dead(site):
    site.call("prepare", "store=2")
    run("tyonohjaus_deliver", port=site.server.port, env=site.env)
    assert sent_once(site)


def test_messages_do_not_wait_for_other_tasks(site):
    """By its priority, or in a queue of its own if the backend has no priorities."""
    queue = "default" if site.backend == "database" else "mail"
    assert site.call("prepare", "other=30", "store=2", "count", QUEUE=queue) == [31]
    site.work(*dict.fromkeys([queue, "default"]), tasks=1)
    assert (site.call("count"), sent_once(site)) == ([30], True)
