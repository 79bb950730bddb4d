"""Settings of a site with workers for background tasks: ``TASK_BACKEND`` is "database" or "rq".

``QUEUE`` is the queue of the task that sends messages, and ``SEND_FROM_PROCESS`` is set if web processes send.
"""

import os

from tests.settings import *  # noqa: F403

QUEUES = ["default", "mail"]
if os.environ.get("TASK_BACKEND", "database") == "database":
    INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]  # noqa: F405
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": QUEUES}}
else:
    INSTALLED_APPS = [*INSTALLED_APPS, "django_rq"]
    RQ_QUEUES = {name: {"URL": os.environ["REDIS_URL"]} for name in QUEUES}
    TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": QUEUES}}
WAGTAIL_TYONOHJAUS = {
    "MAIL_TIMEOUT": 20,
    "SEND_DELAY": 0,
    "SEND_FROM_PROCESS": bool(os.environ.get("SEND_FROM_PROCESS")),
    "TASK_QUEUE": os.environ.get("QUEUE", "default"),
}
