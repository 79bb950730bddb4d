"""The fetching processes of one worker: started when they are needed, used for many calendars, ended when idle."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, Self

from ...conf import app_settings
from .fetch_job import FetchJob, FetchResult
from .fetch_process import FetchProcess


class Fetcher(Protocol):
    """What a round of fetching needs to run jobs: at most ``size`` at a time."""

    size: int

    def submit(self, job: FetchJob) -> Future[FetchResult]:
        """Starts a job. The future has a result in any case, and raises nothing."""

    def cancel(self) -> None:
        """Ends the jobs that are running; their results mean nothing."""


class FetchPool:
    """Used by one thread, as a context manager; at its end no process is left.

    A job occupies a process, and a thread of this one that waits for it. A process is replaced if a job harms it.
    """

    def __init__(self) -> None:
        self.size = max(app_settings.BUSY_FETCH_PROCESSES, 1)
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="tyonohjaus-fetch")
        self._idle: list[FetchProcess] = []
        self._busy: set[FetchProcess] = set()
        self._used: set[FetchProcess] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.cancel()
        self._threads.shutdown()
        self._used.clear()
        self.end_unused()

    def submit(self, job: FetchJob) -> Future[FetchResult]:
        """Starts a job in a process that is idle, or in a new one."""
        try:
            process = self._take_idle() or FetchProcess()
        except OSError:  # no memory for a process, or too many of them
            return _failed()
        self._busy.add(process)
        self._used.add(process)
        try:
            return self._threads.submit(self._run, process, job)
        except RuntimeError:  # the same of threads
            self._busy.discard(process)
            process.close()
            return _failed()

    def cancel(self) -> None:
        """Kills the processes that are running a job."""
        for process in list(self._busy):
            process.kill()

    def end_unused(self) -> None:
        """Ends the processes that have not run a job since the last call."""
        for process in list(self._idle):
            if process not in self._used:
                self._idle.remove(process)
                process.close()
        self._used.clear()

    def _take_idle(self) -> FetchProcess | None:
        while self._idle:
            process = self._idle.pop()
            if process.is_usable:
                return process
            process.close()
        return None

    def _run(self, process: FetchProcess, job: FetchJob) -> FetchResult:
        try:
            return process.run(job)
        finally:
            self._busy.discard(process)
            if process.is_usable:
                self._idle.append(process)
            else:
                process.close()


def _failed() -> Future[FetchResult]:
    failed: Future[FetchResult] = Future()
    failed.set_result(FetchResult(error="crashed"))
    return failed
