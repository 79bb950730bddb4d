"""Runs a fetch job in a separate process, which is killed if it takes too long."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from .fetch_job import FetchJob, FetchResult

#: Wall-clock time: fetching may take 15 seconds of it, reading 2 seconds of CPU time.
TIMEOUT_SECONDS = 25.0
_MODULE = "wagtail_tyonohjaus.availability.busy_calendars.fetch_worker"
#: What Python needs to start; none of the site's secrets.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZDIR", "PYTHONTZPATH")


def run_in_process(job: FetchJob, timeout: float = TIMEOUT_SECONDS) -> FetchResult:
    """The job's result; if the process is killed or its output is invalid, a result with an ``error``."""
    command = [sys.executable, "-m", _MODULE]
    try:
        # The job goes through a pipe: other users of the machine can see arguments and environment.
        process = subprocess.run(  # noqa: S603
            command, input=job.to_json().encode(), capture_output=True, timeout=timeout, env=_environment()
        )
    except subprocess.TimeoutExpired:
        return FetchResult(error="timeout")
    except OSError:
        return FetchResult(error="crashed")
    if process.returncode:
        return FetchResult(error=_exit_error(process.returncode))
    try:
        return FetchResult.from_json(process.stdout)
    except (ValueError, KeyError, TypeError):
        return FetchResult(error="crashed")


def _exit_error(code: int) -> str:
    limit_signals = {-number for name in ("SIGXCPU", "SIGKILL") if (number := getattr(signal, name, None))}
    return "too_heavy" if code in limit_signals else "crashed"


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    }
