"""A process that runs fetch jobs, and is killed if a job takes too long."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import BinaryIO, cast

from .fetch_frames import FrameError, read_frame, write_frame
from .fetch_job import FetchJob, FetchResult
from .fetch_limits import FORKS, MAX_JOBS, TIMEOUT_SECONDS, exit_error

_MODULE = "wagtail_tyonohjaus.availability.busy_calendars.fetch_worker"
#: What Python needs to start; none of the site's secrets.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZDIR", "PYTHONTZPATH")


class FetchProcess:
    """Runs jobs one after another, for one thread at a time. Raises ``OSError`` if the process can't be started.

    After a job without a result the process is killed, with everything that it has started.
    """

    def __init__(self) -> None:
        # Jobs go through a pipe: other users of the machine can see arguments and environment.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        self._jobs, self._input = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        self._count = 0
        self._is_killed = self._is_late = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        """Whether it can take another job."""
        max_jobs = MAX_JOBS if FORKS else 1
        return self._count < max_jobs and not self._is_killed and self._process.poll() is None

    def run(self, job: FetchJob, timeout: float = TIMEOUT_SECONDS) -> FetchResult:
        """The job's result; if it takes longer than ``timeout`` seconds or its output is invalid, an ``error``."""
        timer = Timer(timeout, self._kill_late)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange(job)
        except (OSError, FrameError, ValueError, KeyError, TypeError):
            self.kill()
            return FetchResult(error="timeout" if self._is_late else "crashed")
        finally:
            timer.cancel()
            timer.join()

    def kill(self) -> None:
        """Ends the process and its forks at once; may be called from any thread."""
        self._is_killed = True
        if self._process.returncode is not None:
            return
        try:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        except ProcessLookupError:
            return

    def close(self) -> None:
        """Kills the process and waits for its end."""
        self.kill()
        self._process.wait()
        for stream in (self._jobs, self._input):
            try:
                stream.close()
            except OSError:  # the rest of a job that nobody has read
                continue

    def _exchange(self, job: FetchJob) -> FetchResult:
        self._count += 1
        write_frame(self._jobs, self._count, job.to_json().encode())
        frame = read_frame(self._input)
        if frame is None:
            return self._error_of_end()
        number, payload = frame
        if number != self._count:
            raise FrameError
        return FetchResult.from_json(payload)

    def _error_of_end(self) -> FetchResult:
        # The process has ended, or is about to; this does not change its exit status, but ends its forks.
        self.kill()
        code = self._process.wait()
        return FetchResult(error="timeout" if self._is_late else exit_error(code))

    def _kill_late(self) -> None:
        self._is_late = True
        self.kill()


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    }
