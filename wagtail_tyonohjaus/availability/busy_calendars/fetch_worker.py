"""Fetches and reads one calendar in a process of its own: ``python -m …fetch_worker``.

Reads a ``FetchJob`` from standard input and writes a ``FetchResult`` to standard output. The process limits its own CPU
time and memory first, so that a hostile file harms nothing else.
"""

import hashlib
import sys
from dataclasses import replace

from ...ical.reading.errors import CalendarError
from .fetch_job import FetchJob, FetchResult

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024


def limit_resources() -> None:
    """Caps CPU time and memory of this process where the system supports it (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        hard_limit = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (limit, hard_limit))
        except (ValueError, OSError):
            continue


def run_job(job: FetchJob) -> FetchResult:
    """Errors are in the result; nothing is raised."""
    try:
        return _fetch_and_read(job)
    except CalendarError as error:
        return FetchResult(error=error.code, detail=error.detail)
    except MemoryError:
        return FetchResult(error="too_heavy")
    except Exception:
        return FetchResult(error="crashed")


def _fetch_and_read(job: FetchJob) -> FetchResult:
    # Imported here, so that a failed import is reported in the result.
    from ...ical.reading.reader import read_busy_time
    from .fetching import fetch

    response = fetch(job.url, job.etag, job.last_modified, allow_loopback=job.allow_loopback)
    if response.body is None:
        return FetchResult(unchanged=True)
    if _is_truncated(response.body, response.is_delimited):
        raise CalendarError("truncated")
    content_hash = hashlib.sha256(response.body).hexdigest()
    result = FetchResult(etag=response.etag, last_modified=response.last_modified, content_hash=content_hash)
    if content_hash == job.content_hash:
        return replace(result, unchanged=True)
    busy_time = read_busy_time(response.body, job.options)
    return replace(result, blocks=busy_time.blocks, issues=busy_time.issues, doubtful=busy_time.doubtful)


def _is_truncated(body: bytes, is_delimited: bool) -> bool:
    """Whether the end of the file is missing. A server may announce the length of what is left of a file."""
    text = body.rstrip().upper()
    if text.endswith(b"END:VCALENDAR"):
        return False
    return not is_delimited or text.rfind(b"BEGIN:VEVENT") > text.rfind(b"END:VEVENT")


def main() -> None:
    """One job from standard input, with its resources limited before anything is read."""
    limit_resources()
    result = run_job(FetchJob.from_json(sys.stdin.read()))
    sys.stdout.write(result.to_json())


if __name__ == "__main__":
    main()
