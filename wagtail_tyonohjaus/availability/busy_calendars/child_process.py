"""Runs a job in a process of its own, which is killed when it takes too long."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from ...ical.reading.job import Job, Outcome

#: Of the wall clock: fetching may take 15 of them, reading has 2 of the processor.
MOST_SECONDS = 25.0
_MODULE = "wagtail_tyonohjaus.availability.busy_calendars.child_main"


def run_apart(job: Job, most_seconds: float = MOST_SECONDS) -> Outcome:
    """The job's outcome; a process that is killed or says nonsense is an outcome with ``error``."""
    command = [sys.executable, "-m", _MODULE]
    try:
        # The job goes through a pipe: arguments and environment are seen by other users of the machine.
        done = subprocess.run(  # noqa: S603
            command, input=job.to_json().encode(), capture_output=True, timeout=most_seconds, env=_environment()
        )
    except subprocess.TimeoutExpired:
        return Outcome(error="timeout")
    except OSError:
        return Outcome(error="crashed")
    if done.returncode:
        return Outcome(error=_killed(done.returncode))
    try:
        return Outcome.from_json(done.stdout)
    except (ValueError, KeyError, TypeError):
        return Outcome(error="crashed")


def _killed(code: int) -> str:
    heavy = {-number for name in ("SIGXCPU", "SIGKILL") if (number := getattr(signal, name, None))}
    return "too_heavy" if code in heavy else "crashed"


def _environment() -> dict[str, str]:
    """What Python needs to start, and nothing of the site's secrets."""
    kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZDIR", "PYTHONTZPATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    }
