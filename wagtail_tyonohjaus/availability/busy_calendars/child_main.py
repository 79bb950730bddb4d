"""The process that fetches and reads one calendar, run with ``python -m``.

A job on standard input, an outcome on standard output, both JSON. It limits itself before it reads anything, so that a
hostile file costs it alone.
"""

import hashlib
import sys
from dataclasses import replace

from ...ical.reading.job import Job, Outcome, Refused

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024


def limit() -> None:
    """Caps this process's processor time and memory where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        hard = resource.getrlimit(what)[1]
        try:
            resource.setrlimit(what, (most, hard))
        except (ValueError, OSError):
            continue


def run(job: Job) -> Outcome:
    """Fetches and reads; what goes wrong is in the outcome."""
    try:
        return _run(job)
    except Refused as error:
        return Outcome(error=error.code, detail=error.detail)
    except MemoryError:
        return Outcome(error="too_heavy")
    except Exception:
        return Outcome(error="crashed")


def _run(job: Job) -> Outcome:
    from .fetching import fetch

    fetched = fetch(job.url, job.etag, job.last_modified, allow_loopback=job.allow_loopback)
    if fetched.body is None:
        return Outcome(unchanged=True)
    seen = replace(Outcome(), etag=fetched.etag, last_modified=fetched.last_modified, content_hash=_hash(fetched.body))
    if seen.content_hash == job.content_hash:
        return replace(seen, unchanged=True)
    from ...ical.reading.busy_time import read_busy_time

    found = read_busy_time(fetched.body, job)
    return replace(seen, blocks=found.blocks, skipped=found.skipped)


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def main() -> None:
    limit()
    outcome = run(Job.from_json(sys.stdin.read()))
    sys.stdout.write(outcome.to_json())


if __name__ == "__main__":
    main()
