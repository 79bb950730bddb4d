"""A fetching process: ``python -m …fetch_worker``.

Reads frames with a ``FetchJob`` from standard input, one after another, and writes a frame with a ``FetchResult`` for
each to standard output. It ends when its standard input ends, thus with the process that started it at the latest.

Each job runs in a fork, with limits of its own on CPU time and memory. So the libraries are loaded once, while nothing
of a calendar, such as its time zones, is left for the next one, and a hostile file harms nothing else. Forking is safe
here: this process has neither threads nor connections.
"""

import gc
import os
import select
import signal
from typing import BinaryIO, NoReturn

from .fetch_frames import MAX_BYTES, read_frame, write_frame
from .fetch_job import FetchJob, FetchResult
from .fetch_limits import FORKS, TIMEOUT_SECONDS, exit_error, limit_cpu, limit_memory
from .fetch_reading import run_job

# Where neither the site nor this process is left to end a fork.
_LIFETIME_SECONDS = int(TIMEOUT_SECONDS) + 5
_CHUNK_BYTES = 64 * 1024
_SAMPLE = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;TZID=FLE Standard Time:20260105T100000
DTEND;TZID=FLE Standard Time:20260105T110000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE
EXDATE;TZID=FLE Standard Time:20260107T100000
END:VEVENT
END:VCALENDAR
"""


def main() -> None:
    """Runs jobs until standard input ends; where the system can't fork, only one."""
    # A service manager sends signals to all processes of a service. The site's process ends this one.
    for ignored in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ignored, signal.SIG_IGN)
    # Those that the site's process ignores would be ignored here, too.
    for name in ("SIGCHLD", "SIGALRM", "SIGXCPU"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    jobs, results = _private_pipes()
    limit_memory()
    if FORKS:
        _load_libraries()
    else:
        limit_cpu()
    while (frame := read_frame(jobs)) is not None:
        number, job = frame
        write_frame(results, number, _run_in_fork(job, jobs, results) if FORKS else _run(job))
        if not FORKS:
            return


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output; under their usual numbers, a library reads and writes nothing afterwards."""
    # Not closed before the process has ended: the site reads the exit status as soon as this one is closed.
    jobs = os.fdopen(os.dup(0), "rb", closefd=False)
    results = os.fdopen(os.dup(1), "wb", closefd=False)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(null, number)
    os.close(null)
    return jobs, results


def _load_libraries() -> None:
    """Does once what every fork would have to do."""
    from ...ical.reading.options import ReadOptions
    from ...ical.reading.reader import read_busy_time
    from .fetching import load_certificates

    load_certificates()
    read_busy_time(_SAMPLE, ReadOptions(zone="Europe/Helsinki", since=1_767_225_600, until=1_769_904_000))
    gc.collect()
    # The forks share the memory of objects that the garbage collector leaves alone.
    gc.freeze()


def _run(job: bytes) -> bytes:
    return run_job(FetchJob.from_json(job)).to_json().encode()


def _run_in_fork(job: bytes, jobs: BinaryIO, results: BinaryIO) -> bytes:
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _run_and_exit(job, writing, unused=(jobs.fileno(), results.fileno(), reading))
    os.close(writing)
    try:
        output = _output_of(pid, reading, jobs)
    finally:
        os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return FetchResult(error=exit_error(code)).to_json().encode() if code else output


def _run_and_exit(job: bytes, writing: int, unused: tuple[int, ...]) -> NoReturn:
    status = 1
    try:
        for number in unused:
            os.close(number)
        limit_cpu()
        signal.alarm(_LIFETIME_SECONDS)
        with open(writing, "wb") as output:
            output.write(_run(job))
        status = 0
    finally:
        os._exit(status)


def _output_of(pid: int, reading: int, jobs: BinaryIO) -> bytes:
    """What the fork writes. Exits if the site's process has ended: it sends nothing else during a job."""
    output = bytearray()
    while True:
        ready, _, _ = select.select([jobs.fileno(), reading], [], [])
        is_alone = jobs.fileno() in ready
        if is_alone or len(output) > MAX_BYTES:
            os.kill(pid, signal.SIGKILL)
        if is_alone:
            raise SystemExit
        chunk = os.read(reading, _CHUNK_BYTES)
        if not chunk:
            return bytes(output)
        output += chunk


if __name__ == "__main__":
    main()
